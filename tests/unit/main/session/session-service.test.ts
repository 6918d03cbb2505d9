import { describe, expect, it } from 'vitest';
import { jsonLog } from '../../../../src/main/logging/log.ts';
import type { Device } from '../../../../src/main/session/device.ts';
import { createSessionService } from '../../../../src/main/session/session-service.ts';
import { createServerClient } from '../../../../src/main/sync/server-client.ts';
import { createFakeServer, type Fault } from '../../../support/fake-server.ts';
import { createFakeVault } from '../../../support/fake-store.ts';
import { sampleAccount, sampleOperation } from '../../../support/host-samples.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  const server = createFakeServer();
  server.accounts.set('nino', sampleAccount('nino', 'right'));
  server.accounts.set('gela', sampleAccount('gela', 'hers'));
  const vault = createFakeVault();
  const lines: string[] = [];
  const log = jsonLog('session', (line) => lines.push(line));
  const remembered: string[] = [];
  const device: Device = {
    id: '0198c0de-0000-7000-8000-000000000001',
    lastUsername: () => remembered.at(-1),
    rememberUsername: async (username) => void remembered.push(username),
  };
  const address = { now: 'https://zari.example' };
  const serverUrl = () => address.now;
  const client = createServerClient({
    serverUrl,
    clock,
    log,
    fetch: server.fetch,
  });
  const start = () =>
    createSessionService({ client, serverUrl, vault, device, version: '0.1.0', log, clock });
  return { address, clock, server, vault, lines, remembered, device, start };
}

describe('signing in with the server at hand', () => {
  it('makes the store at the first time and opens it later', async () => {
    const { start, vault, remembered } = setUp();
    const sessions = start();
    const first = await sessions.signIn('nino', 'right');
    if (!first.ok) throw new Error(first.reason);
    expect(first.value).toMatchObject({
      offline: false,
      operator: { username: 'nino' },
      sip: { aor: 'nino@pbx.example' },
    });
    expect(vault.disk('nino')).toMatchObject({ lastReference: 41, session: { deskNumber: 1004 } });
    expect(vault.disk('nino')?.session).not.toHaveProperty('serverTime');
    await sessions.signOut();
    expect(vault.store('nino')?.closed).toBe(true);
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: true });
    expect(remembered).toEqual(['nino', 'nino']);
  });

  it('knows one operator by any way of typing the name', async () => {
    const { start, server, vault } = setUp();
    server.accounts.set('josé', sampleAccount('josé', 'right'));
    const sessions = start();
    for (const typed of ['  NINO ', 'Nino', 'nino']) {
      expect(await sessions.signIn(typed, 'right')).toMatchObject({ ok: true });
      await sessions.signOut();
    }
    expect(await sessions.signIn('JOSE\u0301', 'right')).toMatchObject({ ok: true });
    expect(await vault.known('josé')).toBe(true);
    await sessions.signOut();
    expect(await sessions.signIn('   ', 'right')).toMatchObject({ ok: false, reason: 'input.invalid' });
  });

  it.each([
    ['auth.wrongPassword', undefined],
    ['auth.notAllowed', 'auth.notAllowed'],
    ['auth.locked', 'auth.locked'],
  ] as const)(
    'answers %s and leaves the store shut, though its password is right',
    async (reason, refusal) => {
      const { start, server, vault } = setUp();
      const sessions = start();
      await sessions.signIn('nino', 'right');
      await sessions.signOut();
      const account = server.accounts.get('nino');
      if (!account) throw new Error('no account');
      if (refusal) account.refusal = refusal;
      else account.password = 'changed';
      expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: false, reason });
      expect(vault.store('nino')?.closed).toBe(true);
    },
  );

  it('asks for the previous password after a change, once, and loses nothing by it', async () => {
    const { start, server, vault } = setUp();
    const sessions = start();
    await sessions.signIn('nino', 'right');
    const disk = vault.disk('nino');
    await sessions.signOut();
    server.accounts.set('nino', sampleAccount('nino', 'newer'));
    expect(await sessions.signIn('nino', 'newer')).toMatchObject({ reason: 'auth.previousPasswordNeeded' });
    expect(await sessions.signIn('nino', 'newer', 'guess')).toMatchObject({
      reason: 'auth.wrongPassword',
      detail: 'previousPassword',
    });
    expect(await sessions.signIn('nino', 'newer', 'right')).toMatchObject({ ok: true });
    expect(vault.disk('nino')).toBe(disk);
    await sessions.signOut();
    expect(await sessions.signIn('nino', 'newer')).toMatchObject({ ok: true });
  });

  it('says why the store does not open, and why what came could not be kept', async () => {
    const { start, vault } = setUp();
    const sessions = start();
    await sessions.signIn('nino', 'right');
    await sessions.signOut();
    vault.breakWith('store.damaged');
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: false, reason: 'store.damaged' });
    vault.breakWith(undefined);
    const open = vault.open;
    vault.open = async (username, password) => {
      const store = await open(username, password);
      vault.store(username)?.failNext('session.save', 'store.full');
      return store;
    };
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: false, reason: 'store.full' });
    expect(vault.store('nino')?.closed).toBe(true);
  });

  it('takes a newer session into the open store, and nobody else meanwhile', async () => {
    const { start, vault } = setUp();
    const sessions = start();
    const first = await sessions.signIn('nino', 'right');
    expect(await sessions.signIn('gela', 'hers')).toMatchObject({ ok: false, reason: 'session.wrongState' });
    const token = vault.disk('nino')?.session?.token;
    const second = await sessions.signIn('nino', 'right');
    if (!first.ok || !second.ok) throw new Error('not signed in');
    expect(second.value.store).toBe(first.value.store);
    expect(vault.disk('nino')?.session?.token).not.toBe(token);
  });

  it('does one thing after the other, whatever is clicked', async () => {
    const { start, vault } = setUp();
    const sessions = start();
    const [one, two] = await Promise.all([
      sessions.signIn('nino', 'right'),
      sessions.signIn('nino', 'right'),
      sessions.signOut(),
    ]);
    expect([one.ok, two.ok]).toEqual([true, true]);
    expect(vault.store('nino')?.closed).toBe(true);
  });

  it('lets the operator in where the device file cannot be written', async () => {
    const { start, device } = setUp();
    device.rememberUsername = () => Promise.reject(new Error('read-only'));
    expect(await start().signIn('nino', 'right')).toMatchObject({ ok: true });
  });
});

