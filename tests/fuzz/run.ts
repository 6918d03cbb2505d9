import { judge } from '../../src/main/telephony/message-guard.ts';
import { FakeMediaPort } from '../support/fake-media-port.ts';
import { ScriptedPbx } from '../support/scripted-pbx.ts';
import { createTestTelephone, sipAccount } from '../support/telephone.ts';
import { corpus, mutant, seededChance } from './mutator.ts';

export interface FuzzOutcome {
  /** Exceptions and rejections that nobody caught. */
  readonly escaped: number;
  /** Milliseconds that the slowest message took to judge and parse. */
  readonly slowestMs: number;
  readonly registered: boolean;
  /** How many calls were tried between batches, and how many of them were answered. */
  readonly calls: number;
  readonly answered: number;
}

const batch = 500;

/** Sends `count` mutants to a live telephone, and after each 500 a call that must be answered. */
export async function fuzz(count: number, seed: number): Promise<FuzzOutcome> {
  let escaped = 0;
  const note = () => (escaped += 1);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  const pbx = await ScriptedPbx.start();
  const phone = createTestTelephone(new FakeMediaPort());
  phone.telephony.connect(sipAccount([pbx.url]));
  await phone.registered();
  const register = await pbx.request('REGISTER');
  const messages = corpus(/<([^>]+)>/u.exec(register.headers.get('contact') ?? '')?.[1] ?? '');
  const chance = seededChance(seed);
  let slowestMs = 0;
  let calls = 0;
  let answered = 0;
  const heard = async () => {
    pbx.sendRaw('\r\n\r\n');
    await pbx.next(({ text }) => text === '\r\n');
  };
  for (let sent = 0; sent < count; sent += batch) {
    for (let at = sent; at < Math.min(count, sent + batch); at++) {
      const bytes = mutant(messages[chance(messages.length)] ?? Buffer.alloc(0), chance);
      const start = performance.now();
      judge(bytes);
      slowestMs = Math.max(slowestMs, performance.now() - start);
      pbx.sendBytes(bytes, at % 2 === 0);
    }
    await heard();
    for (const { id } of phone.telephony.calls()) await phone.telephony.hangUp(id);
    calls += 1;
    const call = pbx.call();
    await call.response(180);
    const answering = phone.telephony.answer(phone.last().id);
    await call.answered();
    if ((await answering).ok) answered += 1;
    await heard();
    await phone.telephony.hangUp(phone.last().id);
    await heard();
  }
  const registered = phone.telephony.registration().status === 'registered';
  await phone.stop();
  await pbx.close();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  return { escaped, slowestMs, registered, calls, answered };
}
