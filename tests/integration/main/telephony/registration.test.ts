import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { ScriptedPbx } from '../../../support/scripted-pbx.ts';
import { createTestTelephone, secret, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

let pbx: ScriptedPbx;
let phone: TestTelephone;

beforeEach(async () => {
  pbx = await ScriptedPbx.start();
  phone = createTestTelephone(new FakeMediaPort());
});
afterEach(async () => {
  await phone.stop();
  await pbx.close();
});

/** A request that the desk answers at once: whatever it was about to send has gone out before. */
async function roundTrip(turn: number): Promise<void> {
  pbx.sendRaw(
    [
      'OPTIONS sip:nino@desk.invalid SIP/2.0',
      `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bK-options-${turn}`,
      'From: <sip:pbx@pbx.example>;tag=pbx',
      'To: <sip:nino@pbx.example>',
      `Call-ID: options-${turn}`,
      'CSeq: 1 OPTIONS',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  );
  await pbx.next(({ status, method }) => status !== undefined && method === 'OPTIONS');
}

const waiting = () => phone.untilRegistration(({ status }) => status === 'waiting');

describe('a registration', () => {
  it('stands after one REGISTER, under the account, and is taken back at the end', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    expect(phone.telephony.registration()).toMatchObject({ status: 'connecting', attempt: 1 });
    await phone.registered();
    const request = await pbx.request('REGISTER');
    expect(request.headers.get('to')).toContain('sip:nino@pbx.example');
    expect(request.headers.get('user-agent')).toBe('Zari/test');
    expect(phone.telephony.registration().reason).toBeUndefined();
    await phone.telephony.disconnect();
    const last = await pbx.request('REGISTER');
    expect(last.headers.get('contact')).toMatch(/expires=0/u);
    expect(phone.telephony.registration().status).toBe('stopped');
  });

  it('answers a challenge, and logs no password and no digest', async () => {
    const register = pbx.answers.get('REGISTER');
    pbx.answers.set('REGISTER', (request) =>
      request.headers.has('authorization')
        ? register?.(request)
        : { status: 401, headers: ['WWW-Authenticate: Digest realm="pbx.example", nonce="n1", qop="auth"'] },
    );
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    const logged = phone.logLines.join('\n');
    expect(logged).not.toContain(secret);
    expect(logged).not.toMatch(/response=|nonce|nino/u);
  });

  it.each([
    ['in Expires alone', (contact: string) => [`Contact: <${contact}>`, 'Expires: 120']],
    ['nowhere', (contact: string) => [`Contact: <${contact}>`]],
    ['as nonsense', (contact: string) => [`Contact: <${contact}>;expires=soon`]],
    ['as longer than any timer', (contact: string) => [`Contact: <${contact}>;expires=4294967295`]],
    ['beside other contacts', (contact: string) => [`Contact: <sip:other@x>;expires=9999999, <${contact}>`]],
  ])('stands, and asks no more before its time, where the PBX grants it %s', async (_where, headers) => {
    pbx.answers.set('REGISTER', (request) => {
      const contact = /<([^>]+)>/u.exec(request.headers.get('contact') ?? '')?.[1] ?? '';
      return { status: 200, headers: headers(contact) };
    });
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    for (let turn = 0; turn < 30; turn++) await roundTrip(turn);
    expect(pbx.count('REGISTER')).toBe(1);
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it('does not stand where the PBX grants no time at all', async () => {
    pbx.answers.set('REGISTER', (request) => {
      const contact = /<([^>]+)>/u.exec(request.headers.get('contact') ?? '')?.[1] ?? '';
      return { status: 200, headers: [`Contact: <${contact}>;expires=0`] };
    });
    phone.telephony.connect(sipAccount([pbx.url]));
    expect(await waiting()).toMatchObject({ reason: 'pbx.refused' });
    expect(phone.registrations.map(({ status }) => status)).not.toContain('registered');
  });

  it('is not tried with a name that would be header lines of its own', async () => {
    pbx.answers.set('REGISTER', () => ({
      status: 401,
      headers: ['WWW-Authenticate: Digest realm="pbx.example", nonce="n1", qop="auth"'],
    }));
    phone.telephony.connect(sipAccount([pbx.url], { authorizationUsername: 'nino"\r\nX-Evil: 1\r\nX: "' }));
    await phone.untilRegistration(({ reason }) => reason === 'pbx.refused');
    expect(pbx.received.map(({ text }) => text).join()).not.toContain('X-Evil');
    expect(phone.telephony.registration().status).toBe('stopped');
  });

  it('says refused with the status and the time of the next try, goes on trying, and then stands', async () => {
    const register = pbx.answers.get('REGISTER');
    pbx.answers.set('REGISTER', () => ({ status: 403 }));
    phone.telephony.connect(sipAccount([pbx.url]));
    const refused = await waiting();
    expect(refused).toMatchObject({ reason: 'pbx.refused', sipStatus: 403, attempt: 1 });
    const delay = Date.parse(refused.nextTryAt ?? '') - phone.clock.now();
    expect(delay).toBeGreaterThanOrEqual(30_000);
    expect(delay).toBeLessThanOrEqual(60_000);
    // The clock is not turned here: no pong could come meanwhile, and the connection would count as dead.
    phone.telephony.retryNow();
    // The reason stays through the next try.
    expect(phone.telephony.registration()).toMatchObject({ status: 'connecting', reason: 'pbx.refused' });
    await waiting();
    if (register !== undefined) pbx.answers.set('REGISTER', register);
    phone.telephony.retryNow();
    await phone.registered();
    expect(phone.telephony.registration().sipStatus).toBeUndefined();
  });

  it('waits as long as a 503 asks for', async () => {
    pbx.answers.set('REGISTER', () => ({ status: 503, headers: ['Retry-After: 120'] }));
    phone.telephony.connect(sipAccount([pbx.url]));
    const refused = await waiting();
    expect(refused).toMatchObject({ reason: 'pbx.unreachable', sipStatus: 503 });
    const delay = Date.parse(refused.nextTryAt ?? '') - phone.clock.now();
    expect(delay).toBeGreaterThanOrEqual(120_000);
    expect(delay).toBeLessThanOrEqual(132_000);
  });

  it('does not wait for one server that asks for it while there is another (RFC 3261 §21.5.4)', async () => {
    const other = await ScriptedPbx.start();
    try {
      pbx.answers.set('REGISTER', () => ({ status: 503, headers: ['Retry-After: 600'] }));
      phone.telephony.connect(sipAccount([pbx.url, other.url]));
      const { nextTryAt } = await waiting();
      const delay = Date.parse(nextTryAt ?? '') - phone.clock.now();
      expect(delay).toBeLessThan(1000);
      phone.clock.advance(delay);
      await phone.registered();
      expect(other.count('REGISTER')).toBe(1);
    } finally {
      await phone.telephony.disconnect();
      await other.close();
    }
  });

  it('waits for a PBX that is away, longer each time, and stands when it is back', async () => {
    const { port, url } = pbx;
    await pbx.close();
    phone.telephony.connect(sipAccount([url]));
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      const state = await phone.untilRegistration(
        (registration) => registration.status === 'waiting' && registration.attempt === attempt,
      );
      expect(state.reason).toBe('pbx.unreachable');
      const delay = Date.parse(state.nextTryAt ?? '') - phone.clock.now();
      delays.push(delay);
      if (attempt < 4) phone.clock.advance(delay);
    }
    expect(delays).toEqual(delays.toSorted((a, b) => a - b));
    pbx = await ScriptedPbx.start(port);
    phone.telephony.retryNow();
    await phone.registered();
  });

  it('comes back with a new REGISTER after the connection was cut', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    const first = await pbx.request('REGISTER');
    pbx.cut();
    const lost = await waiting();
    expect(lost.reason).toBe('pbx.unreachable');
    phone.telephony.retryNow();
    await phone.registered();
    const second = await pbx.request('REGISTER');
    expect(second.headers.get('call-id')).not.toBe(first.headers.get('call-id'));
  });

  it('tries the next server when one is away', async () => {
    const away = await ScriptedPbx.start();
    const { url } = away;
    await away.close();
    phone.telephony.connect(sipAccount([url, pbx.url]));
    const state = await waiting();
    expect(Date.parse(state.nextTryAt ?? '') - phone.clock.now()).toBeLessThanOrEqual(500);
    phone.clock.advance(500);
    await phone.registered();
  });

  it('gives up on a PBX that takes the connection but never answers a REGISTER', async () => {
    pbx.answers.set('REGISTER', () => undefined);
    phone.telephony.connect(sipAccount([pbx.url]));
    await pbx.request('REGISTER');
    phone.clock.advance(10_000);
    expect(await waiting()).toMatchObject({ reason: 'pbx.unreachable' });
  });

  it('comes back soon to a PBX that takes the connection again before it answers, and waits longer each time', async () => {
    const register = pbx.answers.get('REGISTER');
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    await pbx.request('REGISTER');
    pbx.answers.set('REGISTER', () => undefined);
    pbx.cut();
    await waiting();
    phone.telephony.retryNow();
    // 50 ms later: the wait for the answer was pause enough.
    for (const patienceMs of [1_000, 2_000]) {
      await pbx.request('REGISTER');
      phone.clock.advance(patienceMs - 1);
      expect(phone.telephony.registration().status).toBe('connecting');
      phone.clock.advance(1);
      const { nextTryAt = '' } = await waiting();
      expect(Date.parse(nextTryAt) - phone.clock.now()).toBeLessThanOrEqual(50);
      phone.clock.advance(50);
    }
    await pbx.request('REGISTER');
    if (register !== undefined) pbx.answers.set('REGISTER', register);
    phone.clock.advance(4_000);
    await waiting();
    phone.clock.advance(50);
    await phone.registered();
  });

  it('notices within 10 s that nothing comes any more', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    // No time passes for the socket between the ping and the end of patience: no pong can arrive.
    phone.clock.advance(10_000);
    expect((await waiting()).reason).toBe('pbx.unreachable');
  });

  it('is stopped, with a reason, for an account that is none', () => {
    phone.telephony.connect(sipAccount([pbx.url], { aor: 'not an address' }));
    expect(phone.telephony.registration()).toMatchObject({ status: 'stopped', reason: 'pbx.refused' });
  });

  it('follows the newer account', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    phone.telephony.connect(sipAccount([pbx.url], { aor: 'gela@pbx.example' }));
    await pbx.next(({ headers }) => headers.get('to')?.includes('gela') === true);
    await phone.registered();
    expect(phone.telephony.registration().status).toBe('registered');
  });

  it('answers a keep-alive of the PBX', async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
    pbx.sendRaw('\r\n\r\n');
    expect(await pbx.next(({ text }) => text === '\r\n')).toBeDefined();
  });
});

describe('a message', () => {
  beforeEach(async () => {
    phone.telephony.connect(sipAccount([pbx.url]));
    await phone.registered();
  });

  it('is done when it is accepted', async () => {
    expect(await phone.telephony.sendMessage('complaint', 'start')).toMatchObject({ ok: true });
    const message = await pbx.request('MESSAGE');
    expect(message.text).toContain('MESSAGE sip:complaint@pbx.example');
    expect(message.body).toBe('start');
  });

  it('is refused with the status, and to no odd user', async () => {
    pbx.answers.set('MESSAGE', () => ({ status: 404 }));
    expect(await phone.telephony.sendMessage('complaint', 'start')).toMatchObject({
      ok: false,
      reason: 'pbx.refused',
      detail: '404',
    });
    expect(await phone.telephony.sendMessage('a@b', 'x')).toMatchObject({
      ok: false,
      reason: 'input.invalid',
    });
  });
});
