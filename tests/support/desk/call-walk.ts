// What an operator does with calls at the desk, by its keys, and what the place of the calls says then.
import type { Locator } from 'playwright-core';
import type { CallState } from '../../../src/domain/call/call.ts';
import { pattern } from './texts.ts';
import type { Walk } from './walk.ts';

const patience = { timeout: 30_000 };

export interface CallWalk {
  /** Calls a number, with nobody on the line: any other call is on hold. */
  dial(number: string): Promise<void>;
  /** Answers the call that rings, in front or beside another one, which goes on hold then. */
  answer(): Promise<void>;
  /** Until the call in front is in this state; `none`: until there is no call. */
  front(state: CallState | 'none'): Promise<void>;
  toggleHold(): Promise<void>;
  /** Changes to the call that was held last. */
  swap(): Promise<void>;
  /** Joins the call in front and the one held last. */
  join(): Promise<void>;
  /** Hands the call in front over to a number at once. */
  handOver(number: string): Promise<void>;
  /** Asks a number first, whether it takes the call in front. */
  ask(number: string): Promise<void>;
  /** Connects the one who was asked with the one who waits. */
  connect(): Promise<void>;
  /** Ends what is still on and gives all calls an outcome; resolves when the desk has no call. */
  tidy(): Promise<void>;
}

export function callWalk({ page, t, button, says }: Walk): CallWalk {
  const area = page.getByRole('region', { name: t('call.area') });
  const others = page.getByRole('list', { name: t('calls.others') });
  const inState = (state: CallState | 'none'): Locator => area.and(page.locator(`[data-state=${state}]`));
  const front = (state: CallState | 'none'): Promise<void> =>
    inState(state).waitFor({ state: 'visible', ...patience });
  /** Presses a key as soon as the desk offers it: it stands beside its name. */
  const press = async (key: string, offered: Locator): Promise<void> => {
    await offered
      .and(page.locator(':enabled'))
      .first()
      .waitFor({ state: 'visible', ...patience });
    await page.keyboard.press(key);
  };
  const named = (key: string): Locator => page.getByRole('button', { name: pattern(t(key)) });
  const chooseTarget = async (number: string): Promise<void> => {
    await press('F5', named('transfer.open'));
    const field = page.getByRole('combobox', { name: t('transfer.search') });
    await field.fill(number, patience);
    await page
      .getByRole('listbox', { name: t('transfer.targets') })
      .getByRole('option', { selected: true })
      .first()
      .waitFor({ state: 'visible', ...patience });
  };
  return {
    front,
    async dial(number) {
      await page.keyboard.press('F10');
      const field = page.getByRole('combobox', { name: t('dial.number') });
      await field.fill(number, patience);
      await field.press('Enter');
    },
    async answer() {
      const beside = others.getByRole('button', { name: pattern(t('calls.answerHolding')) });
      await press('F2', named('call.answer').or(beside));
      await beside.waitFor({ state: 'hidden', ...patience });
      await front('active');
    },
    async toggleHold() {
      await press('F7', named('call.hold').or(named('call.resume')));
    },
    async swap() {
      await press('Shift+F7', others.getByRole('button', { name: pattern(t('calls.swap')) }));
    },
    async join() {
      await press('Shift+F8', others.getByRole('button', { name: pattern(t('calls.merge')) }));
      await says('call.conference');
    },
    async handOver(number) {
      await chooseTarget(number);
      await press('Shift+F5', named('transfer.now'));
    },
    async ask(number) {
      await chooseTarget(number);
      await page.keyboard.press('Enter');
    },
    async connect() {
      await press('F5', named('transfer.complete'));
    },
    async tidy() {
      while (!(await inState('none').isVisible())) {
        const ended = await button('outcome.ready').isVisible();
        if (ended) {
          await page
            .getByRole('radio')
            .first()
            .check({ force: true, ...patience });
          await page.keyboard.press('F8');
        } else await page.keyboard.press('F3');
        await page.waitForTimeout(100);
      }
    },
  };
}
