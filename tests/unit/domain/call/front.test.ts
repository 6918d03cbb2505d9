import { describe, expect, test } from 'vitest';
import { emptyFront, type CallInSet, type Front } from '../../../../src/domain/call/call-set.ts';
import { confirmJoin, restore, review } from '../../../../src/domain/call/front-review.ts';
import { request } from '../../../../src/domain/call/front.ts';

type Short = readonly [
  state: CallInSet['state'],
  pending?: CallInSet['pending'],
  failure?: CallInSet['failure'],
];

/** Calls by their names, in the order of their coming. */
const set = (calls: Readonly<Record<string, Short>>): readonly CallInSet[] =>
  Object.entries(calls).map(([id, [state, pending, failure]]) => ({ id, state, pending, failure }));

const refused = (reason: string) => [{ type: 'refused', reason }];
/** The front as it is once the calls are known. */
const known = (calls: readonly CallInSet[], front: Front = emptyFront): Front => review(calls, front).front;
const joinedAB: Front = { ...emptyFront, conference: ['a', 'b'], joined: ['a', 'b'] };

describe('who wants the front', () => {
  test('has the one that is talked with held first', () => {
    const talking = set({ a: ['active'], b: ['ringing'] });
    const step = request(talking, emptyFront, { kind: 'answer', callId: 'b' });
    expect(step.orders).toEqual([{ type: 'hold', callId: 'a' }]);
    expect(review(set({ a: ['active', 'hold'], b: ['ringing'] }), step.front).orders).toEqual([]);
    expect(review(set({ a: ['held'], b: ['ringing'] }), step.front)).toMatchObject({
      orders: [{ type: 'proceed', kind: 'answer', callIds: ['b'], heldFor: ['a'] }],
      front: { change: undefined },
    });
  });

  test('is told why the other could not be held, and nothing else changes', () => {
    const { front } = request(set({ a: ['active'] }), emptyFront, { kind: 'dial' });
    const step = review(set({ a: ['active', undefined, 'pbx.unreachable'] }), front);
    expect(step).toMatchObject({ orders: refused('pbx.unreachable'), front: { change: undefined } });
  });

  test('gives back who was held where the caller is gone meanwhile, also before the hold is agreed on', () => {
    const { front } = request(set({ a: ['active'], b: ['ringing'] }), emptyFront, {
      kind: 'answer',
      callId: 'b',
    });
    const gone = review(set({ a: ['active', 'hold'] }), front);
    expect(gone.orders).toEqual(refused('call.gone'));
    expect(review(set({ a: ['held'] }), gone.front).orders).toEqual([{ type: 'resume', callId: 'a' }]);
  });

  test('does not get it where another took it meanwhile', () => {
    const { front } = request(set({ a: ['active'] }), emptyFront, { kind: 'dial' });
    const step = review(set({ a: ['held'], b: ['active'] }), front);
    expect(step).toMatchObject({ orders: refused('call.switching'), front: { change: undefined } });
  });

  test('waits for a hold that is under way already', () => {
    const { front, orders } = request(set({ a: ['active', 'hold'] }), emptyFront, { kind: 'dial' });
    expect(orders).toEqual([]);
    expect(review(set({ a: ['held'] }), front).orders).toMatchObject([{ type: 'proceed', kind: 'dial' }]);
  });

  test.each<[string, Short]>([
    ['called', ['dialling']],
    ['answered', ['answering']],
    ['taken back', ['held', 'resume']],
  ])('has to wait while another is just being %s', (_, other) => {
    const calls = set({ a: other, b: ['ringing'], c: ['held'] });
    for (const wish of [
      { kind: 'answer', callId: 'b' },
      { kind: 'resume', callId: 'c' },
      { kind: 'dial' },
    ] as const) {
      expect(request(calls, known(calls), wish).orders).toEqual(refused('call.switching'));
    }
    expect(request(calls, known(calls), { kind: 'merge' }).orders).toEqual(refused('call.wrongState'));
  });

  test('is refused where the call does not fit, is no more, or there are too many', () => {
    const calls = set({ a: ['active'], b: ['held'], c: ['ringing'], d: ['held', 'resume'] });
    expect(request(calls, emptyFront, { kind: 'answer', callId: 'a' }).orders).toEqual(
      refused('call.wrongState'),
    );
    expect(request(calls, emptyFront, { kind: 'resume', callId: 'd' }).orders).toEqual(
      refused('call.wrongState'),
    );
    expect(request(calls, emptyFront, { kind: 'hold', callId: 'c' }).orders).toEqual(
      refused('call.wrongState'),
    );
    expect(request(calls, emptyFront, { kind: 'split', callId: 'a' }).orders).toEqual(
      refused('call.wrongState'),
    );
    expect(request(calls, emptyFront, { kind: 'answer', callId: 'x' }).orders).toEqual(refused('call.gone'));
    expect(request(calls, emptyFront, { kind: 'dial' }).orders).toEqual(refused('call.tooMany'));
  });
});

