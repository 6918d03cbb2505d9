import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  createPracticeLine,
  type PracticeCall,
  type PracticeLine,
} from '../../../src/practice/practice-line.ts';
import { passwordOf, startPracticeLine, voicesDirectory } from '../../support/practice-line.ts';
import { headerOf, RawSipClient, statusOf } from '../../support/raw-sip-client.ts';
import { DeskMedia } from '../../support/desk-media.ts';

let line: PracticeLine;
let desk: RawSipClient;
const media = new Set<DeskMedia>();

beforeEach(async () => {
  ({ line } = await startPracticeLine());
  desk = await RawSipClient.connect(line.url, 'nino', passwordOf('nino'));
});

afterEach(async () => {
  for (const each of media) each.close();
  media.clear();
  await line.close();
});

function newMedia(): DeskMedia {
  const made = new DeskMedia();
  media.add(made);
  return made;
}

function untilUnregistered(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  line.on('unregistered', () => resolve());
  return promise;
}

async function invited(): Promise<{ call: PracticeCall; invite: string }> {
  expect(statusOf(await desk.register())).toBe(200);
  const call = await line.call('nino', 'internet-complaint');
  const invite = await desk.next((text) => text.startsWith('INVITE '));
  return { call, invite };
}

describe('the connection', () => {
  it('needs the subprotocol "sip"', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const socket = new WebSocket(line.url);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => undefined);
    expect(await promise).toBe(400);
  });

  it('answers a double CRLF with one, and a single one not at all', async () => {
    desk.send('\r\n');
    desk.send('\r\n\r\n');
    desk.write('OPTIONS');
    expect(await desk.next(() => true)).toBe('\r\n');
    expect(statusOf(await desk.next(() => true))).toBe(200);
  });

  it('cannot listen on a port that is taken', async () => {
    const port = Number(new URL(line.url).port);
    const second = createPracticeLine({ port, passwordFor: () => undefined, scenarios: [], voicesDirectory });
    await expect(second).rejects.toMatchObject({ code: 'cannot-listen' });
  });
});

describe('REGISTER', () => {
  it('challenges, then keeps the Contact as it was written', async () => {
    const challenge = await desk.request('REGISTER');
    expect(statusOf(challenge)).toBe(401);
    expect(headerOf(challenge, 'WWW-Authenticate')).toContain('realm="practice.zari.example"');
    const accepted = await desk.register();
    expect(headerOf(accepted, 'Contact')).toBe('<sip:raw@raw.invalid;transport=ws>;expires=60');
    expect(headerOf(accepted, 'Via')).toContain(';received=127.0.0.1');
    expect(line.registered()).toEqual([
      { username: 'nino', contact: 'sip:raw@raw.invalid;transport=ws', expires: 60 },
    ]);
  });

  it('refuses a wrong password, an unknown user and another user than oneself', async () => {
    const wrong = await RawSipClient.connect(line.url, 'nino', 'wrong');
    expect(statusOf(await wrong.register())).toBe(403);
    const nobody = await RawSipClient.connect(line.url, 'nobody', 'any');
    expect(statusOf(await nobody.register())).toBe(403);
    const other = { to: '<sip:dato@practice.zari.example>', headers: ['Contact: <sip:raw@raw.invalid>'] };
    expect(statusOf(await desk.authenticatedRequest('REGISTER', other))).toBe(403);
    expect(line.registered()).toEqual([]);
  });

  it('removes one Contact by expires=0, and all by *', async () => {
    await desk.register();
    const one = { headers: ['Contact: <sip:raw@raw.invalid;transport=ws>;expires=0'] };
    expect(statusOf(await desk.authenticatedRequest('REGISTER', one))).toBe(200);
    expect(line.registered()).toEqual([]);
    await desk.register();
    const all = { headers: ['Contact: *', 'Expires: 0'] };
    expect(statusOf(await desk.authenticatedRequest('REGISTER', all))).toBe(200);
    expect(line.registered()).toEqual([]);
    expect(statusOf(await desk.authenticatedRequest('REGISTER', { headers: ['Contact: *'] }))).toBe(400);
  });

  it('replaces the binding of the same instance', async () => {
    const contact = (host: string) => ({
      headers: [`Contact: <sip:a@${host}.invalid>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=60`],
    });
    await desk.authenticatedRequest('REGISTER', contact('one'));
    await desk.authenticatedRequest('REGISTER', contact('two'));
    expect(line.registered().map((registration) => registration.contact)).toEqual(['sip:a@two.invalid']);
  });

  it('forgets it when it expires, and when its connection closes', async () => {
    const expired = untilUnregistered();
    await desk.authenticatedRequest('REGISTER', { headers: ['Contact: <sip:a@b.invalid>;expires=1'] });
    await expired;
    expect(line.registered()).toEqual([]);
    await desk.register();
    const closed = untilUnregistered();
    await desk.close();
    await closed;
    expect(line.registered()).toEqual([]);
  });

  it.each([403, 503])('is refused with %d as long as wanted', async (status) => {
    line.refuseRegistrations(status);
    expect(statusOf(await desk.register())).toBe(status);
    line.refuseRegistrations(undefined);
    expect(statusOf(await desk.register())).toBe(200);
  });
});

