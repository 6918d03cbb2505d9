import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glareDelay, reconnectDelay, refusalDelay } from '../../../../src/main/telephony/reconnect-policy.ts';
import { ServerChoice } from '../../../../src/main/telephony/registration.ts';

const chance = fc.double({ min: 0, max: 0.999999, noNaN: true });

describe('the wait for a PBX that is away', () => {
  it('never ends and never gets long, whatever the attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), chance, (attempt, random) => {
        const delay = reconnectDelay(attempt, 0, random);
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
  });

  it('is at most 1.5 s for the first minutes: a PBX that is back has its operators within 2 s', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 270 }), chance, (attempt, random) => {
        expect(reconnectDelay(attempt, 0, random)).toBeLessThanOrEqual(1500);
      }),
    );
    const minutes = Array.from({ length: 270 }, (_, tries) => reconnectDelay(tries + 1, 0, 0.5));
    expect(minutes.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(4 * 60_000);
  });

  it('then grows, and is spread by chance', () => {
    expect([271, 272, 273, 274, 275].map((attempt) => reconnectDelay(attempt, 0, 0.5))).toEqual([
      2250, 4500, 9000, 18_000, 22_500,
    ]);
    expect(reconnectDelay(300, 0, 0)).toBeLessThan(reconnectDelay(300, 0, 0.99));
  });

  it('is short while other servers were not tried', () => {
    expect(reconnectDelay(9, 1, 0.99)).toBeLessThanOrEqual(500);
  });
});

describe('the wait after a refusal', () => {
  it('is 30 to 60 s, or what the PBX asks for, at most an hour', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: -5, max: 1_000_000 }), { nil: undefined }),
        chance,
        (asked, random) => {
          const delay = refusalDelay(asked, random);
          if (asked === undefined) {
            expect(delay).toBeGreaterThanOrEqual(30_000);
            expect(delay).toBeLessThanOrEqual(60_000);
          } else {
            expect(delay).toBeGreaterThanOrEqual(Math.min(3600, Math.max(1, asked)) * 1000);
            expect(delay).toBeLessThanOrEqual(3_960_000);
          }
        },
      ),
    );
  });
});

describe('the wait after a 491 (RFC 3261 §14.1)', () => {
  it('is 2.1 to 4 s for the owner of the Call-ID, up to 2 s for the other, in steps of 10 ms', () => {
    fc.assert(
      fc.property(chance, (random) => {
        const [owner, other] = [glareDelay(true, random), glareDelay(false, random)];
        expect(owner).toBeGreaterThanOrEqual(2100);
        expect(owner).toBeLessThanOrEqual(4000);
        expect(other).toBeGreaterThanOrEqual(0);
        expect(other).toBeLessThanOrEqual(2000);
        expect(owner % 10).toBe(0);
        expect(other % 10).toBe(0);
      }),
    );
  });
});

describe('the choice of servers', () => {
  it('goes round, and stays with the one that works', () => {
    const servers = new ServerChoice(['a', 'b', 'c']);
    expect(servers.current()).toBe('a');
    expect([servers.failed(), servers.current()]).toEqual([2, 'b']);
    expect([servers.failed(), servers.current()]).toEqual([1, 'c']);
    servers.worked();
    expect(servers.current()).toBe('c');
    expect([servers.failed(), servers.current()]).toEqual([2, 'a']);
    expect(servers.failed()).toBe(1);
    expect(servers.failed()).toBe(0);
  });

  it('of one server is that one, after the long wait', () => {
    const servers = new ServerChoice(['a']);
    expect([servers.failed(), servers.current()]).toEqual([0, 'a']);
  });
});
