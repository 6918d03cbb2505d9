import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createFakeServer, type Fault, type FakeServer } from '../../../support/fake-server.ts';
import { sampleOperation } from '../../../support/host-samples.ts';

describe("the server's client over a real connection", () => {
  let server: FakeServer;
  let url: string;
  beforeEach(async () => {
    server = createFakeServer();
    server.tokens.add('good');
    url = await server.listen();
  });
  afterEach(() => server.close());

  const client = (timeoutMs = 10_000) =>
    createServerClient({ serverUrl: () => url, log: silentLog, timeoutMs });

  it.each<[Fault, object]>([
    ['away', { reason: 'server.unreachable' }],
    ['loseAnswer', { reason: 'server.unreachable' }],
    ['error', { reason: 'server.refused', status: 500 }],
    ['redirect', { reason: 'server.refused', status: 307 }],
    ['wrongShape', { reason: 'server.refused' }],
    ['signInAgain', { reason: 'auth.expired', status: 401 }],
    ['wait', { reason: 'auth.locked', retryAfterMs: 120_000 }],
  ])('says what %s means, and comes back', async (fault, failure) => {
    const host = client();
    const operation = sampleOperation();
    server.fault(fault);
    expect(await host.push('good', [operation])).toMatchObject({ ok: false, ...failure });
    server.fault('none');
    const status = fault === 'loseAnswer' ? 'duplicate' : 'applied';
    expect(await host.push('good', [operation])).toMatchObject({
      ok: true,
      value: { results: [{ status }] },
    });
    expect(server.applied).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('gives up on a server that does not answer, and hears it when it does', async () => {
    server.fault('hang');
    const impatient = client(50);
    expect(await impatient.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({
      reason: 'server.unreachable',
      detail: 'timeout',
    });
    server.fault('none');
    expect(await client().pull('good', { cursor: undefined, limit: 5 })).toMatchObject({ ok: true });
  });

  it('leaves no list of the addresses that it asked', async () => {
    performance.clearResourceTimings();
    const host = client();
    expect(await host.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({ ok: true });
    expect(await host.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({ ok: true });
    expect(performance.getEntriesByType('resource')).toEqual([]);
  });

  it('finds a server again that was down and came back at the same address', async () => {
    const host = client();
    expect(await host.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({ ok: true });
    await server.close();
    expect(await host.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({
      reason: 'server.unreachable',
    });
    await server.listen();
    expect(await host.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({ ok: true });
    expect(host.clockOffsetMs()).toEqual(expect.any(Number));
  });
});
