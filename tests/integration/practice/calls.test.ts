import { TransportState } from 'sip.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  PracticeCall,
  PracticeLine,
  PracticeLineOptions,
  PracticeLogEntry,
} from '../../../src/practice/practice-line.ts';
import { mediaOf, PracticeDesk, renegotiate, untilTerminated } from '../../support/practice-desk.ts';
import { passwordOf, startPracticeLine } from '../../support/practice-line.ts';
import { voicePackets } from '../../support/practice-voices.ts';

let line: PracticeLine;
let log: PracticeLogEntry[];
let desk: PracticeDesk;

async function start(options: Partial<PracticeLineOptions> = {}): Promise<void> {
  ({ line, log } = await startPracticeLine(options));
  desk = await PracticeDesk.connect(line.url, 'nino', passwordOf('nino'));
  expect(await desk.register()).toBe(200);
}

async function answered(scenarioId = 'internet-complaint') {
  const coming = desk.nextInvitation();
  const call = await line.call('nino', scenarioId);
  const session = await coming;
  await session.accept();
  await call.until('confirmed');
  return { call, session, media: mediaOf(session) };
}

async function dialled(number: string) {
  const { session, statuses, final } = await desk.dial(number);
  const call = line.calls().find(({ direction }) => direction === 'outgoing');
  return { session, statuses, final, call: call ?? (await nextCall()) };
}

function nextCall(): Promise<PracticeCall> {
  const { promise, resolve } = Promise.withResolvers<PracticeCall>();
  const stop = line.on('call', (call) => {
    stop();
    resolve(call);
  });
  return promise;
}

beforeEach(() => start());

afterEach(async () => {
  await desk.close();
  await line.close();
});

describe('a recorded caller', () => {
  it('shows who calls and which line was called', async () => {
    const coming = desk.nextInvitation();
    const call = await line.call('nino', 'internet-complaint');
    const session = await coming;
    expect(session.remoteIdentity.displayName).toBe('ლალი ბერიძე');
    expect(session.remoteIdentity.uri.user).toBe('+995599123456');
    expect(session.request.to.uri.user).toBe('+995322000001');
    expect(session.request.getHeader('P-Called-Party-ID')).toBe('<sip:+995322000001@practice.zari.example>');
    await call.until('early');
    expect(call).toMatchObject({ direction: 'incoming', scenarioId: 'internet-complaint', username: 'nino' });
  });

  it('is heard without a loss, in the words of the voice', async () => {
    const { call, media } = await answered();
    await media.until(() => media.heard.length >= 150);
    expect(media.lost()).toBe(0);
    const voice = await voicePackets('internet-complaint');
    const hex = (packets: Uint8Array[]): string =>
      packets.map((data) => Buffer.from(data).toString('hex')).join();
    expect(hex(voice)).toContain(hex(media.heard.slice(0, 150).map(({ payload }) => payload)));
    const [first, second] = media.heard;
    expect((second?.timestamp ?? 0) - (first?.timestamp ?? 0)).toBe(960);
    expect(call.mediaConnected).toBe(true);
  });

  it('hears the operator: loudness, packets, and packets lost on the way', async () => {
    const { call, media } = await answered();
    await media.until(() => media.connected);
    expect(call.operatorLevelDbov()).toBeUndefined();
    media.talk((await voicePackets('callee')).slice(50, 250));
    await call.until(() => (call.operatorLevelDbov() ?? -127) > -40);
    expect(call.operatorLevelDbov()).toBeLessThan(0);
    expect(call.operatorPackets().lost).toBe(0);
    media.skip(7);
    await call.until(() => call.operatorPackets().lost === 7);
    media.stopTalking();
  });

  it('counts digits by RTP and by INFO, each once, also while the operator talks on', async () => {
    const { call, media, session } = await answered();
    await media.until(() => media.connected);
    media.talk([Uint8Array.of(0xf8, 0xff, 0xfe)]);
    media.sendDtmf('19*');
    await call.until(() => call.digits() === '19*');
    await session.info({
      requestOptions: {
        body: {
          contentDisposition: 'render',
          contentType: 'application/dtmf-relay',
          content: 'Signal=#\r\nDuration=100',
        },
      },
    });
    await call.until(() => call.digits() === '19*#');
  });

  it('ends with the operator hanging up', async () => {
    const { call, session } = await answered();
    await session.bye();
    await call.until('ended');
    expect(call.endedBy).toBe('operator');
  });

  it('ends with the caller hanging up', async () => {
    const { call, session } = await answered();
    await call.hangUp();
    await untilTerminated(session);
    expect(call).toMatchObject({ state: 'ended', endedBy: 'practice' });
  });

  it.each([486, 603, 480])('is refused with %d', async (statusCode) => {
    const coming = desk.nextInvitation();
    const call = await line.call('nino', 'unknown-enquiry');
    await (await coming).reject({ statusCode });
    await call.until('ended');
    expect(call).toMatchObject({ endedBy: 'operator', endStatus: statusCode });
  });

  it('gives up before the answer', async () => {
    const coming = desk.nextInvitation();
    const call = await line.call('nino', 'internet-complaint');
    const session = await coming;
    await call.until('early');
    await call.cancel();
    await untilTerminated(session);
    expect(call).toMatchObject({ endedBy: 'practice', endStatus: 487 });
  });

  it('vanishes: no BYE, no more voice, no answer', async () => {
    const { call, session, media } = await answered();
    await media.until(() => media.heard.length > 20);
    call.vanish();
    const heard = media.heard.length;
    const answers: number[] = [];
    const note = ({ message }: { message: { statusCode?: number | undefined } }): void => {
      answers.push(message.statusCode ?? 0);
    };
    await session.bye({ requestDelegate: { onAccept: note, onReject: note } });
    // A round trip on the same connection: what was to be answered would have been by now.
    expect(await desk.message('no-such-scenario', '')).toBe(404);
    expect(answers).toEqual([]);
    expect(media.heard.length - heard).toBeLessThan(3);
    expect(call).toMatchObject({ state: 'ended', endedBy: 'lost' });
  });

  it('is asked for by a message', async () => {
    const coming = desk.nextInvitation();
    expect(await desk.message('order-complaint', 'please')).toBe(202);
    expect((await coming).remoteIdentity.uri.user).toBe('+995591222333');
    expect(await desk.message('no-such-caller', 'please')).toBe(404);
  });

  it('cannot call who is not there, or with an unknown scenario', async () => {
    await expect(line.call('dato', 'internet-complaint')).rejects.toMatchObject({ code: 'not-registered' });
    await expect(line.call('nino', 'none')).rejects.toMatchObject({ code: 'unknown-scenario' });
  });
});

