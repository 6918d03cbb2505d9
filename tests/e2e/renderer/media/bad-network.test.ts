// What the operator is told of a network that is really bad: a real browser's calls at a real Asterisk, over a cable
// that loses or holds up their packets (network namespaces), or through a relay that delays them. A sample is a second.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { QualityTrouble } from '../../../../src/domain/quality/trouble.ts';
import type { MediaPort } from '../../../../src/main/telephony/port.ts';
import { writeVoice } from '../../../bench/recovery/voice.ts';
import { startAsterisk, whereIsAsterisk, type AsteriskOptions } from '../../../support/asterisk.ts';
import { openMediaBrowser, whereIsChromium, type MediaBrowserOptions } from '../../../support/media-page.ts';
import { layCable, missingForNamespaces, type Cable } from '../../../support/network/namespaces.ts';
import { relayedMedia } from '../../../support/network/relayed-media.ts';
import { watchSound, type SoundWatch } from '../../../support/network/sound-watch.ts';
import { openUdpRelay, type UdpRelay } from '../../../support/network/udp-relay.ts';
import { createTestTelephone, sipAccount } from '../../../support/telephone.ts';

const account = { username: 'nino', password: 'over a bad network' };
const missing = [
  ...(whereIsAsterisk() === undefined ? ['asterisk'] : []),
  ...(whereIsChromium() === undefined ? ['Chromium'] : []),
];
const missingForCable = [...missing, ...missingForNamespaces()];
const why = (what: readonly string[]): string => (what.length === 0 ? '' : ` (no ${what.join(', no ')})`);

/** `ZARI_CLEAN_SECONDS=3600` listens to a clean line for an hour. */
const cleanSamples = Number(process.env['ZARI_CLEAN_SECONDS'] ?? 12);
const timeout = 180_000 + cleanSamples * 8000;

/** A call to the echo, whose sound is followed; all of it ends with the test. */
async function echoCall(
  pbx: Partial<AsteriskOptions>,
  browserOptions: MediaBrowserOptions,
  through: (media: MediaPort) => MediaPort = (media) => media,
): Promise<SoundWatch> {
  const directory = await mkdtemp(join(tmpdir(), 'zari-voice-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const microphone = join(directory, 'voice.wav');
  await writeVoice(microphone);
  // Asterisk's own default of five seconds between reports is too long to tell of a loss within five.
  const asterisk = await startAsterisk({ accounts: [account], rtcpEveryMs: 1000, ...pbx });
  onTestFinished(() => asterisk.stop());
  const browser = await openMediaBrowser({ ...browserOptions, microphone });
  onTestFinished(() => browser.close());
  const media = through(await browser.open());
  const phone = createTestTelephone(media);
  onTestFinished(() => phone.stop());
  phone.telephony.connect(
    sipAccount([asterisk.wsUrl], {
      aor: `${account.username}@${asterisk.domain}`,
      authorizationUsername: account.username,
      password: account.password,
    }),
  );
  await phone.registered();
  expect(await phone.telephony.dial('600')).toMatchObject({ ok: true });
  const { id } = await phone.untilCall(
    ({ state, media: path }) => state === 'active' && path === 'connected',
  );
  const watch = watchSound({ media, telephony: phone.telephony }, id);
  onTestFinished(() => watch.close());
  return watch;
}

async function overCable(): Promise<{ cable: Cable; sound: SoundWatch }> {
  const cable = await layCable();
  onTestFinished(() => cable.remove());
  const place = { address: cable.pbxAddress, wrap: cable.atPbx, door: cable.doorToPbx };
  return { cable, sound: await echoCall({ place }, { at: cable.atTelephone }) };
}

async function throughRelay(): Promise<{ relay: UdpRelay; sound: SoundWatch }> {
  const relay = await openUdpRelay();
  onTestFinished(() => relay.close());
  const sound = await echoCall({ mediaEverywhere: true }, {}, (media) => relayedMedia(media, relay));
  return { relay, sound };
}

const told = (...troubles: readonly QualityTrouble[]) => ({
  by: (sound: SoundWatch, samples = 5) =>
    sound.until((live) => troubles.every((trouble) => live.troubles.includes(trouble)), samples),
});
const quiet = (sound: SoundWatch): Promise<number> =>
  sound.until(({ troubles, mos = 0 }) => troubles.length === 0 && mos >= 4, 30);
/** The jitter of the start is over, and nothing is told. */
async function settle(sound: SoundWatch): Promise<void> {
  await sound.during(4);
  expect(await quiet(sound)).toBeGreaterThan(0);
}

describe.skipIf(missingForCable.length > 0)(`over a cable${why(missingForCable)}`, () => {
  test('that is good nothing is told', { timeout }, async () => {
    const { sound } = await overCable();
    // A machine with more to do than it can do is uneven by itself: that is over when it is.
    let told = await sound.during(cleanSamples);
    for (let again = 0; told.length > 0 && again < 3; again += 1) told = await sound.during(cleanSamples);
    expect(told).toEqual([]);
    expect(sound.live()?.mos).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['from the PBX', 'in', ['lossIn'], 'lossOut'],
    // What the echo never hears does not come back either.
    ['to the PBX', 'out', ['lossIn', 'lossOut'], undefined],
  ] as const)(
    'that loses a tenth of all packets %s: told by the fifth second, until it is good again',
    { timeout },
    async (_way, direction, troubles, never) => {
      const { cable, sound } = await overCable();
      await settle(sound);
      await cable.lose(direction, 0.1);
      expect(await told(...troubles).by(sound)).toBeGreaterThan(0);
      // All of five seconds with a tenth lost: R falls by 25 points (Twilio), the score under 4.
      expect(await sound.until(({ mos = 5 }) => mos < 4, 8)).toBeGreaterThan(0);
      if (never !== undefined) expect(sound.live()?.troubles).not.toContain(never);
      await cable.mend();
      expect(await quiet(sound)).toBeGreaterThan(0);
    },
  );

  test('that is too narrow for a voice: told by the fifth second', { timeout }, async () => {
    const { cable, sound } = await overCable();
    await settle(sound);
    // A voice takes some 40 kbit/s with its headers: what does not fit waits half a second, or is dropped.
    await cable.limit('in', 20_000, 500);
    expect(await told('lossIn').by(sound)).toBeGreaterThan(0);
    expect(await sound.until(({ mos = 5 }) => mos < 3, 8)).toBeGreaterThan(0);
    await cable.mend();
    expect(await quiet(sound)).toBeGreaterThan(0);
  });
});

describe.skipIf(missing.length > 0)(`through a relay${why(missing)}`, () => {
  test.each([
    // The way is measured every 2.5 s, and later where the machine is busy.
    ['is long', 'delay', 8, { in: { delayMs: 250 }, out: { delayMs: 250 } }],
    ['is uneven', 'jitter', 5, { in: { jitterMs: 600 } }],
    ['stops for a moment again and again', 'lossIn', 5, { in: { gaps: { loseMs: 200, everyMs: 1500 } } }],
  ] as const)(
    'a way that %s: told as %s by second %d',
    { timeout },
    async (_what, trouble, second, weather) => {
      const { relay, sound } = await throughRelay();
      await settle(sound);
      relay.change(weather);
      expect(await told(trouble).by(sound, second)).toBeGreaterThan(0);
      relay.change({});
      expect(await quiet(sound)).toBeGreaterThan(0);
    },
  );
});
