import { describe, expect, it } from 'vitest';
import type { DeskState, Registration } from '../../../../src/contract/desk/state.ts';
import { fail, ok, type Result } from '../../../../src/contract/reasons.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createQueueMembership } from '../../../../src/main/app/queue-membership.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const member = { user: 'queue', pause: 'pause {reason}', resume: 'resume' };
const since = '2026-03-01T08:00:00.000Z';
type Presence = DeskState['presence'];
const ready: Presence = { state: 'ready', since };

/** A PBX whose answers the test gives. */
function bench(registered = true) {
  const clock = createManualClock();
  const said: string[] = [];
  const answers: ((result: Result<void>) => void)[] = [];
  const shown: DeskState['queue'][] = [];
  let registration: Registration = { status: registered ? 'registered' : 'waiting', since, attempt: 0 };
  let onRegistration: ((registration: Registration) => void) | undefined;
  const membership = createQueueMembership({
    clock,
    log: silentLog,
    publish: (queue) => shown.push(queue),
    onRegistration: (listener) => {
      onRegistration = listener;
      return () => {};
    },
    telephony: {
      registration: () => registration,
      sendMessage: (user, text) => {
        said.push(`${user}: ${text}`);
        return new Promise((resolve) => answers.push(resolve));
      },
    },
  });
  const turn = async (): Promise<void> => {
    for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
  };
  return {
    membership,
    clock,
    said,
    status: () => shown.at(-1)?.status,
    register(status: Registration['status']) {
      registration = { ...registration, status };
      onRegistration?.(registration);
    },
    async answer(result: Result<void>) {
      answers.shift()?.(result);
      await turn();
    },
  };
}

describe('the word to the queues', () => {
  it('is given when the operator becomes ready and when they no longer are, with the reason', async () => {
    const pbx = bench();
    pbx.membership.follow({ state: 'offline', since });
    pbx.membership.open(member);
    await pbx.answer(ok(undefined));
    expect(pbx.status()).toBe('paused');
    pbx.membership.follow(ready);
    expect(pbx.status()).toBe('asking');
    await pbx.answer(ok(undefined));
    expect(pbx.status()).toBe('open');
    for (const state of ['onCall', 'acw', 'training'] as const) {
      pbx.membership.follow({ state, since });
      await pbx.answer(ok(undefined));
    }
    pbx.membership.follow({ state: 'break', breakReason: 'meal', since });
    await pbx.answer(ok(undefined));
    expect(pbx.said).toEqual([
      ...['queue: pause offline', 'queue: resume', 'queue: pause onCall', 'queue: pause acw'],
      ...['queue: pause training', 'queue: pause meal'],
    ]);
    expect(pbx.status()).toBe('paused');
  });

  it('is not given by an account that has no such queues', () => {
    const pbx = bench();
    pbx.membership.open(undefined);
    pbx.membership.follow(ready);
    expect(pbx.said).toEqual([]);
    expect(pbx.status()).toBeUndefined();
  });

  it('is never overtaken: what changed while the PBX thought goes out after its answer, and only the last of it', async () => {
    const pbx = bench();
    pbx.membership.open(member);
    pbx.membership.follow(ready);
    pbx.membership.follow({ state: 'break', breakReason: 'rest', since });
    pbx.membership.follow({ state: 'break', breakReason: 'meal', since });
    expect(pbx.said).toEqual(['queue: resume']);
    await pbx.answer(ok(undefined));
    expect(pbx.said).toEqual(['queue: resume', 'queue: pause meal']);
    expect(pbx.status()).toBe('asking');
  });

  it('is repeated until it is accepted, ever more slowly, and never called accepted before', async () => {
    const pbx = bench();
    pbx.membership.open(member);
    pbx.membership.follow(ready);
    const waits: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      await pbx.answer(fail('pbx.refused', '503'));
      expect(pbx.status()).toBe('asking');
      waits.push(...pbx.clock.waits());
      pbx.clock.runNext();
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(pbx.said).toHaveLength(8);
    await pbx.answer(ok(undefined));
    expect(pbx.status()).toBe('open');
    expect(pbx.clock.waits()).toEqual([]);
  });

  it('does not wait for the retry of an older word', async () => {
    const pbx = bench();
    pbx.membership.open(member);
    pbx.membership.follow(ready);
    await pbx.answer(fail('pbx.unreachable'));
    pbx.membership.follow({ state: 'break', breakReason: 'rest', since });
    expect(pbx.said.at(-1)).toBe('queue: pause rest');
    expect(pbx.clock.waits()).toEqual([]);
  });

  it('is given anew with each registration, and an answer from before it counts for nothing', async () => {
    const pbx = bench(false);
    pbx.membership.open(member);
    pbx.membership.follow(ready);
    expect(pbx.said).toEqual([]);
    expect(pbx.status()).toBe('asking');
    pbx.register('registered');
    expect(pbx.said).toHaveLength(1);
    pbx.register('waiting');
    pbx.register('registered');
    expect(pbx.said).toHaveLength(2);
    await pbx.answer(ok(undefined));
    expect(pbx.status()).toBe('asking');
    await pbx.answer(ok(undefined));
    expect(pbx.status()).toBe('open');
    pbx.register('waiting');
    expect(pbx.status()).toBe('asking');
  });
});
