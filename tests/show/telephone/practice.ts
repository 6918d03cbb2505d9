import type { TelephoneSettings } from '../../../src/contract/server/api.ts';
import { PRACTICE_DOMAIN } from '../../../src/practice/practice-line.ts';
import { passwordOf, startPracticeLine } from '../../support/practice-line.ts';
import { startTalkingTelephone, type TalkingTelephone } from '../../support/talking-telephone.ts';
import { sipAccount } from '../../support/telephone.ts';
import { markerHz } from '../../support/tone.ts';
import { check, eventually, Opened, type Cells } from './cells.ts';

const scenario = 'internet-complaint';

export async function startPracticeCells(): Promise<Cells> {
  const { line } = await startPracticeLine();
  const opened = new Opened();
  const telephone = async (settings: Partial<TelephoneSettings> = {}): Promise<TalkingTelephone> => {
    const account = {
      telephone: { ...sipAccount([]).telephone, ...settings },
      aor: `nino@${PRACTICE_DOMAIN}`,
      authorizationUsername: 'nino',
      password: passwordOf('nino'),
    };
    return opened.add(await startTalkingTelephone(sipAccount([line.url], account)), (phone) => phone.close());
  };
  const newest = () => {
    const call = line.calls().at(-1);
    if (call === undefined) throw new Error('the practice line has no call');
    return call;
  };
  const echo = async (phone: TalkingTelephone, id: string): Promise<void> => {
    await phone.speak(id);
    await phone.hear(id, markerHz);
  };
  async function callEcho(settings: Partial<TelephoneSettings> = {}) {
    const phone = await telephone(settings);
    check((await phone.telephony.dial('*43')).ok, 'not dialled');
    const { id } = await phone.inState('active');
    await echo(phone, id);
    return { phone, id };
  }
  /** The recorded caller calls; the operator answers, and each arrives at the other. */
  async function callIn(phone: TalkingTelephone, besides: readonly string[] = []): Promise<string> {
    await line.call('nino', scenario);
    const { id } = await phone.inState('ringing', besides);
    check((await phone.telephony.answer(id)).ok, 'not answered');
    await phone.speak(id);
    await phone.media.peer(id).until(() => phone.media.peer(id).heard.length > 50);
    const call = newest();
    await eventually(() => (call.operatorLevelDbov() ?? -127) > -30);
    return id;
  }

  return {
    cells: {
      register: async () => void (await telephone()),
      'SHA-256 digest': 'cannot: the practice line asks for MD5',
      'certificate error named': 'not here: the practice line speaks plain WebSocket on the loopback',
      'call out': async () => void (await callEcho()),
      'call in': async () => void (await callIn(await telephone())),
      'reject as busy': async () => {
        const phone = await telephone();
        await line.call('nino', scenario);
        await phone.telephony.reject((await phone.inState('ringing')).id, 'busy');
        await eventually(() => newest().state === 'ended');
      },
      divert: 'cannot: its callers follow no redirection',
      'early media': 'cannot: it rings without sound',
      'hold and resume': async () => {
        const { phone, id } = await callEcho();
        check((await phone.telephony.setHeld(id, true)).ok, 'not held');
        check(newest().held, 'the line is not held');
        check((await phone.telephony.setHeld(id, false)).ok, 'not resumed');
        await echo(phone, id);
      },
      'second call waiting, swap': async () => {
        const phone = await telephone();
        const first = await callIn(phone);
        const second = await callIn(phone, [first]);
        check(phone.call(first)?.state === 'held', 'the first is not held');
        check((await phone.telephony.setHeld(first, false)).ok, 'not swapped');
        await phone.until(() => phone.call(second)?.state === 'held');
      },
      'conference (desk in Electron)': 'see Asterisk: the desk mixes, the peer has no part in it',
      'blind transfer': async () => {
        const { phone, id } = await callEcho();
        check((await phone.telephony.transfer(id, { number: '101' })).ok, 'not taken on');
        await phone.until(() => phone.call(id)?.ending === 'transferred');
      },
      'attended transfer': async () => {
        const phone = await telephone();
        const caller = await callIn(phone);
        check((await phone.telephony.dial('102')).ok, 'the colleague is not dialled');
        const { id: asked } = await phone.inState('active', [caller]);
        await phone.media.peer(asked).until(() => phone.media.peer(asked).heard.length > 25);
        check((await phone.telephony.transfer(caller, { callId: asked })).ok, 'not taken on');
        await phone.until(() => phone.call(caller)?.ending === 'transferred');
      },
      'failed transfer, back to the caller': async () => {
        const { phone, id } = await callEcho();
        // Its colleagues whose number ends in 9 are busy.
        check((await phone.telephony.transfer(id, { number: '109' })).ok, 'not taken on');
        await phone.until(() => phone.call(id)?.transfer?.status === 'failed');
        await phone.until(() => phone.call(id)?.state === 'active' && phone.call(id)?.pending === undefined);
        await echo(phone, id);
      },
      'DTMF by RFC 4733': async () => {
        const { phone, id } = await callEcho();
        await phone.telephony.sendDtmf(id, '12#');
        await eventually(() => newest().digits() === '12#');
      },
      'DTMF by INFO': 'not needed: it always offers RFC 4733, and then that goes before',
      'colleagues by dialog events': 'cannot: it tells nobody who is on a call',
      'messages waiting': 'cannot: it has no mailboxes',
      'recording paused and resumed': async () => {
        const by = { kind: 'featureCode', pause: '*81', resume: '*82' } as const;
        const { phone, id } = await callEcho({ recording: { by, longestPauseSeconds: 60 } });
        check((await phone.telephony.setRecordingPaused(id, true)).ok, 'not paused');
        await eventually(() => newest().digits() === '*81');
        check((await phone.telephony.setRecordingPaused(id, false)).ok, 'not resumed');
        await eventually(() => newest().digits() === '*81*82');
        return 'the feature codes arrive; it records nothing';
      },
      'session timer refreshed': 'cannot: it has no session timers',
      UPDATE: 'cannot: it sends none',
      'media by TURN only': 'not needed: it runs on this very machine',
      'queue rings who is ready only': 'cannot: it has no queues',
      'reconnect in a call': async () => {
        const { phone, id } = await callEcho();
        line.dropConnections();
        await phone.untilRegistration(({ status }) => status === 'waiting');
        phone.telephony.retryNow();
        await phone.registered();
        await echo(phone, id);
      },
    },
    tidy: () => opened.close(),
    stop: () => line.close(),
  };
}
