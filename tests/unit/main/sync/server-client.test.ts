import { describe, expect, it } from 'vitest';
import { paths } from '../../../../src/contract/server/api.ts';
import { jsonLog } from '../../../../src/main/logging/log.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createFakeServer, type Fault } from '../../../support/fake-server.ts';
import { sampleAccount, sampleChange, sampleOperation } from '../../../support/host-samples.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { until } from '../../../support/until.ts';

const device = {
  id: '0198c0de-0000-7000-8000-000000000001',
  name: 'desk 7',
  platform: 'linux',
  version: '0.1.0',
};

function setUp(serverUrl: () => string = () => 'https://zari.example/base/') {
  const clock = createManualClock();
  const server = createFakeServer();
  server.now = () => clock.now() + 90_000;
  server.accounts.set('nino', sampleAccount('nino', 'right-password'));
  server.tokens.add('good');
  const lines: string[] = [];
  const seen: { url: string; init: RequestInit | undefined }[] = [];
  const client = createServerClient({
    serverUrl,
    clock,
    log: jsonLog('server', (line) => lines.push(line)),
    fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      seen.push({ url: url.href, init });
      url.pathname = url.pathname.replace(/^\/base/, '');
      return server.fetch(url, init);
    },
  });
  const signIn = (password = 'right-password') => client.signIn({ username: 'nino', password, device });
  return { clock, server, client, lines, seen, signIn };
}

describe("the server's client", () => {
  it('signs in, pushes, pulls and signs out as the contract says', async () => {
    const { server, client, seen, signIn } = setUp();
    const answer = await signIn();
    if (!answer.ok) throw new Error(answer.reason);
    expect(answer.value.sip?.aor).toBe('nino@pbx.example');
    const { token } = answer.value;
    const operation = sampleOperation();
    expect(await client.push(token, [operation])).toMatchObject({
      ok: true,
      value: { results: [{ id: operation.id, status: 'applied' }] },
    });
    server.changes.push(sampleChange('a'), sampleChange('b'));
    expect(await client.pull(token, { cursor: undefined, limit: 1 })).toMatchObject({
      ok: true,
      value: { cursor: '1', more: true },
    });
    expect(await client.pull(token, { cursor: '1', limit: 1 })).toMatchObject({
      ok: true,
      value: { more: false },
    });
    expect(await client.signOut(token)).toEqual({ ok: true, value: undefined });
    expect(server.tokens.has(token)).toBe(false);
    expect(seen[0]?.url).toBe(`https://zari.example/base${paths.signIn}`);
    expect(new Set(seen.map(({ init }) => init?.redirect))).toEqual(new Set(['manual']));
  });

  it.each<[Fault, object]>([
    ['away', { reason: 'server.unreachable', detail: 'ECONNRESET' }],
    ['error', { reason: 'server.refused', status: 500 }],
    ['wrongShape', { reason: 'server.refused', status: 200 }],
    ['redirect', { reason: 'server.refused', status: 307 }],
    ['portal', { reason: 'server.refused', status: 401 }],
    ['signInAgain', { reason: 'auth.expired', status: 401 }],
    ['wait', { reason: 'auth.locked', status: 429, retryAfterMs: 120_000 }],
  ])('says what %s means', async (fault, failure) => {
    const { server, client, signIn } = setUp();
    server.fault(fault);
    expect(await signIn()).toMatchObject({ ok: false, ...failure });
    expect(await client.push('good', [sampleOperation()])).toMatchObject({ ok: false, ...failure });
    expect(await client.pull('good', { cursor: undefined, limit: 5 })).toMatchObject({
      ok: false,
      ...failure,
    });
    expect(server.requests).not.toContain('/elsewhere');
  });

  it('gives up after ten seconds without an answer, and when told to', async () => {
    const { server, client, clock } = setUp();
    server.fault('hang');
    const slow = client.pull('good', { cursor: undefined, limit: 5 });
    await until(() => server.requests.length === 1);
    expect(clock.waits()).toEqual([10_000]);
    clock.advance(10_000);
    expect(await slow).toMatchObject({ ok: false, reason: 'server.unreachable', detail: 'timeout' });
    const stop = new AbortController();
    const cut = client.push('good', [sampleOperation()], stop.signal);
    stop.abort();
    expect(await cut).toMatchObject({ ok: false, reason: 'server.unreachable', detail: 'stopped' });
    expect(clock.waits()).toEqual([]);
  });

  it("estimates the server's clock from every answer that is well-formed, refusals included", async () => {
    const { client, server, clock, signIn } = setUp();
    expect(client.clockOffsetMs()).toBeUndefined();
    server.fault('wrongShape');
    await signIn();
    expect(client.clockOffsetMs()).toBeUndefined();
    server.fault('none');
    await signIn('wrong-password');
    expect(client.clockOffsetMs()).toBe(90_000);
    clock.set(clock.now() + 90_000);
    expect(client.clockOffsetMs()).toBeUndefined();
  });

  it('asks the address anew each time, and does not carry the clock of one server to another', async () => {
    let address = 'https://one.example';
    const { client, seen, signIn } = setUp(() => address);
    await signIn();
    expect(client.clockOffsetMs()).toBeDefined();
    address = 'http://two.example:7100';
    const answer = signIn();
    expect(client.clockOffsetMs()).toBeUndefined();
    await answer;
    expect(seen.map(({ url }) => new URL(url).origin)).toEqual(['https://one.example', address]);
  });

  it.each(['ftp://zari.example', 'file:///etc/passwd', 'https://user:secret@zari.example', 'zari', ''])(
    'sends nothing to %s',
    async (address) => {
      const { seen, signIn, lines } = setUp(() => address);
      expect(await signIn()).toMatchObject({ ok: false, reason: 'server.unreachable' });
      expect(seen).toEqual([]);
      expect(lines.join()).not.toContain('secret');
    },
  );

  it('keeps passwords, tokens and bodies out of the log', async () => {
    const { server, client, signIn, lines } = setUp();
    for (const fault of ['none', 'away', 'error', 'wrongShape', 'signInAgain', 'loseAnswer'] as const) {
      server.fault(fault);
      await signIn();
      await signIn('wrong-password');
      await client.push('good', [sampleOperation()]);
      await client.push('token-of-nobody', [sampleOperation()]);
    }
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of ['password', 'sip-secret', 'good', 'token-', 'nino', 'ნინო', '+995']) {
      expect(lines.join()).not.toContain(secret);
    }
  });
});
