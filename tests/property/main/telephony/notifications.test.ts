import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColleagueDialogs } from '../../../../src/main/telephony/dialog-events.ts';
import { readDialogInfo } from '../../../../src/main/telephony/dialog-info.ts';
import { readMessageSummary } from '../../../../src/main/telephony/message-waiting.ts';
import { fragmentStatus } from '../../../../src/main/telephony/refer.ts';
import { aDialog, dialogInfo } from '../../../support/scripted-subscription.ts';

const state = fc.constantFrom('trying', 'proceeding', 'early', 'confirmed', 'terminated');
const dialog = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), state, fc.constantFrom(undefined, 'initiator', 'recipient'))
  .map(([id, now, direction]) => aDialog(id, now, direction));
const document = fc
  .tuple(fc.nat(50), fc.array(dialog, { maxLength: 4 }), fc.constantFrom('full', 'partial'))
  .map(([version, dialogs, of]) => dialogInfo(version, dialogs, { state: of }));
/** A document of which a piece is cut out, doubled or replaced. */
const mutant = fc
  .tuple(document, fc.nat(400), fc.nat(60), fc.string({ maxLength: 20 }))
  .map(([text, at, length, instead]) => text.slice(0, at) + instead + text.slice(at + length));

describe('notifications, whatever is in them', () => {
  it('of dialogs are read, or are none', () => {
    fc.assert(
      fc.property(fc.oneof(mutant, fc.string(), document), (text) => {
        const info = readDialogInfo(text);
        if (info === undefined) return;
        expect(Number.isSafeInteger(info.version)).toBe(true);
        for (const each of info.dialogs) {
          expect(['trying', 'proceeding', 'early', 'confirmed', 'terminated']).toContain(each.state);
        }
      }),
    );
  });

  it('of dialogs tell a state only when it changed, and a full one decides it alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(document, mutant), { maxLength: 20 }),
        fc.array(dialog),
        (before, dialogs) => {
          const last = dialogInfo(99, dialogs);
          const told: string[] = [];
          const colleague = new ColleagueDialogs((now) => told.push(now));
          for (const text of [...before, last]) colleague.take(text);
          const alone: string[] = [];
          new ColleagueDialogs((now) => alone.push(now)).take(last);
          expect(told.at(-1)).toBe(alone.at(-1));
          for (const [index, now] of told.entries()) expect(now).not.toBe(told[index - 1]);
        },
      ),
    );
  });

  it('of messages and of transfers give numbers in their bounds, or nothing', () => {
    const summary = fc
      .tuple(fc.string(), fc.nat(), fc.nat())
      .map(
        ([noise, fresh, old]) => `${noise}\r\nMessages-Waiting: yes\r\nVoice-Message: ${fresh}/${old}\r\n`,
      );
    fc.assert(
      fc.property(fc.oneof(fc.string(), summary), (text) => {
        const mailbox = readMessageSummary(text);
        if (mailbox !== undefined) {
          expect(mailbox.fresh).toBeGreaterThanOrEqual(0);
          expect(mailbox.fresh).toBeLessThanOrEqual(100_000);
        }
        const status = fragmentStatus(text);
        if (status !== undefined) {
          expect(status).toBeGreaterThanOrEqual(100);
          expect(status).toBeLessThan(700);
        }
      }),
    );
  });

  it('in prefixed namespaces, with what else PBXs add, are understood', () => {
    const info = readDialogInfo(`<?xml version="1.0" encoding="UTF-8"?>
      <di:dialog-info xmlns:di="urn:ietf:params:xml:ns:dialog-info" version="7" state="full" entity="sip:200@pbx">
        <!-- a call -->
        <di:dialog id="x" call-id="1" local-tag="2" remote-tag="3" direction="recipient">
          <di:state event="replaced" code="200"> early </di:state>
          <di:remote><di:identity display="A &amp; B">sip:b@pbx</di:identity><state>confirmed</state></di:remote>
        </di:dialog>
      </di:dialog-info>`);
    expect(info).toEqual({
      version: 7,
      state: 'full',
      entity: 'sip:200@pbx',
      dialogs: [{ id: 'x', direction: 'recipient', state: 'early' }],
    });
  });
});