describe('a conference', () => {
  test('is made of the call that is talked with and the one that was held last', () => {
    const first = known(set({ a: ['held'], b: ['active'], c: ['active'] }));
    const calls = set({ a: ['held'], b: ['held'], c: ['active'] });
    const step = request(calls, known(calls, first), { kind: 'merge' });
    expect(step.orders).toEqual([{ type: 'join', callIds: ['c', 'b'] }]);
    const joined = confirmJoin(calls, step.front, ['c', 'b'], true);
    expect(joined.orders).toEqual([{ type: 'resume', callId: 'b' }]);
    expect(review(set({ a: ['held'], b: ['active'], c: ['active'] }), joined.front)).toMatchObject({
      orders: [{ type: 'done' }],
      front: { conference: ['c', 'b'] },
    });
  });

  test('needs two', () => {
    for (const calls of [
      set({ a: ['active'] }),
      set({ a: ['held'], b: ['held'] }),
      set({ a: ['active'], b: ['ringing'] }),
    ]) {
      expect(request(calls, known(calls), { kind: 'merge' }).orders).toEqual(refused('call.noOther'));
    }
  });

  test('that the media window cannot join, or one side does not come back to, is none', () => {
    const calls = set({ a: ['held'], b: ['active'] });
    const { front } = request(calls, known(calls), { kind: 'merge' });
    const failed = confirmJoin(calls, front, ['b', 'a'], false);
    expect(failed.orders).toEqual([...refused('media.failed'), { type: 'join', callIds: [] }]);
    const joined = confirmJoin(calls, front, ['b', 'a'], true);
    const step = review(set({ a: ['held', undefined, 'pbx.refused'], b: ['active'] }), joined.front);
    expect(step.orders).toEqual([...refused('pbx.refused'), { type: 'join', callIds: [] }]);
    expect(step.front).toMatchObject({ conference: [], joined: [] });
  });

  test('is held and taken back as one', () => {
    const talking = set({ a: ['active'], b: ['active'], c: ['ringing'] });
    expect(request(talking, joinedAB, { kind: 'hold', callId: 'b' }).orders).toMatchObject([
      { kind: 'hold', callIds: ['a', 'b'] },
    ]);
    expect(request(talking, joinedAB, { kind: 'answer', callId: 'c' }).orders).toEqual([
      { type: 'hold', callId: 'a' },
      { type: 'hold', callId: 'b' },
    ]);
    const held = set({ a: ['held'], b: ['held'], c: ['active'] });
    const step = request(held, known(held, joinedAB), { kind: 'resume', callId: 'b' });
    expect(step.orders).toEqual([{ type: 'hold', callId: 'c' }]);
    expect(review(set({ a: ['held'], b: ['held'], c: ['held'] }), step.front).orders).toMatchObject([
      { kind: 'resume', callIds: ['a', 'b'] },
    ]);
  });

  test('that is split leaves one in front, and the others on hold', () => {
    const step = request(set({ a: ['active'], b: ['active'] }), joinedAB, { kind: 'split', callId: 'a' });
    expect(step.orders).toEqual([{ type: 'hold', callId: 'b' }]);
    expect(review(set({ a: ['active'], b: ['held'] }), step.front)).toMatchObject({
      orders: [{ type: 'done' }, { type: 'join', callIds: [] }],
      front: { conference: [] },
    });
    const refusing = review(set({ a: ['active'], b: ['active', undefined, 'pbx.refused'] }), step.front);
    expect(refusing).toMatchObject({ orders: refused('pbx.refused'), front: { conference: ['a', 'b'] } });
  });

  test('that is split while it is on hold gives back the one', () => {
    const held = set({ a: ['held'], b: ['held'] });
    const step = request(held, known(held, joinedAB), { kind: 'split', callId: 'b' });
    expect(step).toMatchObject({
      orders: [{ type: 'proceed', kind: 'resume', callIds: ['b'] }],
      front: { conference: [] },
    });
  });

  test('is not split while one of it is just being taken back, or somebody else is called', () => {
    const back = set({ a: ['active'], b: ['held', 'resume'] });
    expect(request(back, joinedAB, { kind: 'split', callId: 'a' })).toMatchObject({
      orders: refused('call.switching'),
      front: joinedAB,
    });
    const dialling = set({ a: ['held'], b: ['held'], c: ['dialling'] });
    expect(request(dialling, joinedAB, { kind: 'split', callId: 'a' })).toMatchObject({
      orders: refused('call.switching'),
      front: joinedAB,
    });
  });

  test('comes back as a whole, but only one of it where it was split meanwhile', () => {
    const held = set({ a: ['held'], b: ['held'] });
    expect(restore(held, joinedAB, ['a', 'b']).orders).toMatchObject([
      { type: 'resume', callId: 'a' },
      { type: 'resume', callId: 'b' },
      { type: 'join', callIds: [] },
    ]);
    expect(restore(held, emptyFront, ['a', 'b']).orders).toEqual([{ type: 'resume', callId: 'a' }]);
  });

  test('that one leaves is no more, and the other is talked with as before', () => {
    const step = review(set({ b: ['active'] }), joinedAB);
    expect(step).toMatchObject({ orders: [{ type: 'join', callIds: [] }], front: { conference: [] } });
  });
});
