import type { TelephoneSettings } from '../../../src/contract/server/api.ts';
import { startBaresip, type Baresip, type BaresipOptions } from '../../support/baresip.ts';
import { startKamailio, type Kamailio } from '../../support/kamailio.ts';
import { startTalkingTelephone, type TalkingTelephone } from '../../support/talking-telephone.ts';
import { createTestTelephone, sipAccount } from '../../support/telephone.ts';
import { markerHz, toneShare } from '../../support/tone.ts';
import { WeriftMediaPort } from '../../support/werift-media-port.ts';
import { check, eventually, Opened, type Cells } from './cells.ts';

const password = 'of-this-run';
const operator = '100';
const [firstHz, secondHz] = [750, 1250];

export async function startKamailioCells(): Promise<Cells> {
  const accounts = [operator, '210', '211', '212'].map((username) => ({ username, password }));
  const kamailio = await startKamailio({ accounts });
  const opened = new Opened();
  const accountAt = (pbx: Kamailio, settings: Partial<TelephoneSettings>) =>
    sipAccount([pbx.wssUrl], {
      aor: `${operator}@${pbx.domain}`,
      authorizationUsername: operator,
      password,
      telephone: { ...sipAccount([]).telephone, certificateAuthority: pbx.authority, ...settings },
    });
  const telephone = async (
    pbx = kamailio,
    settings: Partial<TelephoneSettings> = {},
  ): Promise<TalkingTelephone> =>
    opened.add(await startTalkingTelephone(accountAt(pbx, settings)), (phone) => phone.close());
  const baresip = async (
    username: string,
    answers: BaresipOptions['answers'] = 'auto',
    tone = firstHz,
  ): Promise<Baresip> =>
    opened.add(
      await startBaresip({
        username,
        password,
        domain: kamailio.domain,
        proxyPort: kamailio.udpPort,
        speaks: { tone },
        answers,
      }),
      (open) => open.stop(),
    );
  const says = (other: Baresip, type: string, from = 0) => other.until((event) => event.type === type, from);
  const otherHears = (other: Baresip) =>
    eventually(async () => toneShare(await other.heard(), 48_000, markerHz) > 0.8);
  const callOperator = (other: Baresip) => other.command('dial', `sip:${operator}@${kamailio.domain}`);
  async function bothHear(phone: TalkingTelephone, id: string, other: Baresip, hz = firstHz): Promise<void> {
    await phone.speak(id);
    await phone.hear(id, hz);
    await otherHears(other);
  }
  async function talk(settings: Partial<TelephoneSettings> = {}) {
    const [phone, other] = [await telephone(kamailio, settings), await baresip('210')];
    check((await phone.telephony.dial('210')).ok, 'not dialled');
    const { id } = await phone.inState('active');
    await bothHear(phone, id, other);
    return { phone, id, other };
  }
  const talking = (phone: TalkingTelephone, id: string) =>
    phone.until(() => phone.call(id)?.state === 'active' && phone.call(id)?.pending === undefined);

  return {
    cells: {
      register: async () => void (await telephone()),
      'SHA-256 digest': async () => {
        const strict = await startKamailio({ accounts, digest: 'SHA-256' });
        opened.add(strict, (open) => open.stop());
        await telephone(strict);
      },
      'certificate error named': async () => {
        const phone = createTestTelephone(new WeriftMediaPort());
        opened.add(phone, (open) => open.stop());
        phone.telephony.connect(sipAccount([kamailio.wssUrl], { aor: `${operator}@${kamailio.domain}` }));
        const { reason } = await phone.untilRegistration(({ status }) => status === 'waiting');
        check(reason === 'pbx.certificate', `said ${reason}`);
      },
      'call out': async () => void (await talk()),
      'call in': async () => {
        const [phone, other] = [await telephone(), await baresip('210')];
        await callOperator(other);
        const { id } = await phone.inState('ringing');
        await phone.telephony.answer(id);
        await bothHear(phone, id, other);
      },
      'reject as busy': async () => {
        const [phone, other] = [await telephone(), await baresip('210')];
        await callOperator(other);
        await phone.telephony.reject((await phone.inState('ringing')).id, 'busy');
        const { param } = await says(other, 'CALL_CLOSED');
        check(param?.includes('486') === true, `baresip saw ${param}`);
      },
      divert: async () => {
        const phone = await telephone();
        const [other, third] = [await baresip('210'), await baresip('211')];
        await callOperator(other);
        const { id } = await phone.inState('ringing');
        check((await phone.telephony.divert(id, '211')).ok, 'not diverted');
        await says(third, 'CALL_ESTABLISHED');
      },
      'early media': async () => {
        const phone = await telephone();
        const other = await baresip('212', 'early');
        check((await phone.telephony.dial('212')).ok, 'not dialled');
        await phone.until(() => phone.last().earlyMedia);
        check(phone.last().state === 'dialling', 'was answered');
        await phone.until(() => phone.last().media === 'connected');
        await other.command('accept');
        await phone.inState('active');
        await bothHear(phone, phone.last().id, other);
        return 'the way is open before the answer; baresip 1.0 speaks only after it';
      },
      'hold and resume': async () => {
        const { phone, id, other } = await talk();
        check((await phone.telephony.setHeld(id, true)).ok, 'not held');
        check((await phone.telephony.setHeld(id, false)).ok, 'not resumed');
        await bothHear(phone, id, other);
      },
      'second call waiting, swap': async () => {
        const phone = await telephone();
        const [other, another] = [await baresip('210'), await baresip('211', 'auto', secondHz)];
        await callOperator(other);
        const first = (await phone.inState('ringing')).id;
        await phone.telephony.answer(first);
        await bothHear(phone, first, other);
        await callOperator(another);
        const second = (await phone.inState('ringing')).id;
        await phone.telephony.answer(second);
        await talking(phone, second);
        check(phone.call(first)?.state === 'held', 'the first is not held');
        await bothHear(phone, second, another, secondHz);
        check((await phone.telephony.setHeld(first, false)).ok, 'not swapped');
        await phone.until(() => phone.call(second)?.state === 'held');
        await phone.hear(first, firstHz);
      },
      'conference (desk in Electron)': 'see Asterisk: the desk mixes, the peer has no part in it',
      'blind transfer': async () => {
        const { phone, id } = await talk();
        const third = await baresip('211');
        check((await phone.telephony.transfer(id, { number: '211' })).ok, 'refused');
        await says(third, 'CALL_ESTABLISHED');
        await phone.until(() => phone.call(id)?.ending === 'transferred');
      },
      'attended transfer': 'cannot: baresip 1.0 knows no Replaces (RFC 3891)',
      'failed transfer, back to the caller': async () => {
        const { phone, id, other } = await talk();
        await phone.telephony.transfer(id, { number: '298' });
        await phone.until(() => phone.call(id)?.transfer?.status === 'failed');
        await talking(phone, id);
        await bothHear(phone, id, other);
      },
      'DTMF by RFC 4733': async () => {
        const { phone, id, other } = await talk();
        phone.media.peer(id).stopTalking();
        await phone.telephony.sendDtmf(id, '12#');
        for (const digit of '12#') {
          await other.until(({ type, param }) => type === 'CALL_DTMF_START' && param === digit);
        }
      },
      'DTMF by INFO': 'not needed: baresip always offers RFC 4733, and then that goes before',
      'colleagues by dialog events': 'cannot: its presence modules are not installed',
      'messages waiting': 'cannot: it has no mailboxes',
      'recording paused and resumed': async () => {
        const by = { kind: 'featureCode', pause: '*81', resume: '*82' } as const;
        const { phone, id, other } = await talk({ recording: { by, longestPauseSeconds: 60 } });
        phone.media.peer(id).stopTalking();
        /** The code has arrived, its last digit let go. */
        const pressed = async (code: string): Promise<void> => {
          await eventually(() => {
            const tones = other.events.filter(({ type }) => type.startsWith('CALL_DTMF'));
            const digits = tones.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param);
            return digits.join('').endsWith(code) && tones.at(-1)?.type === 'CALL_DTMF_END';
          });
        };
        check((await phone.telephony.setRecordingPaused(id, true)).ok, 'not paused');
        await pressed('*81');
        check((await phone.telephony.setRecordingPaused(id, false)).ok, 'not resumed');
        // baresip 1.0 takes tones that follow at once for one with those before: of this code the last one is sure.
        await pressed('2');
        return 'the feature codes arrive; baresip records nothing';
      },
      'session timer refreshed':
        'cannot: baresip 1.0 knows no timer (RFC 4028), and a proxy keeps no session',
      UPDATE: 'cannot: baresip 1.0 sends none',
      'media by TURN only': 'see Asterisk: rtpengine is here on the loopback, where no relay is needed',
      'queue rings who is ready only': 'cannot: a proxy has no queues',
      'reconnect in a call': async () => {
        const { phone, id, other } = await talk();
        await kamailio.restart();
        await phone.untilRegistration(({ status }) => status === 'waiting');
        phone.telephony.retryNow();
        await phone.registered();
        await bothHear(phone, id, other);
        await phone.telephony.hangUp(id);
        await says(other, 'CALL_CLOSED');
      },
    },
    tidy: () => opened.close(),
    stop: kamailio.stop,
  };
}