describe.each<Fault>(['away', 'error', 'wrongShape', 'portal', 'redirect'])(
  'signing in while the server is no use (%s)',
  (fault) => {
    it('opens what is known on this device, with the SIP account of before', async () => {
      const { start, server } = setUp();
      const sessions = start();
      await sessions.signIn('nino', 'right');
      await sessions.signOut();
      server.fault(fault);
      const result = await sessions.signIn('Nino', 'right');
      expect(result).toMatchObject({ ok: true, value: { offline: true, sip: { password: 'sip-secret' } } });
    });

    it('does not know who never signed in here', async () => {
      const { start, server, vault } = setUp();
      server.fault(fault);
      expect(await start().signIn('nino', 'right')).toMatchObject({ reason: 'auth.firstTimeOffline' });
      expect(await vault.known('nino')).toBe(false);
    });
  },
);

describe('signing in without the server', () => {
  it('takes a store without a session for a first time', async () => {
    const { start, server, vault } = setUp();
    await (await vault.create('nino', 'right')).close();
    server.fault('away');
    expect(await start().signIn('nino', 'right')).toMatchObject({ reason: 'auth.firstTimeOffline' });
    expect(vault.store('nino')?.closed).toBe(true);
  });

  it('lets guesses wait longer and longer, each operator for themselves, until the right one', async () => {
    const { start, server, clock } = setUp();
    const sessions = start();
    for (const [username, password] of [
      ['nino', 'right'],
      ['gela', 'hers'],
    ] as const) {
      await sessions.signIn(username, password);
      await sessions.signOut();
    }
    server.fault('away');
    const reason = async (password: string) => {
      const result = await sessions.signIn('nino', password);
      return result.ok ? 'in' : result.reason;
    };
    const wrong = 'auth.wrongPassword';
    expect([await reason('a'), await reason('b'), await reason('c')]).toEqual([wrong, wrong, wrong]);
    expect(await reason('right')).toBe('auth.locked');
    expect(await sessions.signIn('gela', 'hers')).toMatchObject({ ok: true });
    await sessions.signOut();
    clock.advance(2000);
    expect(await reason('d')).toBe(wrong);
    clock.advance(3999);
    expect(await reason('right')).toBe('auth.locked');
    clock.set(0); // the device's clock is not what counts
    clock.advance(1);
    expect(await reason('right')).toBe('in');
    await sessions.signOut();
    expect([await reason('a'), await reason('right')]).toEqual([wrong, 'in']);
  });

  it('keeps the open session where a newer one was wanted', async () => {
    const { start, server, vault } = setUp();
    const sessions = start();
    await sessions.signIn('nino', 'right');
    server.fault('away');
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ reason: 'server.unreachable' });
    expect(vault.store('nino')?.closed).toBe(false);
  });
});

