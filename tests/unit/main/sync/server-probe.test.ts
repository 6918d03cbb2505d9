import { expect, test } from 'vitest';
import { probeServer } from '../../../../src/main/sync/server-probe.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const url = 'https://zari.example';

/** A server that takes so long for each answer, and whose clock goes so much before ours. */
function server(delays: number[], aheadMs: number) {
  const clock = createManualClock();
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (address) => {
    asked.push(address instanceof URL ? address.href : 'not a URL');
    const delay = delays.shift() ?? 0;
    clock.advance(delay / 2);
    const serverTime = new Date(clock.now() + aheadMs).toISOString();
    clock.advance(delay / 2);
    return Response.json({ status: 'ok', serverTime });
  };
  return { clock, fetch, asked };
}

test('the quickest of three answers says how far the server is and what time it has', async () => {
  const { clock, fetch, asked } = server([900, 40, 60], 90_000);
  expect(await probeServer(url, { clock, fetch })).toEqual({
    ok: true,
    value: { roundTripMs: 40, clockOffsetMs: 90_000 },
  });
  expect(asked).toEqual(Array.from({ length: 3 }, () => `${url}/healthz`));
});

test('a server that goes away after its first answer was there', async () => {
  const { clock, fetch } = server([40], 0);
  let answers = 0;
  const once: typeof globalThis.fetch = async (...request) => {
    answers += 1;
    if (answers > 1) throw new TypeError('fetch failed');
    return fetch(...request);
  };
  expect(await probeServer(url, { clock, fetch: once })).toMatchObject({
    ok: true,
    value: { roundTripMs: 40 },
  });
});

test.each([
  ['does not answer', () => Promise.reject(new TypeError('fetch failed')), 'server.unreachable'],
  ['is somebody else', async () => new Response('<html>', { status: 200 }), 'server.refused'],
  ['answers nonsense', async () => Response.json({ serverTime: 'soon' }), 'server.refused'],
  ['is broken', async () => Response.json({ reason: 'internal' }, { status: 500 }), 'server.refused'],
] as const)('a server that %s', async (_how, fetch, reason) => {
  const { clock } = server([], 0);
  expect(await probeServer(url, { clock, fetch })).toMatchObject({ ok: false, reason });
});

test('an address that is none is a server that is away', async () => {
  const { clock, fetch } = server([], 0);
  expect(await probeServer('no address', { clock, fetch })).toMatchObject({
    ok: false,
    reason: 'server.unreachable',
  });
});