describe('a request that the line', () => {
  it.each([
    ['knows, but does not do', 'SUBSCRIBE', 405],
    ['never heard of', 'DANCE', 501],
    ['has no call for', 'BYE', 481],
    ['has no call for', 'INFO', 481],
    ['has no call for', 'REFER', 481],
    ['has nothing to cancel for', 'CANCEL', 481],
    ['always answers', 'OPTIONS', 200],
  ])('%s: %s is answered with %d', async (_kind, method, status) => {
    const response = await desk.request(method);
    expect(statusOf(response)).toBe(status);
    if (status === 405 || status === 501 || method === 'OPTIONS') {
      expect(headerOf(response, 'Allow')).toContain('INVITE');
    }
  });

  it('cannot place in a call is answered with 481', async () => {
    const to = '<sip:nino@practice.zari.example>;tag=unknown';
    expect(statusOf(await desk.request('BYE', { to }))).toBe(481);
    expect(statusOf(await desk.request('INVITE', { to }))).toBe(481);
  });

  it('would need an extension for is answered with 420', async () => {
    const response = await desk.request('INVITE', { headers: ['Require: 100rel'] });
    expect(statusOf(response)).toBe(420);
    expect(headerOf(response, 'Unsupported')).toBe('100rel');
  });

  it('gets twice is answered twice alike', async () => {
    const options = { branch: 'z9hG4bKtwice', cseq: 7 };
    const first = await desk.request('OPTIONS', options);
    expect(await desk.request('OPTIONS', options)).toBe(first);
  });

  it('sees at the end of its hops is answered with 483', async () => {
    desk.send(
      'INVITE sip:1@practice.zari.example SIP/2.0\r\nVia: SIP/2.0/WS a.invalid;branch=z9hG4bKhops\r\n' +
        'Max-Forwards: 0\r\nFrom: <sip:nino@a>;tag=1\r\nTo: <sip:1@a>\r\nCall-ID: hops\r\nCSeq: 1 INVITE\r\n\r\n',
    );
    expect(statusOf(await desk.next((text) => text.includes('z9hG4bKhops')))).toBe(483);
  });
});

