// What an operator does at the desk, in steps that shows, end-to-end tests and benchmarks share. Everything goes through
// the page as a person would: keys, clicks and what stands on the screen.
import type { Locator, Page } from 'playwright-core';
import type { Language } from '../../../src/domain/language.ts';
import { deskTexts, pattern } from './texts.ts';

/** How long a step may take before it counts as failed: generous, since machines differ. */
const patience = { timeout: 20_000 };

export interface Walk {
  readonly page: Page;
  readonly t: (key: string) => string;
  button(key: string): Locator;
  /** Something that the screen says; places for values fit anything. */
  says(key: string): Promise<void>;
  signIn(username: string, password?: string): Promise<void>;
  /** Signs in with what is refused, and gives the words that stand on the page then. */
  signInRefused(username: string, password: string): Promise<string>;
  startShift(): Promise<void>;
  endShift(): Promise<void>;
  registered(): Promise<void>;
  /** Asks the practice line for its `index`-th caller and waits until it rings. */
  ring(index: number): Promise<void>;
  answer(): Promise<void>;
  hangUp(): Promise<void>;
  /** Chooses the outcome with this number and is ready again. */
  finish(outcome: number): Promise<void>;
  openCase(): Promise<void>;
  /** A field by the key of its label: `case.description`. */
  field(key: string): Locator;
  chooseCategory(index: number): Promise<void>;
  draftSaved(): Promise<void>;
  /** Submits the case and gives the reference that is to be read out. */
  submit(): Promise<string>;
  search(text: string): Promise<string[]>;
  /** Presses digits on the pad during a call. */
  pressDigits(digits: string): Promise<void>;
  /** Gives the new customer on the card a name, and saves the card. */
  saveNewCustomer(name: string): Promise<void>;
  signOut(): Promise<void>;
}

export function walk(page: Page, language: Language = 'ka'): Walk {
  const t = deskTexts(language);
  const button = (key: string): Locator => page.getByRole('button', { name: pattern(t(key)) }).first();
  const says = (key: string): Promise<void> =>
    page
      .getByText(pattern(t(key)))
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'visible', ...patience });
  const field = (key: string): Locator =>
    page
      .locator('input:visible, textarea:visible')
      .and(page.getByLabel(t(key)))
      .first();
  const gone = (key: string): Promise<void> => button(key).waitFor({ state: 'hidden', ...patience });
  const enter = async (username: string, password: string): Promise<void> => {
    await page.locator('input[name=username]').fill(username, patience);
    await page.locator('input[name=password]').fill(password);
    await page.locator('button[type=submit]').click();
  };
  const steps: Walk = {
    page,
    t,
    button,
    field,
    says,
    async signIn(username, password = 'zari-demo') {
      await enter(username, password);
      await page.locator('input[name=password]').waitFor({ state: 'hidden', ...patience });
      await page.getByRole('banner').waitFor({ state: 'visible', ...patience });
    },
    async signInRefused(username, password) {
      await enter(username, password);
      const words = page.locator('[role=alert]').filter({ hasText: /\S/ }).first();
      await words.waitFor({ state: 'visible', ...patience });
      return (await words.textContent()) ?? '';
    },
    async startShift() {
      await page.keyboard.press('F9');
      await button('shift.end').waitFor({ state: 'visible', ...patience });
    },
    async endShift() {
      await page.keyboard.press('F9');
      await button('shift.start').waitFor({ state: 'visible', ...patience });
    },
    registered: () => says('registration.registered'),
    async ring(index) {
      await page.getByRole('tab', { name: t('practice.tab') }).click();
      const callers = page.getByRole('tabpanel').getByRole('listitem').getByRole('button');
      await callers.nth(index).click(patience);
      await button('call.answer').waitFor({ state: 'visible', ...patience });
    },
    async answer() {
      await page.keyboard.press('F2');
      await button('call.mute')
        .and(page.locator(':enabled'))
        .waitFor({ state: 'visible', ...patience });
    },
    async hangUp() {
      await page.keyboard.press('F3');
      await button('outcome.ready').waitFor({ state: 'visible', ...patience });
    },
    async finish(outcome) {
      await page
        .getByRole('radio')
        .nth(outcome - 1)
        .check({ force: true });
      await page.keyboard.press('F8');
      await gone('outcome.ready');
    },
    async openCase() {
      await page.keyboard.press('F4');
      await field('case.description').waitFor({ state: 'visible', ...patience });
    },
    async chooseCategory(index) {
      await page
        .locator('input:visible')
        .and(page.getByLabel(t('case.category')))
        .click(patience);
      // With the keyboard: a search on the right may show options of its own.
      for (let pressed = 0; pressed <= index; pressed += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    },
    draftSaved: () => says('case.draftSaved'),
    async submit() {
      await page.keyboard.press('Control+Enter');
      await says('case.readOut');
      const reference = page.getByLabel(pattern(`${t('case.reference')}: {{digits}}`)).last();
      return (await reference.locator('span').allTextContents()).join('-');
    },
    async search(text) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(text);
      const hits = page.getByRole('listbox', { name: t('knowledge.results') }).getByRole('option');
      await hits.first().waitFor({ state: 'visible', ...patience });
      return hits.allTextContents();
    },
    async pressDigits(digits) {
      await page.keyboard.press('F10');
      const pad = page.getByRole('group', { name: t('dial.pad') });
      for (const digit of digits) await pad.getByText(digit, { exact: true }).click(patience);
      await page.locator(`input[value$="${digits}"]`).waitFor({ state: 'visible', ...patience });
    },
    async saveNewCustomer(name) {
      await page.keyboard.press('Control+e');
      await field('customer.name').fill(name, patience);
      await button('customer.save').click();
      await page
        .getByRole('heading', { name })
        .first()
        .waitFor({ state: 'visible', ...patience });
    },
    async signOut() {
      await button('menu.label').click(patience);
      await page.getByRole('menuitem', { name: t('menu.signOut') }).click(patience);
      await page.locator('input[name=password]').waitFor({ state: 'visible', ...patience });
    },
  };
  return steps;
}
