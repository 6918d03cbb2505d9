// The operator's main job from signing in to the supervisor's console, step by step, at a real desk: shown by
// `npm run show:main-job` and proven by the end-to-end tests.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../../../scripts/environment.ts';
import { formatPhone } from '../../../src/domain/phone.ts';
import { parseReference } from '../../../src/domain/reference.ts';
import { settled, type CallerSide } from './caller-side.ts';
import { openConsole } from './console-walk.ts';
import { loudnessHeard } from './hear.ts';
import type { OpenDesk } from './open-desk.ts';
import type { AsteriskCentre, PracticeCentre } from './practice-centre.ts';
import { walk } from './walk.ts';

export interface MainJob {
  readonly desk: OpenDesk;
  readonly centre: PracticeCentre | AsteriskCentre;
  readonly callers: CallerSide;
  /** Where the centre keeps its data. */
  readonly dataDirectory: string;
  /** Called with each step in order; must run it, and may tell what it gives. */
  step(name: string, work: () => Promise<string | void>): Promise<void>;
  /** Takes a picture of something in the middle of a step. */
  picture(name: string, take: (path: string) => Promise<unknown>): Promise<void>;
}

function check(condition: boolean, words: string): void {
  if (!condition) throw new Error(words);
}

/** Works the whole job. Rejects where `step` does. */
export async function workMainJob(job: MainJob): Promise<void> {
  const { desk, centre, callers, step, picture } = job;
  const { page } = desk;
  const operator = walk(page);
  const visible = (text: string): Promise<void> =>
    page.getByText(text).filter({ visible: true }).first().waitFor({ state: 'visible', timeout: 20_000 });

  await step('1 a wrong password is refused in words', () => operator.signInRefused('nino', 'wrong'));
  await step('1 the operator signs in', () => operator.signIn('nino'));
  await step('1 the SIP password is in no renderer', async () => {
    const texts = await Promise.all(
      page
        .context()
        .pages()
        .map((each) =>
          each.evaluate(async () => {
            const told: unknown[] = [];
            window.zari?.subscribe((event) => told.push(event))();
            return (
              JSON.stringify([
                told,
                Object.entries(localStorage),
                Object.entries(sessionStorage),
                document.cookie,
              ]) + document.documentElement.outerHTML
            );
          }),
        ),
    );
    check(
      texts.every((text) => !text.includes(centre.sipPassword('nino'))),
      'the SIP password is in a page',
    );
    return `${texts.length} page(s) searched`;
  });
  await step('1 one key starts the shift', () => operator.startShift());
  await step('2 the desk is registered and says so', () => operator.registered());

  await step('4 a known caller rings while something is typed', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('რო');
    await callers.ring('known', operator);
    await page.keyboard.type('უტერი');
    const typed = await page.evaluate(() =>
      document.activeElement instanceof HTMLInputElement ? document.activeElement.value : '',
    );
    check(typed === 'როუტერი', `the search field holds “${typed}”: the call took the focus`);
    await visible(formatPhone('+995599123456'));
    await visible('ბაზალი ტელეკომი');
    await visible('ლალი ბერიძე');
    return 'company, number and card are shown; the focus stayed';
  });
  await step('5 the call is answered and heard', async () => {
    await operator.answer();
    const heard = await loudnessHeard(desk, 10_000);
    check(heard > 0.001, `the operator hears nothing (${heard})`);
    return `caller at ${Math.round(20 * Math.log10(heard))} dBFS`;
  });
  await step('3 the other side hears the operator', async () => {
    const level = await settled(callers.operatorLevel, (value) => value === undefined || value > -50);
    if (level === undefined) return 'heard in the echo';
    check(level > -50, `the operator arrives at ${level} dBov`);
    return `${level} dBov`;
  });
  await step('5 mute silences, and speaks again', async () => {
    await page.keyboard.press('F6');
    await operator.says('call.muted');
    const muted = await settled(callers.operatorLevel, (value) => value === undefined || value < -80);
    check(muted === undefined || muted < -80, `still heard at ${muted} dBov`);
    await page.keyboard.press('F6');
    await operator.button('call.mute').waitFor();
    return muted === undefined ? 'shown' : `${muted} dBov while muted`;
  });
  await step('5 hold and resume', async () => {
    await page.keyboard.press('F7');
    await operator.says('call.onHold');
    const held = await settled(callers.held, (value) => value !== false);
    check(held !== false, 'the other side is not on hold');
    await page.keyboard.press('F7');
    await operator.button('call.hold').waitFor();
    const resumed = await settled(callers.held, (value) => value !== true);
    check(resumed !== true, 'the other side is still on hold');
  });
  await step('5 digits reach the other side', async () => {
    await operator.pressDigits('42');
    const digits = await settled(callers.digits, (value) => value === undefined || value.endsWith('42'));
    check(digits === undefined || digits.endsWith('42'), `it heard “${digits}”`);
    return digits === undefined ? 'sent' : `“${digits}”`;
  });
  await step('5 greeting and script stand beside the card', async () => {
    await operator.says('script.greeting');
    await visible('ნინო კაპანაძე');
  });
  let references: string[] = [];
  await step('6 the complaint is filled in with what is known, drafted and submitted', async () => {
    await operator.openCase();
    const name = await operator.field('case.customerName').inputValue();
    check(name === 'ლალი ბერიძე', `the form knows “${name}”`);
    await operator.chooseCategory(0);
    await operator
      .field('case.description')
      .fill('ინტერნეტი გუშინ საღამოდან არ მუშაობს, როუტერზე წითელი ნათურა ანთია.');
    await operator.draftSaved();
    await picture('complaint', (path) => page.screenshot({ path }));
    references = [await operator.submit()];
    check(parseReference(references[0] ?? '') !== undefined, `“${references[0]}” is no reference`);
    await operator.says('story.delivery.delivered');
    return references[0];
  });
  await step('7 hang up, outcome, ready again', async () => {
    await operator.hangUp();
    await picture('after-call-work', (path) => page.screenshot({ path }));
    await operator.finish(2);
    await operator.says('presence.ready');
  });

  await step('4 an unknown caller rings: a new card', async () => {
    await callers.ring('unknown', operator);
    await visible(formatPhone('+995577654321'));
    await visible('მწვანე მარკეტი');
    await operator.says('customer.newHint');
  });
  await step('5 answered', () => operator.answer());
  await step('6 the server is killed in the middle; the desk says so', async () => {
    await operator.saveNewCustomer('გიორგი ლომიძე');
    await operator.openCase();
    await operator.chooseCategory(0);
    await operator.field('case.description').fill('აინტერესებს, რა ღირს მიტანა ვაკეში და რა დროს მოიტანენ.');
    await centre.server().kill();
    await operator.says('server.unreachable');
  });
  await step('6 submitted all the same, with a reference to read out', async () => {
    references.push(await operator.submit());
    await operator.says('outbox.count');
    return references[1];
  });
  await step(
    '5 the search answers with the server away',
    async () => `${(await operator.search('მიტანა')).length} found`,
  );
  await step('7 hang up, outcome, ready again, with the server away', async () => {
    await operator.hangUp();
    await operator.finish(1);
  });
  await step('6 the server is back: everything is sent', async () => {
    await centre.restartServer();
    await page.getByText(operator.t('outbox.nothing')).waitFor({ timeout: 90_000 });
  });
  await step('1 one key ends the shift', () => operator.endShift());
  await step('1 signed out, and signed in again with the server away', async () => {
    await operator.signOut();
    await centre.server().kill();
    await operator.signIn('nino');
    await centre.restartServer();
  });
  await step('8 the console shows both cases with their calls, and the shift', async () => {
    const supervisor = await openConsole(centre.serverUrl);
    try {
      await supervisor.signIn('tamar', 'zari-demo');
      for (const reference of references) await supervisor.seesCase(reference);
      await picture('console-cases', (path) => supervisor.screenshot(path));
      await supervisor.opensCase(references[0] ?? '');
      await picture('console-case', (path) => supervisor.screenshot(path));
      await supervisor.seesShiftOf('ნინო კაპანაძე');
      await picture('console-shifts', (path) => supervisor.screenshot(path));
    } finally {
      await supervisor.close();
    }
  });
  await step('8 npm run server -- cases list prints them', async () => {
    const words = [
      'run',
      '--silent',
      'server',
      '--',
      'cases',
      'list',
      '--json',
      '--data',
      join(job.dataDirectory, 'server'),
    ];
    const { stdout } = await promisify(execFile)('npm', words, { cwd: root });
    const listed = z.array(z.object({ reference: z.string() })).parse(JSON.parse(stdout));
    for (const reference of references) {
      const times = listed.filter((one) => one.reference === reference).length;
      check(times === 1, `${reference} is listed ${times} times`);
    }
    return `${listed.length} cases`;
  });
}
