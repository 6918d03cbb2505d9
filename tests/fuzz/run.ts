import { FakeMediaPort } from '../support/fake-media-port.ts';
import { ScriptedPbx, type Sip } from '../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount } from '../support/telephone.ts';
import { corpus, inDialog, responseTo } from './corpus.ts';
import { mutant, seededChance } from './mutator.ts';
import { watchMessages, type Observations } from './watch.ts';

export interface FuzzOutcome extends Observations {
  readonly registered: boolean;
  /** How many calls were tried between batches, and how many of them were answered. */
  readonly calls: number;
  readonly answered: number;
}

const batch = 100;

/**
 * Sends `count` mutants to a live telephone. In each hundred there is a call: one that was answered and is asked to
 * hold, or one that is dialled. So a third of the mutants are requests within a call, and another third responses to
 * what the telephone asks. After each hundred a call comes in that must be answered.
 */
export async function fuzz(count: number, seed: number): Promise<FuzzOutcome> {
  const { seen, end } = watchMessages();
  const pbx = await ScriptedPbx.start();
  const phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  const register = await pbx.request('REGISTER');
  const contact = /<([^>]+)>/u.exec(register.headers.get('contact') ?? '')?.[1] ?? '';
  const messages = corpus(contact);
  const chance = seededChance(seed);
  let calls = 0;
  let answered = 0;

  const heard = async () => {
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
  };
  /** Waits for what may never come: a telephone that does not answer is a finding, not the end of the search. */
  const within = async <T>(look: () => T | undefined): Promise<T | undefined> => {
    for (let turn = 0; turn < 50; turn++) {
      const value = look();
      if (value !== undefined) return value;
      await heard();
    }
    return undefined;
  };
  const hangUpAll = async () => {
    for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
    await heard();
  };
  /** A call comes in and is answered: its dialog, or undefined where it was not to be had. */
  const takeCall = async () => {
    const call = pbx.call();
    const said = (status: number) =>
      within(() =>
        pbx.received.findLast(
          (each) =>
            each.status === status && each.method === 'INVITE' && each.headers.get('call-id') === call.id,
        ),
      );
    if ((await said(180)) === undefined) return undefined;
    const id = phone.telephony.calls().find(({ sipCallId }) => sipCallId === call.id)?.id ?? '';
    void phone.telephony.answer(id);
    const ok = await said(200);
    if (ok === undefined) return undefined;
    call.confirm(ok);
    const isActive = await within(
      () => phone.telephony.calls().some((each) => each.id === id && each.state === 'active') || undefined,
    );
    if (isActive === undefined) return undefined;
    const from = `"Nino" <sip:0599123456@pbx.example>;tag=caller-${call.id}`;
    return { id, from, to: ok.headers.get('to') ?? '', callId: call.id };
  };
  /** The request of the telephone that has waited longest for its answer, of the newest few. */
  const asked = (): Sip => {
    const open = pbx.received.slice(-8).filter(({ status, text }) => status === undefined && text.length > 2);
    return open[chance(Math.max(1, open.length))] ?? register;
  };

  for (let sent = 0; sent < count; sent += batch) {
    const where = (sent / batch) % 2 === 0 ? await takeCall() : undefined;
    // The answers to these are made by chance.
    pbx.answers.delete('BYE');
    if (where === undefined) void phone.telephony.dial('0322123456');
    else void phone.telephony.setHeld(where.id, true);
    await heard();
    const nowhere = {
      id: '',
      from: '<sip:1@pbx.example>;tag=1',
      to: '<sip:nino@pbx.example>;tag=2',
      callId: 'no',
    };
    for (let at = 0; at < Math.min(batch, count - sent); at++) {
      const kind = chance(3);
      const message =
        kind === 0
          ? (messages[chance(messages.length)] ?? Buffer.alloc(0))
          : kind === 1
            ? inDialog(contact, { ...(where ?? nowhere), cseq: at + 2 }, chance)
            : responseTo(asked(), chance);
      pbx.sendBytes(mutant(message, chance), at % 2 === 0);
      if (at % 20 !== 19) continue;
      // What it asks in answer, and when its clock goes on, is what the next responses are for.
      await heard();
      phone.clock.advance(200);
    }
    await heard();
    pbx.answers.set('BYE', () => ({ status: 200 }));
    await hangUpAll();
    calls += 1;
    if ((await takeCall()) !== undefined) answered += 1;
    await hangUpAll();
  }
  const registered = phone.telephony.registration().status === 'registered';
  await phone.stop();
  await pbx.close();
  end();
  return { ...seen, registered, calls, answered };
}
