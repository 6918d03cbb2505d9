import { findTurnserver } from '../../../scripts/environment.ts';
import { createQueueMembership } from '../../../src/main/app/queue-membership.ts';
import { silentLog } from '../../../src/main/logging/log.ts';
import { startAsterisk, type AsteriskCall } from '../../support/asterisk.ts';
import { startCoturn } from '../../support/coturn.ts';
import { whyNoAsteriskDesk } from '../../support/desk/asterisk-desk.ts';
import { openMediaBrowser, whereIsChromium } from '../../support/media-page.ts';
import { startTalkingTelephone, type TalkingTelephone } from '../../support/talking-telephone.ts';
import { createTestTelephone, sipAccount } from '../../support/telephone.ts';
import { markerHz } from '../../support/tone.ts';
import { check, eventually, Opened, type Cells } from './cells.ts';
import { conferenceAtDesk } from './desk-conference.ts';

const password = 'of-this-run';
const caller = { callerNumber: '+995599123456', calledNumber: '+995322000111', application: 'Echo' } as const;

export async function startAsteriskCells(): Promise<Cells> {
  const asterisk = await startAsterisk({
    accounts: [
      // Always with a timer, the shortest that RFC 4028 §4 lets it ask for.
      { username: '100', password, endpoint: ['timers = always', 'timers_sess_expires = 90'] },
      { username: '101', password, endpoint: ['dtmf_mode = info'] },
      { username: '102', password, endpoint: ['connected_line_method = update'] },
      { username: '201', password },
      { username: '202', password },
    ],
    queues: [{ name: 'support', members: ['100'] }],
    mediaEverywhere: true,
  });
  const opened = new Opened();
  const telephone = async (
    username: string,
    change: Parameters<typeof sipAccount>[1] = {},
  ): Promise<TalkingTelephone> => {
    const account = { aor: `${username}@${asterisk.domain}`, authorizationUsername: username, password };
    const phone = startTalkingTelephone(sipAccount([asterisk.wsUrl], { ...account, ...change }));
    return opened.add(await phone, (open) => open.close());
  };
  const ring = (call: Partial<AsteriskCall> = {}) => asterisk.originate({ to: '100', ...caller, ...call });
  /** Asterisk gives back what it hears. */
  const echo = async (phone: TalkingTelephone, id: string): Promise<void> => {
    await phone.speak(id);
    await phone.hear(id, markerHz);
  };
  const calling = async (phone: TalkingTelephone, number: string): Promise<string> => {
    const dialled = await phone.telephony.dial(number);
    check(dialled.ok, 'not dialled');
    return (await phone.inState('active')).id;
  };
  /** The colleague 201 calls the operator, who answers; both speak. */
  async function talkWith201() {
    const [operator, colleague] = [await telephone('100'), await telephone('201')];
    await colleague.telephony.dial('100');
    const { id } = await operator.inState('ringing');
    await operator.telephony.answer(id);
    const other = await colleague.inState('active');
    await operator.speak(id);
    await colleague.hear(other.id, markerHz);
    return { operator, id, colleague, otherId: other.id };
  }
  const talking = (phone: TalkingTelephone, id: string) =>
    phone.until(() => phone.call(id)?.state === 'active' && phone.call(id)?.pending === undefined);

  return {
    cells: {
      register: async () => void (await telephone('100')),
      'SHA-256 digest': 'cannot: Asterisk 16 knows only MD5',
      'certificate error named': 'not here: this Asterisk speaks plain WebSocket on the loopback',
      'call out': async () => {
        const phone = await telephone('100');
        await echo(phone, await calling(phone, '600'));
      },
      'call in': async () => {
        const phone = await telephone('100');
        await ring();
        const { id, remoteNumber } = await phone.inState('ringing');
        check(remoteNumber === caller.callerNumber, `called by ${remoteNumber}`);
        await phone.telephony.answer(id);
        await echo(phone, id);
      },
      'reject as busy': async () => {
        const [operator, colleague] = [await telephone('100'), await telephone('201')];
        await colleague.telephony.dial('100');
        const { id } = await operator.inState('ringing');
        await operator.telephony.reject(id, 'busy');
        await colleague.until(() => colleague.last().ending === 'busy');
      },
      divert: async () => {
        const [operator, colleague] = [await telephone('100'), await telephone('201')];
        const third = await telephone('202');
        await colleague.telephony.dial('100');
        const { id } = await operator.inState('ringing');
        check((await operator.telephony.divert(id, '202')).ok, 'not diverted');
        await third.telephony.answer((await third.inState('ringing')).id);
        await colleague.inState('active');
      },
      'early media': async () => {
        const phone = await telephone('100');
        const dialled = await phone.telephony.dial('603');
        check(dialled.ok, 'not dialled');
        await phone.until(() => phone.last().earlyMedia);
        await echo(phone, phone.last().id);
        check(phone.last().state === 'dialling', 'was answered');
      },
      'hold and resume': async () => {
        const { operator, id, colleague, otherId } = await talkWith201();
        // Asterisk keeps the hold to itself: the colleague sees no re-INVITE, and hears nothing.
        check((await operator.telephony.setHeld(id, true)).ok, 'not held');
        check((await operator.telephony.setHeld(id, false)).ok, 'not resumed');
        await operator.speak(id);
        await colleague.hear(otherId, markerHz);
      },
      'second call waiting, swap': async () => {
        const phone = await telephone('100');
        await ring();
        const first = (await phone.inState('ringing')).id;
        await phone.telephony.answer(first);
        await echo(phone, first);
        await ring({ callerNumber: '+995599000000' });
        const second = (await phone.inState('ringing')).id;
        await phone.telephony.answer(second);
        await echo(phone, second);
        check(phone.call(first)?.state === 'held', 'the first is not held');
        check((await phone.telephony.setHeld(first, false)).ok, 'not swapped');
        await phone.until(() => phone.call(second)?.state === 'held');
        await echo(phone, first);
      },
      'conference (desk in Electron)': whyNoAsteriskDesk() ?? conferenceAtDesk,
      'blind transfer': async () => {
        const { operator, id, colleague, otherId } = await talkWith201();
        const third = await telephone('202');
        check((await operator.telephony.transfer(id, { number: '202' })).ok, 'refused');
        const { id: thirdId } = await third.inState('ringing');
        await third.telephony.answer(thirdId);
        await operator.until(() => operator.call(id)?.ending === 'transferred');
        await third.speak(thirdId);
        await colleague.hear(otherId, markerHz);
      },
      'attended transfer': async () => {
        const { operator, id, colleague, otherId } = await talkWith201();
        const third = await telephone('202');
        const asked = await operator.telephony.dial('202');
        check(asked.ok, 'not dialled');
        const { id: thirdId } = await third.inState('ringing');
        await third.telephony.answer(thirdId);
        const { id: askedId } = await operator.inState('active');
        await third.speak(thirdId);
        await operator.hear(askedId, markerHz);
        check((await operator.telephony.transfer(id, { callId: askedId })).ok, 'refused');
        await operator.until(() => operator.call(id)?.ending === 'transferred');
        await colleague.hear(otherId, markerHz);
      },
      'failed transfer, back to the caller': async () => {
        const { operator, id, colleague, otherId } = await talkWith201();
        // A number that nobody has. One that is busy takes the caller with it: Asterisk 16 has moved them there by then.
        await operator.telephony.transfer(id, { number: '999' });
        await operator.until(() => operator.call(id)?.transfer?.status === 'failed');
        await talking(operator, id);
        await operator.speak(id);
        await colleague.hear(otherId, markerHz);
      },
      'DTMF by RFC 4733': async () => {
        const phone = await telephone('100');
        const id = await calling(phone, '604');
        await phone.media.peer(id).until(() => phone.media.peer(id).connected);
        await phone.telephony.sendDtmf(id, '12#');
        await eventually(async () =>
          (await asterisk.command('dialplan show globals')).includes('PRESSED=12'),
        );
      },
      'DTMF by INFO': async () => {
        const phone = await telephone('101');
        const id = await calling(phone, '604');
        check((await phone.telephony.sendDtmf(id, '345')).ok, 'INFO refused');
        await eventually(async () =>
          (await asterisk.command('dialplan show globals')).includes('PRESSED=345'),
        );
      },
      'colleagues by dialog events': async () => {
        const telephoneSettings = { ...sipAccount([]).telephone, dialogEvents: true };
        const colleagues = [{ id: '018f0000-0000-7000-8000-000000000201', name: 'Eka', number: '201' }];
        const colleague = await telephone('201');
        const phone = await telephone('100', { telephone: telephoneSettings, colleagues });
        const states: string[] = [];
        phone.telephony.on('colleague', ({ number, state }) => states.push(`${number} ${state}`));
        const call = await calling(colleague, '600');
        await eventually(() => states.includes('201 busy'));
        await colleague.telephony.hangUp(call);
        await eventually(() => states.at(-1) === '201 free');
      },
      'messages waiting': async () => {
        const phone = await telephone('100', {
          telephone: { ...sipAccount([]).telephone, messageWaiting: true },
        });
        let fresh: number | undefined;
        phone.telephony.on('mailbox', (mailbox) => (fresh = mailbox?.fresh));
        await phone.telephony.dial('621');
        await eventually(() => fresh === 2);
      },
      'recording paused and resumed':
        'not shown here: tests/interop/main/telephony/recording.test.ts looks for tones in what Asterisk records',
      'session timer refreshed': async () => {
        const phone = await telephone('100');
        await ring();
        const { id } = await phone.inState('ringing');
        await phone.telephony.answer(id);
        await echo(phone, id);
        const refreshed = () =>
          phone.logLines.some((line) => /"event":"(UPDATE|re-INVITE)".*agreed/u.test(line));
        // Three seconds at a time: the connection must show signs of life in between.
        for (let seconds = 0; seconds < 90 && !refreshed(); seconds += 3) {
          phone.clock.advance(3000);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
        check(refreshed(), 'no refresh in 90 s');
        check(phone.call(id)?.state === 'active', 'the call is over');
      },
      UPDATE: async () => {
        await asterisk.command('pjsip set history clear');
        await asterisk.command('pjsip set history on');
        const phone = await telephone('102');
        await calling(phone, '605');
        await eventually(async () =>
          /<==.*UPDATE|UPDATE sip/u.test(await asterisk.command('pjsip show history')),
        );
        await eventually(async () => updateWasAnswered(await asterisk.command('pjsip show history')));
        await asterisk.command('pjsip set history off');
        check(phone.last().state === 'active', 'the call is over');
      },
      'media by TURN only':
        findTurnserver() === undefined || whereIsChromium() === undefined
          ? 'not here: needs coturn, and Chromium for the media window'
          : async () => {
              const coturn = opened.add(await startCoturn(), (open) => open.stop());
              const browser = opened.add(await openMediaBrowser(), (open) => open.close());
              const media = await browser.open();
              const phone = opened.add(createTestTelephone(media), (open) => open.stop());
              phone.telephony.connect(
                sipAccount([asterisk.wsUrl], {
                  aor: `201@${asterisk.domain}`,
                  authorizationUsername: '201',
                  password,
                  iceServers: [coturn.iceServer('udp')],
                  telephone: { ...sipAccount([]).telephone, relayOnly: true },
                }),
              );
              await phone.registered();
              check((await phone.telephony.dial('600')).ok, 'not dialled');
              const { id } = await phone.untilCall(({ state }) => state === 'active');
              await media.request({ name: 'marker', peer: id, on: true });
              const marker = async () => (await media.statistics(id)).markerDb ?? -100;
              await eventually(async () => (await marker()) > -25);
              // Without the relay there is silence: nothing went another way.
              await coturn.stop();
              await eventually(async () => (await marker()) < -60);
            },
      'queue rings who is ready only': async () => {
        const phone = await telephone('100');
        let status: string | undefined;
        const membership = createQueueMembership({
          telephony: phone.telephony,
          onRegistration: (listener) => phone.telephony.on('registration', listener),
          clock: phone.clock,
          log: silentLog,
          publish: (queue) => (status = queue?.status),
        });
        const since = phone.clock.now();
        const at = new Date(since).toISOString();
        membership.follow({ state: 'break', breakReason: 'rest', since: at });
        membership.open({ user: 'queue', pause: 'pause {reason}', resume: 'resume' });
        await eventually(() => status === 'paused');
        await ring({ to: { queue: 'support' } });
        await eventually(async () => /Callers:\s+1\./u.test(await asterisk.command('queue show support')));
        // A call past the queue shows that the telephone would ring.
        await ring({ callerNumber: '+995599000000' });
        const direct = await phone.inState('ringing');
        check(direct.remoteNumber === '+995599000000', 'the queue rang an operator on a break');
        await phone.telephony.reject(direct.id);
        membership.follow({ state: 'ready', since: at });
        const rung = await phone.inState('ringing', [direct.id]);
        check(rung.remoteNumber === caller.callerNumber, `called by ${rung.remoteNumber}`);
        membership.close();
      },
      'reconnect in a call': async () => {
        const phone = await telephone('100');
        const id = await calling(phone, '600');
        await echo(phone, id);
        phone.clock.advance(10_000);
        await phone.untilRegistration(({ status }) => status === 'waiting');
        phone.telephony.retryNow();
        await phone.registered();
        await echo(phone, id);
        check(phone.call(id)?.state === 'active', 'the call is over');
      },
    },
    async tidy() {
      await asterisk.command('channel request hangup all');
      await opened.close();
    },
    stop: asterisk.stop,
  };
}

/** Whether the list of messages has an UPDATE and, later, a 200 that came from the telephone. */
function updateWasAnswered(history: string): boolean {
  const lines = history.split('\n');
  const update = lines.findIndex((line) => line.includes('UPDATE sip:'));
  return update !== -1 && lines.slice(update).some((line) => line.includes('SIP/2.0 200'));
}
