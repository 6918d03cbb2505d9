import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whereIsAsterisk } from '../asterisk.ts';
import { microphoneFile } from '../speech-file.ts';
import { startTalkingTelephone, type TalkingTelephone } from '../talking-telephone.ts';
import { sipAccount } from '../telephone.ts';
import { toneShare } from '../tone.ts';
import { callWalk, type CallWalk } from './call-walk.ts';
import { soundHeard } from './hear.ts';
import { openDesk, whyNot, type OpenDesk } from './open-desk.ts';
import { startAsteriskCentre } from './practice-centre.ts';
import { walk, type Walk } from './walk.ts';

/** What the operator says: the tone that the desk's microphone hears. */
export const operatorHz = 620;
/** A part of the power of what is heard that is no accident: three may speak at once, and a voice may fade in. */
const heardShare = 0.1;
const unheardShare = 0.01;
const tickMs = 100;

/** Why the desk cannot be had at a real Asterisk here, or undefined. */
export const whyNoAsteriskDesk = (): string | undefined =>
  whyNot('electron') ?? (whereIsAsterisk() === undefined ? 'no Asterisk' : undefined);

/** The desk as it ships, in Electron, on shift, with its telephone at a real Asterisk and a tone at its microphone. */
export interface AsteriskDesk {
  readonly desk: OpenDesk;
  readonly operator: Walk;
  readonly calls: CallWalk;
  /** What others dial to reach the operator. */
  readonly address: string;
  /** Somebody else at the Asterisk, in this process: one of `others`. */
  party(username: string): TalkingTelephone;
  /** Of the power of what the operator hears in more than half a second, the part at each of these frequencies, 0…1. */
  shares(hz: readonly number[]): Promise<number[]>;
  /** Ends the calls on all sides; resolves when neither the desk nor Asterisk has any. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it for the operator `nino`; `others` are usernames that Asterisk knows beside, and that can be dialled. */
export async function openAsteriskDesk(others: readonly string[]): Promise<AsteriskDesk> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zari-asterisk-desk-'));
  const closing: (() => Promise<unknown>)[] = [
    () => rm(dataDirectory, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  const parties = new Map<string, TalkingTelephone>();
  try {
    const microphone = await microphoneFile({ hz: operatorHz });
    closing.push(microphone.remove);
    const centre = await startAsteriskCentre(join(dataDirectory, 'centre'), { others });
    closing.push(centre.stop);
    const { asterisk } = centre;
    // All stay till the end: when a WebSocket ends, Asterisk 16.28 forgets every contact of that address.
    for (const username of others) {
      const account = {
        aor: `${username}@${asterisk.domain}`,
        authorizationUsername: username,
        password: centre.sipPassword(username),
      };
      const phone = await startTalkingTelephone(sipAccount([asterisk.wsUrl], account));
      // Its time goes on as anybody's, or its registration would come to its end.
      const ticking = setInterval(() => phone.clock.advance(tickMs), tickMs);
      parties.set(username, phone);
      closing.push(async () => {
        clearInterval(ticking);
        await phone.close();
      });
    }
    const desk = await openDesk({
      shell: 'electron',
      dataDirectory: join(dataDirectory, 'desk'),
      serverUrl: centre.serverUrl,
      microphone: microphone.path,
    });
    closing.push(desk.close);
    const operator = walk(desk.page);
    await operator.signIn('nino');
    await operator.startShift();
    await operator.registered();
    const calls = callWalk(operator);
    return {
      desk,
      operator,
      calls,
      address: `sip:nino@${asterisk.domain}`,
      party(username) {
        const phone = parties.get(username);
        if (phone === undefined) throw new Error(`${username} is nobody here`);
        return phone;
      },
      async shares(hz) {
        const { samples, sampleRate } = await soundHeard(desk);
        return hz.map((each) => toneShare(samples, sampleRate, each, samples.length / sampleRate));
      },
      async tidy() {
        await asterisk.command('channel request hangup all');
        await calls.tidy();
        for (const phone of parties.values()) await phone.until(() => phone.telephony.calls().length === 0);
        while (!/^0 active channels/mu.test(await asterisk.command('core show channels count'))) {
          await desk.page.waitForTimeout(50);
        }
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether all of `wanted` and none of `unwanted` is heard, in shares as they were measured. */
export const hears = (wanted: readonly number[], unwanted: readonly number[] = []): boolean =>
  wanted.every((share) => share > heardShare) && unwanted.every((share) => share < unheardShare);
