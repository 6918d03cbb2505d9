import { type Session, SessionState, UserAgent } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  PracticeCall,
  PracticeLine,
  PracticeLineOptions,
  PracticeLogEntry,
} from '../../../src/practice/practice-line.ts';
import { mediaOf, PracticeDesk, renegotiate, untilTerminated } from '../../support/practice-desk.ts';
import { passwordOf, startPracticeLine } from '../../support/practice-line.ts';

let line: PracticeLine;
let log: PracticeLogEntry[];
let desk: PracticeDesk;

async function start(options: Partial<PracticeLineOptions> = {}): Promise<void> {
  ({ line, log } = await startPracticeLine(options));
  desk = await PracticeDesk.connect(line.url, 'nino', passwordOf('nino'));
  expect(await desk.register()).toBe(200);
}

beforeEach(() => start());
afterEach(async () => {
  await desk.close();
  await line.close();
});

async function answered(): Promise<{ call: PracticeCall; session: Session }> {
  const coming = desk.nextInvitation();
  const call = await line.call('nino', 'internet-complaint');
  const session = await coming;
  await session.accept();
  // The desk has the ACK by then, and may send a re-INVITE.
  await call.until('media');
  return { call, session };
}

async function dialled(number: string): Promise<{ call: PracticeCall; session: Session }> {
  const { session, final } = await desk.dial(number);
  expect(await final).toBe(200);
  const call = line.calls().find(({ direction, state }) => direction === 'outgoing' && state !== 'ended');
  if (call === undefined) throw new Error('the line knows no such call');
  await call.until('confirmed');
  return { call, session };
}

/** Hands a call over; answers with the status of the REFER and the reports, as they come. */
async function refer(session: Session, to: string | Session) {
  const reports: string[] = [];
  const ended = Promise.withResolvers<void>();
  const target = typeof to === 'string' ? UserAgent.makeURI(`sip:${to}@practice.zari.example`) : to;
  if (target === undefined) throw new Error('the number is wrong');
  const answer = Promise.withResolvers<number>();
  await session.refer(target, {
    onNotify: (notification) => {
      void notification.accept();
      const { request } = notification;
      expect(request.getHeader('Content-Type')).toMatch(/^message\/sipfrag/u);
      expect(request.getHeader('Event')).toMatch(/^refer;id=\d+$/u);
      reports.push(request.body.trim());
      if (request.getHeader('Subscription-State')?.startsWith('terminated') === true) ended.resolve();
    },
    requestDelegate: {
      onAccept: ({ message }) => answer.resolve(message.statusCode ?? 0),
      onReject: ({ message }) => answer.resolve(message.statusCode ?? 0),
    },
  });
  return { status: await answer.promise, reports, ended: ended.promise };
}

describe('a practice call that is handed over', () => {
  it('is taken by the colleague: told step by step, then ended by the line', async () => {
    const { call, session } = await answered();
    const { status, reports, ended } = await refer(session, '101');
    expect(status).toBe(202);
    await ended;
    expect(reports).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']);
    await untilTerminated(session);
    expect(call).toMatchObject({ state: 'ended', endedBy: 'practice', handedOverTo: '101' });
    expect(log).toContainEqual(expect.objectContaining({ event: 'call-handed-over', detail: '101' }));
  });

  it('comes back where the number is busy, and can be handed over again', async () => {
    const { call, session } = await answered();
    expect(await renegotiate(session, { hold: true })).toBe(200);
    await call.until('held');
    const first = await refer(session, '109');
    expect(first.status).toBe(202);
    await first.ended;
    expect(first.reports).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 486 Busy Here']);
    expect(call.handedOverTo).toBeUndefined();
    expect(await renegotiate(session, {})).toBe(200);
    await call.until('resumed');
    const media = mediaOf(session);
    await media.until(() => media.heard.length > 0);
    await (
      await refer(session, '102')
    ).ended;
    await untilTerminated(session);
    expect(call.handedOverTo).toBe('102');
  });

  it('is joined with the consultation: both end as taken', async () => {
    const caller = await answered();
    const colleague = await dialled('101');
    const { status, reports, ended } = await refer(caller.session, colleague.session);
    expect(status).toBe(202);
    await ended;
    expect(reports).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 200 OK']);
    await Promise.all([untilTerminated(caller.session), untilTerminated(colleague.session)]);
    expect([caller.call.endedBy, colleague.call.endedBy]).toEqual(['practice', 'practice']);
  });

  it('stays where it names a call that the line does not have, or itself', async () => {
    const caller = await answered();
    const colleague = await dialled('101');
    colleague.call.vanish();
    for (const other of [colleague.session, caller.session]) {
      const { reports, ended } = await refer(caller.session, other);
      await ended;
      expect(reports.at(-1)).toBe('SIP/2.0 481 Call/Transaction Does Not Exist');
    }
    expect(caller.call.state).toBe('confirmed');
    expect(caller.session.state).toBe(SessionState.Established);
  });

  it('that is hung up while the colleague rings is over', async () => {
    await desk.close();
    await line.close();
    await start({ timers: { calleeRingsMs: 60_000 } });
    const { call, session } = await answered();
    const { reports } = await refer(session, '101');
    await expect.poll(() => reports.length).toBe(2);
    expect((await refer(session, '102')).status).toBe(491);
    await session.bye();
    await call.until('ended');
    expect(call).toMatchObject({ endedBy: 'operator', handedOverTo: undefined });
  });
});