describe('INVITE and MESSAGE from the desk', () => {
  it('are challenged', async () => {
    expect(statusOf(await desk.request('INVITE', { uri: 'sip:*43@practice.zari.example' }))).toBe(401);
    expect(
      statusOf(await desk.request('MESSAGE', { uri: 'sip:internet-complaint@practice.zari.example' })),
    ).toBe(401);
  });

  it.each([
    ['no session description', 'nonsense'],
    ['no audio', 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n'],
    [
      'no encryption',
      'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n',
    ],
  ])('with %s is not acceptable', async (_name, body) => {
    const invite = { uri: 'sip:*43@practice.zari.example', body, headers: ['Content-Type: application/sdp'] };
    expect(statusOf(await desk.authenticatedRequest('INVITE', invite))).toBe(488);
  });

  it('without an offer gets one, and is answered in the ACK', async () => {
    const uri = 'sip:%2A43@practice.zari.example';
    const accepted = await desk.authenticatedRequest('INVITE', { uri, callId: 'late' });
    expect(statusOf(accepted)).toBe(200);
    const peer = newMedia();
    await peer.setDescription(accepted.slice(accepted.indexOf('\r\n\r\n') + 4));
    const { body } = await peer.getDescription();
    const to = headerOf(accepted, 'To');
    const cseq = Number.parseInt(headerOf(accepted, 'CSeq'), 10);
    desk.write('ACK', { uri, to, cseq, callId: 'late', body, headers: ['Content-Type: application/sdp'] });
    const [call] = line.calls();
    await call?.until('media');
    await peer.until(() => peer.connected);
    expect(call?.state).toBe('confirmed');
  });

  it('repeats its 200 until the ACK', async () => {
    const peer = newMedia();
    const { body } = await peer.getDescription();
    const uri = 'sip:*43@practice.zari.example';
    const invite = { uri, body, callId: 'repeat', headers: ['Content-Type: application/sdp'] };
    const first = await desk.authenticatedRequest('INVITE', invite);
    const second = await desk.next((text) => text.startsWith('SIP/2.0 200'));
    expect(second).toBe(first);
    const cseq = Number.parseInt(headerOf(first, 'CSeq'), 10);
    desk.write('ACK', { uri, to: headerOf(first, 'To'), cseq, callId: 'repeat' });
    await line.calls()[0]?.until('confirmed');
  });
});

describe('an INVITE to the desk', () => {
  it('carries one complete offer of encrypted Opus', async () => {
    const { invite } = await invited();
    expect(invite).toMatch(/^INVITE sip:raw@raw\.invalid;transport=ws SIP\/2\.0\r\n/);
    for (const part of [
      'a=rtpmap:111 opus/48000/2',
      'a=fmtp:111 minptime=10;useinbandfec=1',
      'a=rtpmap:110 telephone-event/48000',
      'a=setup:actpass',
      'a=rtcp-mux',
      'a=fingerprint:sha-256 ',
      'a=candidate:',
      'a=end-of-candidates',
      'a=sendrecv',
    ]) {
      expect(invite).toContain(part);
    }
  });

  it('is taken back with BYE where the answer crosses the CANCEL', async () => {
    const { call, invite } = await invited();
    desk.respond(invite, '180 Ringing', { toTag: 'desk' });
    await call.until('early');
    const given = call.cancel();
    const cancel = await desk.next((text) => text.startsWith('CANCEL '));
    expect(headerOf(cancel, 'Via')).toBe(headerOf(invite, 'Via'));
    const { body } = await answerTo(invite);
    desk.respond(invite, '200 OK', { toTag: 'desk', body, headers: ['Content-Type: application/sdp'] });
    desk.respond(cancel, '200 OK', { toTag: 'desk' });
    expect(headerOf(await desk.next((text) => text.startsWith('ACK ')), 'To')).toContain('tag=desk');
    const bye = await desk.next((text) => text.startsWith('BYE '));
    desk.respond(bye, '200 OK');
    await given;
    expect(call).toMatchObject({ state: 'ended', endedBy: 'practice' });
  });

  it('is cancelled only after a first response', async () => {
    const { call, invite } = await invited();
    const given = call.cancel();
    await desk.request('OPTIONS');
    expect(desk.received.filter((text) => text.startsWith('CANCEL '))).toEqual([]);
    desk.respond(invite, '100 Trying');
    const cancel = await desk.next((text) => text.startsWith('CANCEL '));
    desk.respond(cancel, '200 OK');
    desk.respond(invite, '487 Request Terminated', { toTag: 'desk' });
    await desk.next((text) => text.startsWith('ACK '));
    await given;
    expect(call.endStatus).toBe(487);
  });

  it('acknowledges each 200 that is repeated', async () => {
    const { call, invite } = await invited();
    const { body } = await answerTo(invite);
    const answer = { toTag: 'desk', body, headers: ['Content-Type: application/sdp'] };
    desk.respond(invite, '200 OK', answer);
    desk.respond(invite, '200 OK', answer);
    await desk.next((text) => text.startsWith('ACK '));
    await desk.next((text) => text.startsWith('ACK '));
    expect(call.state).toBe('confirmed');
  });

  it('ends the call where the answer cannot be used', async () => {
    const { call, invite } = await invited();
    desk.respond(invite, '200 OK', {
      toTag: 'desk',
      body: 'nonsense',
      headers: ['Content-Type: application/sdp'],
    });
    desk.respond(await desk.next((text) => text.startsWith('BYE ')), '200 OK');
    await call.until('ended');
    expect(call.endedBy).toBe('practice');
  });

  it('may be answered over another connection than it came', async () => {
    const { call, invite } = await invited();
    const { body } = await answerTo(invite);
    await desk.close();
    const again = await RawSipClient.connect(line.url, 'nino', passwordOf('nino'));
    expect(statusOf(await again.register())).toBe(200);
    again.respond(invite, '200 OK', { toTag: 'desk', body, headers: ['Content-Type: application/sdp'] });
    await again.next((text) => text.startsWith('ACK '));
    await call.until('media');
  });

  it('does not let somebody else into the call', async () => {
    const { call, invite } = await invited();
    const { body } = await answerTo(invite);
    desk.respond(invite, '200 OK', { toTag: 'desk', body, headers: ['Content-Type: application/sdp'] });
    await desk.next((text) => text.startsWith('ACK '));
    const dialog = {
      from: `${headerOf(invite, 'To')};tag=desk`,
      to: headerOf(invite, 'From'),
      callId: headerOf(invite, 'Call-ID'),
    };
    const stranger = await RawSipClient.connect(line.url, 'dato', passwordOf('dato'));
    expect(statusOf(await stranger.request('BYE', dialog))).toBe(401);
    expect(call.state).toBe('confirmed');
    expect(statusOf(await desk.request('UPDATE', { ...dialog, cseq: 100 }))).toBe(200);
    expect(statusOf(await desk.request('OPTIONS', { ...dialog, cseq: 101 }))).toBe(200);
    expect(statusOf(await desk.request('REFER', { ...dialog, cseq: 102 }))).toBe(400);
    expect(statusOf(await desk.request('INFO', { ...dialog, cseq: 50 }))).toBe(500);
    expect(statusOf(await desk.request('BYE', { ...dialog, cseq: 103 }))).toBe(200);
    await call.until('ended');
    expect(statusOf(await desk.request('BYE', { ...dialog, cseq: 104 }))).toBe(481);
  });
});

describe('faults on demand', () => {
  it('sends anything to the desk', async () => {
    await desk.register();
    line.sendRaw('nino', 'this is no SIP\r\n');
    expect(await desk.next((text) => text.startsWith('this'))).toBe('this is no SIP\r\n');
    expect(() => line.sendRaw('dato', 'x')).toThrow(/not-registered/);
  });
});

async function answerTo(invite: string): Promise<{ body: string }> {
  const peer = newMedia();
  await peer.setDescription(invite.slice(invite.indexOf('\r\n\r\n') + 4));
  return peer.getDescription();
}