describe('another server under the address', () => {
  async function changedAddress(unsent: boolean) {
    const { start, server, vault, address } = setUp();
    const sessions = start();
    await sessions.signIn('nino', 'right');
    if (unsent) vault.store('nino')?.enqueue(sampleOperation());
    await sessions.signOut();
    address.now = 'https://other.example';
    return { sessions, server, vault, address };
  }

  it('is given no session of the first one while it does not answer', async () => {
    const { sessions, server, vault, address } = await changedAddress(true);
    server.fault('away');
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ reason: 'auth.firstTimeOffline' });
    expect(vault.store('nino')?.closed).toBe(true);
    address.now = 'http://zari.example';
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ reason: 'auth.firstTimeOffline' });
    address.now = 'https://ZARI.example:443/';
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: true, value: { offline: true } });
  });

  it('is given nothing that is unsent where it knows another operator by this name', async () => {
    const { sessions, server, vault, address } = await changedAddress(true);
    const first = vault.disk('nino')?.session;
    server.accounts.set('nino', sampleAccount('nino', 'right'));
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ reason: 'auth.notAllowed' });
    expect(vault.store('nino')?.closed).toBe(true);
    expect(vault.disk('nino')?.session).toEqual(first);
    address.now = 'https://zari.example';
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: true });
  });

  it('is the same server that has moved where it knows the operator, and any server where nothing waits', async () => {
    const moved = await changedAddress(true);
    expect(await moved.sessions.signIn('nino', 'right')).toMatchObject({ ok: true });
    expect(moved.vault.disk('nino')?.session?.serverUrl).toBe('https://other.example');
    const fresh = await changedAddress(false);
    fresh.server.accounts.set('nino', sampleAccount('nino', 'right'));
    expect(await fresh.sessions.signIn('nino', 'right')).toMatchObject({ ok: true });
  });

  it('is not suspected where an older session does not say who issued it', async () => {
    const { sessions, server, vault } = await changedAddress(false);
    const disk = vault.disk('nino');
    if (disk?.session) disk.session = { ...disk.session, serverUrl: undefined };
    server.fault('away');
    expect(await sessions.signIn('nino', 'right')).toMatchObject({ ok: true });
  });
});

describe('signing out', () => {
  it('keeps the token in the store, for what is unsent, and is no fault when nobody is there', async () => {
    const { start, server, vault } = setUp();
    const sessions = start();
    await sessions.signOut();
    await sessions.signIn('nino', 'right');
    await sessions.signOut();
    const token = vault.disk('nino')?.session?.token ?? '';
    expect(server.tokens.has(token)).toBe(true);
  });
});

describe('the log', () => {
  it('holds no name, password, token or SIP account', async () => {
    const { start, server, lines } = setUp();
    const sessions = start();
    await sessions.signIn('nino', 'wrong-password');
    await sessions.signIn('nino', 'right');
    await sessions.signOut();
    server.fault('away');
    await sessions.signIn('nino', 'wrong-password');
    await sessions.signIn('nino', 'right');
    await sessions.signOut();
    expect(lines.length).toBeGreaterThan(4);
    for (const secret of ['nino', 'wrong-password', 'token-', 'sip-secret', 'pbx.example']) {
      expect(lines.join()).not.toContain(secret);
    }
  });
});