describe('hold', () => {
  it.each(['sendonly', 'inactive'] as const)(
    'with %s stops the voice, and resuming goes on with it',
    async (direction) => {
      const { call, session, media } = await answered();
      await media.until(() => media.heard.length > 20);
      expect(await renegotiate(session, { hold: true, direction })).toBe(200);
      await call.until('held');
      const answer = media.lastRemoteSdp;
      expect(answer).toContain(direction === 'sendonly' ? 'a=recvonly' : 'a=inactive');
      expect(answer).not.toContain('m=audio 0 ');
      // Time is told by the operator's own packets; what was under way at the hold has come by the fifth.
      const before = call.operatorPackets().received;
      media.talk(await voicePackets('callee'));
      await call.until(() => call.operatorPackets().received >= before + 5);
      const heard = media.heard.length;
      await call.until(() => call.operatorPackets().received >= before + 30);
      media.stopTalking();
      expect(media.heard.length).toBe(heard);
      expect(await renegotiate(session, {})).toBe(200);
      await call.until('resumed');
      await media.until(() => media.heard.length >= heard + 20);
      expect(media.lost()).toBe(0);
    },
  );

  it('of the receiving kind lets the voice go on', async () => {
    const { call, session, media } = await answered();
    await media.until(() => media.connected);
    expect(await renegotiate(session, { hold: true, direction: 'recvonly' })).toBe(200);
    expect(call.held).toBe(false);
    const heard = media.heard.length;
    await media.until(() => media.heard.length >= heard + 20);
  });
});

