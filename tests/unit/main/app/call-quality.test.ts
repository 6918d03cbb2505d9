import { expect, onTestFinished, test } from 'vitest';
import { callQuality } from '../../../../src/contract/quality.ts';
import { createCallQuality } from '../../../../src/main/app/call-quality.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import type { TelephonyCall } from '../../../../src/main/telephony/port.ts';
import { CountingPeer, seeded, type SecondOfSound } from '../../../support/call-sounds.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';

const id = '018f0000-0000-7000-8000-000000000001';
const answeredAt = '2026-01-01T08:00:00.000Z';

const call = (change: Partial<TelephonyCall> = {}): TelephonyCall => ({
  id,
  sipCallId: 'a@test',
  direction: 'in',
  state: 'active',
  muted: false,
  heldByOther: false,
  earlyMedia: false,
  inConference: false,
  media: 'connected',
  startedAt: answeredAt,
  answeredAt,
  ...change,
});

function followed(seed = 1) {
  const media = new FakeMediaPort();
  const random = seeded(seed);
  let now = Date.parse(answeredAt);
  const quality = createCallQuality({ media, log: silentLog, now: () => now });
  onTestFinished(() => quality.close());
  let changes = 0;
  quality.onChange(() => (changes += 1));
  const peer = new CountingPeer(random);
  const hear = (seconds: number, sound: SecondOfSound | (() => SecondOfSound) = {}): void => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1000;
      const statistics = peer.next(typeof sound === 'function' ? sound() : sound);
      media.tell({ name: 'sample', peer: id, statistics: { ...statistics } });
    }
  };
  return {
    quality,
    media,
    peer,
    random,
    hear,
    changes: () => changes,
    pass: (ms: number) => (now += ms),
  };
}

test('an hour of noise is no hour of news', () => {
  const { quality, hear, random, changes } = followed();
  quality.follow(call());
  hear(3600, () => ({ jitterMs: random() * 8, roundTripMs: 20 + random() * 60 }));
  expect(quality.live(id)).toMatchObject({ troubles: [] });
  expect(changes()).toBeLessThan(10);
});

test('trouble is told once when it comes and once when it goes', () => {
  const { quality, hear } = followed();
  quality.follow(call());
  hear(10);
  const told: string[] = [];
  quality.onChange(() => told.push(quality.live(id)?.troubles.join('+') ?? 'none'));
  hear(10, { incoming: 0 });
  hear(10);
  const changes = told.filter((troubles, index) => troubles !== (told[index - 1] ?? ''));
  expect(changes).toEqual(['noAudioIn', '']);
});

test.each([
  ['held by the operator', { state: 'held' as const }],
  ['held by the other side', { heldByOther: true }],
  ['interrupted', { media: 'interrupted' as const }],
])('a call that is %s has no troubles, and its story leaves that time out', (_how, pause) => {
  const { quality, hear, pass } = followed();
  quality.follow(call());
  hear(10, { jitterMs: 90 });
  expect(quality.live(id)?.troubles).toEqual(['jitter']);
  quality.follow(call(pause));
  expect(quality.live(id)).toBeUndefined();
  hear(300, { incoming: 0, inputLevel: 0 });
  expect(quality.live(id)).toBeUndefined();
  quality.follow(call());
  hear(10);
  expect(quality.live(id)?.troubles).toEqual([]);
  pass(1000);
  quality.follow(call({ state: 'ended' }));
  const story = callQuality.parse(quality.story(id));
  expect(story.lossIn).toBe(0);
  expect(story.troubles).toMatchObject([{ kind: 'jitter', seconds: expect.any(Number) }]);
  expect(story.troubles[0]?.seconds).toBeLessThan(10);
  expect(Math.max(...story.course.map(({ second }) => second))).toBe(320);
});

test('a media window that was started anew counts from zero, and neither alarms nor spoils the story', () => {
  const { quality, media, peer, hear } = followed();
  quality.follow(call());
  hear(20);
  media.tell({ name: 'sample', peer: id, statistics: { ...peer.rebuilt() } });
  hear(20);
  expect(quality.live(id)?.troubles).toEqual([]);
  expect(quality.story(id)).toMatchObject({ lossIn: 0, troubles: [] });
});

test('the gap of a hold is no bad sound when the talk goes on, nor in the story', () => {
  const { quality, hear } = followed();
  quality.follow(call());
  hear(10, { jitterMs: 5 });
  const before = quality.live(id)?.mos ?? 0;
  quality.follow(call({ state: 'held' }));
  hear(5, { incoming: 0 });
  quality.follow(call());
  hear(1, { jitterMs: 400 });
  expect(quality.live(id)?.mos).toBeCloseTo(before, 0);
  hear(1, { jitterMs: 120 });
  hear(5, { jitterMs: 5 });
  expect(quality.story(id)?.mos.lowest).toBeGreaterThan(4);
  // A network that has become bad meanwhile is told all the same.
  hear(8, { jitterMs: 120 });
  expect(quality.live(id)?.mos).toBeLessThan(before - 0.1);
});

test('muted, the microphone may be silent', () => {
  const { quality, hear } = followed();
  quality.follow(call({ muted: true }));
  hear(30, { inputLevel: 0, outgoing: 0 });
  expect(quality.live(id)?.troubles).toEqual([]);
  quality.follow(call());
  hear(7, { inputLevel: 0, outgoing: 0 });
  expect(quality.live(id)?.troubles).toEqual(['noAudioOut']);
});

test('eight hours of a bad call take no more room than two minutes', () => {
  const { quality, hear, random } = followed();
  quality.follow(call());
  hear(8 * 3600, () => ({ lossIn: random() < 0.02 ? 0.5 : 0, jitterMs: random() * 200 }));
  quality.follow(call({ state: 'ended' }));
  const story = callQuality.parse(quality.story(id));
  expect(story.course.length).toBeLessThanOrEqual(120);
  expect(JSON.stringify(story).length).toBeLessThan(20_000);
  quality.forget(id);
  expect(quality.story(id)).toBeUndefined();
});

test('calls that nobody answered and peers that nobody knows leave nothing', () => {
  const { quality, hear } = followed();
  quality.follow(call({ state: 'ringing', answeredAt: undefined }));
  hear(5);
  expect(quality.live(id)).toBeUndefined();
  quality.follow(call({ state: 'ended', answeredAt: undefined }));
  expect(quality.story(id)).toBeUndefined();
});

test('a clock that is set back during a call breaks nothing', () => {
  const { quality, hear, pass } = followed();
  quality.follow(call());
  hear(60);
  pass(-3_600_000);
  hear(60);
  pass(3_600_000);
  hear(60);
  const seconds = callQuality.parse(quality.story(id)).course.map(({ second }) => second);
  expect(seconds).toEqual(seconds.toSorted((one, other) => one - other));
  expect(seconds.at(-1)).toBeGreaterThan(150);
});
