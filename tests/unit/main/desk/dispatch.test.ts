import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { deskCommands } from '../../../../src/contract/desk/commands.ts';
import { ok } from '../../../../src/contract/reasons.ts';
import type { DeskContext } from '../../../../src/main/desk/context.ts';
import { createDispatcher } from '../../../../src/main/desk/dispatch.ts';
import { jsonLog } from '../../../../src/main/logging/log.ts';
import { createFakeTelephony } from '../../../support/fake-telephony.ts';
import { signedOutState } from '../../../support/desk-state.ts';

const callId = '018f0000-0000-7000-8000-000000000001';

function dispatcher(options: { signedIn: boolean }) {
  const unused = (): never => {
    throw new Error('not part of this test');
  };
  const telephony = createFakeTelephony();
  const lines: string[] = [];
  const log = jsonLog('desk', (line) => lines.push(line));
  const signIn = vi.fn(async () => ok({}));
  const context: DeskContext = {
    state: () =>
      options.signedIn
        ? {
            ...signedOutState(),
            session: {
              status: 'signedIn',
              operator: { id: callId, username: 'nino', displayName: 'ნინო', role: 'operator' },
              offline: false,
              practiceScenarios: [{ id: 'known', title: { ka: 'ა' } }],
            },
          }
        : signedOutState(),
    store: () => undefined,
    signIn,
    signOut: async () => ok({}),
    changeSettings: async () => ok({}),
    telephony,
    settings: { get: unused, set: unused },
    globalKeys: { set: unused, close: unused },
    dialling: { check: () => ok(undefined) },
    fitness: { run: unused, stop: unused },
    callDesk: {
      open: unused,
      leave: unused,
      close: unused,
      dial: unused,
      finish: unused,
      lastDialled: unused,
      busy: () => false,
    },
    devices: {
      devices: unused,
      set: unused,
      meter: unused,
      test: unused,
      findHeadset: unused,
      forgetMeter: unused,
      close: unused,
    },
    shift: {
      open: unused,
      close: unused,
      startShift: unused,
      endShift: unused,
      setPresence: unused,
      shift: unused,
      presence: unused,
      on: unused,
    },
    sync: { start: unused, stop: unused, nudge: unused, sendNow: unused, on: unused },
  };
  return { execute: createDispatcher(context, log), telephony, signIn, lines };
}

test('a message of any shape is answered with a reason, and nothing is thrown', async () => {
  const { execute, telephony, signIn } = dispatcher({ signedIn: true });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ name: fc.string(), input: fc.jsonValue() }),
        fc.record({
          name: fc.constantFrom(...Object.keys(deskCommands), '__proto__', 'constructor', 'toString'),
          input: fc.jsonValue(),
        }),
      ),
      async (message) => {
        const result = await execute(message);
        expect(typeof result.ok).toBe('boolean');
      },
    ),
  );
  expect(signIn).not.toHaveBeenCalled();
  // These two take nothing: any input is theirs.
  expect(telephony.asked.filter((word) => word !== 'retryNow' && word !== 'merge')).toEqual([]);
});

test('nothing but signing in and settings is open to who has not signed in', async () => {
  const { execute, telephony } = dispatcher({ signedIn: false });
  for (const name of Object.keys(deskCommands)) {
    if (name === 'session.signIn' || name === 'settings.set') continue;
    expect(await execute({ name, input: { callId } })).toMatchObject({
      ok: false,
      reason: 'session.signedOut',
    });
  }
  expect(telephony.asked).toEqual([]);
  expect(await execute({ name: 'session.signIn', input: { username: 'nino', password: 'x' } })).toEqual(
    ok({}),
  );
});

test('a command does what it names, with extra fields dropped', async () => {
  const { execute, telephony } = dispatcher({ signedIn: true });
  expect(await execute({ name: 'call.answer', input: { callId, evil: true } })).toEqual(ok({}));
  expect(telephony.asked).toEqual([`answer ${callId}`]);
});

test('a handler that fails unexpectedly answers internal; the log says where, not what was in it', async () => {
  const { execute, lines } = dispatcher({ signedIn: true });
  expect(await execute({ name: 'shift.start', input: {} })).toMatchObject({ ok: false, reason: 'internal' });
  expect(lines.join()).toContain('shift-handlers');
  expect(lines.join()).not.toContain('not part of this test');
});

test('the practice line is asked only for its own scenarios', async () => {
  const { execute, telephony } = dispatcher({ signedIn: true });
  expect(await execute({ name: 'practice.request', input: { scenarioId: 'someone@else' } })).toMatchObject({
    reason: 'notFound',
  });
  expect(await execute({ name: 'practice.request', input: { scenarioId: 'known' } })).toEqual(ok({}));
  expect(telephony.asked).toEqual(['sendMessage known']);
});