describe('a call that goes on', () => {
  it('with media that began anew, in the same call', async () => {
    const { call, session, media } = await answered();
    await media.until(() => media.heard.length > 20);
    await media.renew();
    expect(await renegotiate(session, {})).toBe(200);
    await media.until(() => media.heard.length >= 50);
    expect(media.lost()).toBe(0);
    expect(call.state).toBe('confirmed');
  });

  it('over an ICE restart', async () => {
    const { session, media } = await answered();
    await media.until(() => media.heard.length > 20);
    const before = /a=ice-ufrag:(.*)/.exec(media.lastRemoteSdp)?.[1];
    expect(await renegotiate(session, { iceRestart: true })).toBe(200);
    expect(/a=ice-ufrag:(.*)/.exec(media.lastRemoteSdp)?.[1]).not.toBe(before);
    const heard = media.heard.length;
    await media.until(() => media.heard.length >= heard + 50);
  });

  it('over a dropped connection, once the desk has registered again', async () => {
    const { call, session, media } = await answered();
    const gone = new Promise<void>((resolve) => {
      desk.userAgent.transport.stateChange.addListener((state) => {
        if (state === TransportState.Disconnected) resolve();
      });
    });
    line.dropConnections();
    await gone;
    expect(line.registered()).toEqual([]);
    await desk.userAgent.reconnect();
    expect(await desk.register()).toBe(200);
    const heard = media.heard.length;
    await media.until(() => media.heard.length >= heard + 20);
    expect(media.lost()).toBe(0);
    expect(await renegotiate(session, { iceRestart: true })).toBe(200);
    await call.hangUp();
    await untilTerminated(session);
    expect(call.endedBy).toBe('practice');
  });
});

describe('an operator who calls out', () => {
  it('hears his own words at *43', async () => {
    const { session, final, call } = await dialled('*43');
    expect(await final).toBe(200);
    const media = mediaOf(session);
    await media.until(() => media.connected);
    await call.until('media');
    const words = (await voicePackets('callee')).slice(50, 100);
    media.talk(words);
    await media.until(() => media.heard.length >= 50);
    media.stopTalking();
    const spoken = new Set(words.map((data) => Buffer.from(data).toString('hex')));
    expect(media.heard.every(({ payload }) => spoken.has(payload.toString('hex')))).toBe(true);
    expect(media.lost()).toBe(0);
  });

  it('hears it ring, then the callee', async () => {
    const { session, statuses, final, call } = await dialled('+995322111222');
    expect(await final).toBe(200);
    expect(statuses).toContain(180);
    const media = mediaOf(session);
    await media.until(() => media.heard.length >= 50);
    expect(media.lost()).toBe(0);
    expect(call).toMatchObject({ direction: 'outgoing', state: 'confirmed' });
    await session.bye();
    await call.until('ended');
    expect(call.endedBy).toBe('operator');
  });

  it('finds a number busy that ends in 000', async () => {
    const { final, call } = await dialled('+995322000000');
    expect(await final).toBe(486);
    expect(call).toMatchObject({ state: 'ended', endedBy: 'practice', endStatus: 486 });
  });

  it('gives up while it rings', async () => {
    await desk.close();
    await line.close();
    await start({ timers: { calleeRingsMs: 600_000 } });
    const { session, final, call } = await dialled('+995322111222');
    await call.until('early');
    await session.cancel();
    expect(await final).toBe(487);
    await call.until('ended');
    expect(call.endedBy).toBe('operator');
  });
});

describe('the end of patience', () => {
  it('comes when nobody answers', async () => {
    await desk.close();
    await line.close();
    await start({ timers: { noAnswerMs: 100 } });
    const coming = desk.nextInvitation();
    const call = await line.call('nino', 'internet-complaint');
    await untilTerminated(await coming);
    await call.until('ended');
    expect(call).toMatchObject({ endedBy: 'lost', endStatus: 487 });
  });

  it('comes when the operator stays away', async () => {
    await desk.close();
    await line.close();
    await start({ timers: { lostAfterMs: 2000 } });
    const { call, media } = await answered();
    media.talk(await voicePackets('callee'));
    await media.until(() => media.heard.length > 10);
    line.dropConnections();
    await call.until('ended');
    expect(call.endedBy).toBe('lost');
    expect(log.findLast(({ event }) => event === 'call-ended')?.detail).toBe('no connection');
  });

  it('comes when the media stays away, and is told to the desk', async () => {
    await desk.close();
    await line.close();
    await start({ timers: { lostAfterMs: 2000 } });
    const { call, session, media } = await answered();
    await media.until(() => media.connected);
    await media.peer.close();
    await call.until('ended');
    await untilTerminated(session);
    expect(call.endedBy).toBe('lost');
  });
});
