// The switchboard as it runs, with promises that settle in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok, fail, type Result } from '../../../../src/contract/reasons.ts';
import {
  newCall,
  transition,
  type CallEvent,
  type CallProgress,
} from '../../../../src/domain/call/call-machine.ts';
import { isInFront, type CallInSet } from '../../../../src/domain/call/call-set.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { Switchboard, type SwitchedCall } from '../../../../src/main/telephony/switchboard.ts';

const at = '2026-01-01T08:00:00.000Z';

/** A call whose other side, and whose media, answer when the test says so. */
class FakeCall implements SwitchedCall {
  progress: CallProgress;
  readonly #changed: () => void;
  readonly #ask: (answer: (agrees: boolean) => void) => void;

  constructor(
    direction: 'in' | 'out',
    changed: () => void,
    ask: (answer: (agrees: boolean) => void) => void,
  ) {
    this.progress = newCall(direction, at).call;
    this.#changed = changed;
    this.#ask = ask;
  }

  apply(event: CallEvent): boolean {
    const { call, ignored } = transition(this.progress, event);
    if (ignored !== undefined) return false;
    this.progress = call;
    this.#changed();
    return true;
  }

  async hold(held: boolean): Promise<Result<void>> {
    if (this.progress.state === (held ? 'held' : 'active') && this.progress.pending === undefined) {
      return ok(undefined);
    }
    if (!this.apply({ type: held ? 'hold' : 'resume' })) return fail('call.wrongState');
    return new Promise((resolve) =>
      this.#ask((agrees) => {
        this.apply(agrees ? { type: 'agreed' } : { type: 'disagreed', failure: 'pbx.refused' });
        resolve(agrees ? ok(undefined) : fail('pbx.refused'));
      }),
    );
  }

  async accept(): Promise<Result<void>> {
    if (!this.apply({ type: 'answer' })) return fail('call.gone');
    return new Promise((resolve) =>
      this.#ask((agrees) => {
        this.apply(agrees ? { type: 'established', at } : { type: 'failed', at, failure: 'media.failed' });
        resolve(agrees ? ok(undefined) : fail('media.failed'));
      }),
    );
  }
}

const kinds = ['callIn', 'answer', 'hold', 'resume', 'dial', 'merge', 'split', 'bye', 'turn'] as const;
const step = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...kinds) },
    { weight: 4, arbitrary: fc.constant('settle' as const) },
  ),
  which: fc.nat({ max: 3 }),
  agrees: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

function desk() {
  const calls = new Map<string, FakeCall>();
  const asked: ((agrees: boolean) => void)[] = [];
  const replies: Promise<Result<unknown>>[] = [];
  let made = 0;
  let joined: readonly string[] = [];
  const living = (): CallInSet[] =>
    [...calls].flatMap(([id, { progress }]) => (progress.state === 'ended' ? [] : [{ id, ...progress }]));
  const board = new Switchboard({
    media: {
      request: (command) =>
        new Promise((resolve) => {
          if (command.name === 'conference') joined = command.peers;
          asked.push((agrees) =>
            resolve(agrees ? { ok: true, value: {} } : { ok: false, reason: 'media.failed' }),
          );
        }),
      onEvent: () => () => {},
    },
    log: silentLog,
    find: (id) => calls.get(id),
    calls: living,
    onConference: () => {},
  });
  const add = (direction: 'in' | 'out'): string => {
    const id = `call ${++made}`;
    const call = new FakeCall(
      direction,
      () => board.changed(),
      (answer) => asked.push(answer),
    );
    calls.set(id, call);
    board.changed();
    if (direction === 'out') {
      asked.push((agrees) =>
        call.apply(agrees ? { type: 'established', at } : { type: 'refused', at, ending: 'busy' }),
      );
    }
    return id;
  };
  return { calls, asked, replies, living, board, add, joined: () => joined };
}

async function play(
  steps: readonly { kind: (typeof kinds)[number] | 'settle'; which: number; agrees: boolean }[],
) {
  const all = desk();
  const { calls, asked, replies, living, board, add } = all;
  const look = (): void => {
    const inFront = living().filter(isInFront);
    const apart = inFront.filter(({ id, state }) => state === 'active' && !all.joined().includes(id));
    if (inFront.length > 1 && apart.length > 1) throw new Error('two are talked with');
  };
  for (const { kind, which, agrees } of steps) {
    const id = living()[which]?.id ?? 'nobody';
    if (kind === 'callIn' && board.hasRoom()) add('in');
    if (kind === 'answer') replies.push(board.answer(id));
    if (kind === 'hold' || kind === 'resume') replies.push(board.setHeld(id, kind === 'hold'));
    if (kind === 'dial')
      replies.push(board.dial(() => (agrees ? ok(add('out')) : fail('call.notRegistered'))));
    if (kind === 'merge') replies.push(board.merge());
    if (kind === 'split') replies.push(board.split(id));
    if (kind === 'bye') {
      const call = calls.get(id);
      call?.apply({ type: call.progress.answeredAt === undefined ? 'cancelled' : 'otherHungUp', at });
    }
    if (kind === 'settle') asked.splice(which % Math.max(1, asked.length), 1)[0]?.(agrees);
    look();
    if (kind === 'turn' || kind === 'settle') await new Promise((resolve) => setImmediate(resolve));
    look();
  }
  return all;
}

describe('the switchboard, whatever settles in whatever order', () => {
  it('never has the operator talk with two apart, and tells what came of each wish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
        const { asked, replies, living } = await play(steps);
        for (let rounds = 0; rounds < 40; rounds++) {
          for (const answer of asked.splice(0)) answer(true);
          await new Promise((resolve) => setImmediate(resolve));
        }
        const none = ok('no answer');
        const results = await Promise.all(
          replies.map((reply) => Promise.race([reply, Promise.resolve(none)])),
        );
        expect(results).not.toContain(none);
        expect(results.filter((result) => !result.ok && result.reason === 'internal')).toEqual([]);
        expect(living().filter(({ pending }) => pending !== undefined)).toEqual([]);
        expect(living().length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 1500 },
    );
  });
});
