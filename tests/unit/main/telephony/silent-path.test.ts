import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SilentPath } from '../../../../src/main/telephony/silent-path.ts';

function watched() {
  let restarts = 0;
  const path = new SilentPath(() => (restarts += 1));
  return { path, restarts: () => restarts };
}

describe('a media path', () => {
  it('that is silent is restarted after 4 s, once more after 12 s, and then left alone', () => {
    const { path, restarts } = watched();
    const course = Array.from({ length: 60 }, () => {
      path.sample(100, true);
      return restarts();
    });
    expect([course[3], course[4], course[11], course[12], course.at(-1)]).toEqual([0, 1, 1, 2, 2]);
  });

  it('on which a packet comes every three seconds, or on which none is expected, is never restarted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), expected: fc.boolean() })),
        (steps) => {
          const { path, restarts } = watched();
          let received = 1;
          for (const { gap, expected } of steps) {
            received += 1;
            for (let second = 0; second < gap; second += 1) path.sample(received, expected);
          }
          for (let second = 0; second < 100; second += 1) path.sample(received, false);
          return restarts() === 0;
        },
      ),
    );
  });

  it('that never had a packet is not what this is about', () => {
    const { path, restarts } = watched();
    for (let second = 0; second < 60; second += 1) path.sample(0, true);
    expect(restarts()).toBe(0);
  });
});
