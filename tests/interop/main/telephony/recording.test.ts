import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TelephoneSettings } from '../../../../src/contract/server/api.ts';
import { startAsterisk, whereIsAsterisk, type Asterisk } from '../../../support/asterisk.ts';
import { recordingCodes } from '../../../support/asterisk-configuration.ts';
import {
  openMediaBrowser,
  whereIsChromium,
  type MediaBrowser,
  type MediaPage,
} from '../../../support/media-page.ts';
import { microphoneFile } from '../../../support/speech-file.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { markerHz, toneShare } from '../../../support/tone.ts';

type Way = NonNullable<TelephoneSettings['recording']>['by'];

const account = { username: '100', password: 'interop' };
/** The tone at the microphone; what is said while the recording is paused is the marker. */
const spokenHz = 620;
const patience = { timeout: 30_000 };
const long = { timeout: 120_000 };
/** How Asterisk writes WAV: 16 bits, mono, 8 kHz, behind a header of 44 bytes. */
const wav = { header: 44, rate: 8000, bytes: 2 } as const;
const second = wav.rate * wav.bytes;
const lacking = whereIsAsterisk() === undefined || whereIsChromium() === undefined;

describe.skipIf(lacking)('a recording that Asterisk really makes (needs asterisk and Chromium)', () => {
  let asterisk: Asterisk;
  let browser: MediaBrowser;
  let microphone: Awaited<ReturnType<typeof microphoneFile>>;
  let media: MediaPage;
  let phone: TestTelephone;
  let ticking: NodeJS.Timeout;

  beforeAll(async () => {
    // What it records it has to decode, and Debian's Asterisk has no Opus coder.
    const endpoint = ['disallow = all', 'allow = ulaw'];
    asterisk = await startAsterisk({ accounts: [{ ...account, endpoint }], mediaEverywhere: true });
    microphone = await microphoneFile({ hz: spokenHz });
    browser = await openMediaBrowser({ microphone: microphone.path });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await microphone?.remove();
    await asterisk?.stop();
  });
  afterEach(async () => {
    clearInterval(ticking);
    await phone.stop();
    await media.page.context().close();
  });

  /** A caller who says nothing is answered; gives the call's id. */
  async function talk(by: Way): Promise<string> {
    media = await browser.open();
    phone = createTestTelephone(media);
    ticking = setInterval(() => phone.clock.advance(100), 100);
    phone.telephony.connect(
      sipAccount([asterisk.wsUrl], {
        aor: `${account.username}@${asterisk.domain}`,
        authorizationUsername: account.username,
        password: account.password,
        telephone: { ...sipAccount([]).telephone, recording: { by, longestPauseSeconds: 900 } },
      }),
    );
    await phone.registered();
    await asterisk.originate({
      to: { recorded: account.username },
      callerNumber: '+995599123456',
      calledNumber: '+995322000111',
      application: 'Silence',
    });
    const { id } = await phone.untilCall(({ state }) => state === 'ringing');
    expect(await phone.telephony.answer(id)).toMatchObject({ ok: true });
    await phone.untilCall((call) => call.state === 'active' && call.media === 'connected');
    return id;
  }
  const size = async (): Promise<number> => (await asterisk.recording()).length;
  const grown = async (from: number, by: number): Promise<void> => {
    await expect.poll(size, patience).toBeGreaterThan(from + by);
  };
  /** Until so many packets more, 20 ms each, have been sent. */
  async function packetsSent(id: string, more: number): Promise<void> {
    const sent = async () => (await media.statistics(id)).packetsSent;
    const from = await sent();
    await expect.poll(sent, patience).toBeGreaterThan(from + more);
  }
  const say = async (id: string, what: 'marker' | 'microphone'): Promise<void> => {
    await media.request({ name: 'marker', peer: id, on: what === 'marker' });
  };

  it.each<Way>([
    { kind: 'featureCode', ...recordingCodes },
    { kind: 'header', name: 'Record', pause: 'off', resume: 'on' },
  ])('holds nothing of what was said while it was paused by $kind, and all of the rest', long, async (by) => {
    const id = await talk(by);
    await grown(wav.header, 3 * second);

    expect(await phone.telephony.setRecordingPaused(id, true)).toMatchObject({ ok: true });
    expect(phone.last().recording?.status).toBe('paused');
    await say(id, 'marker');
    await packetsSent(id, 100);
    const paused = await size();
    await packetsSent(id, 50);
    expect(await size()).toBe(paused);
    await say(id, 'microphone');
    await packetsSent(id, 50);

    expect(await phone.telephony.setRecordingPaused(id, false)).toMatchObject({ ok: true });
    await grown(paused, 3 * second);
    // The marker would be found: now it may be.
    const resumed = await size();
    await say(id, 'marker');
    await grown(resumed, 4 * second);
    await phone.telephony.hangUp(id);
    await expect
      .poll(() => asterisk.command('core show channels count'), patience)
      .toMatch(/^0 active channels/mu);

    const recording = await asterisk.recording();
    const share = (from: number, to: number, hz: number) => {
      const bytes = recording.subarray(from, to);
      const samples = Float32Array.from(
        { length: Math.floor(bytes.length / wav.bytes) },
        (_, at) => bytes.readInt16LE(at * wav.bytes) / 32_768,
      );
      return toneShare(samples, wav.rate, hz, samples.length / wav.rate);
    };
    expect(share(wav.header, paused, spokenHz)).toBeGreaterThan(0.7);
    expect(share(paused, resumed, spokenHz)).toBeGreaterThan(0.7);
    expect(share(wav.header, resumed, markerHz)).toBeLessThan(0.001);
    expect(share(resumed + second, recording.length, markerHz)).toBeGreaterThan(0.7);
  });
});
