import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { z } from 'zod';
import { findChromium, isRoot, root } from '../../../scripts/environment.ts';

/** What a supervisor does in the console, in a real browser. */
export interface ConsoleWalk {
  signIn(username: string, password: string): Promise<void>;
  seesCase(reference: string): Promise<void>;
  /** Opens a case and waits until the call that it was made in is told. */
  opensCase(reference: string): Promise<void>;
  seesShiftOf(operator: string): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

const texts = z
  .object({ nav: z.object({ shifts: z.string() }), call: z.object({ title: z.string() }) })
  .parse(JSON.parse(readFileSync(join(root, 'src/server/console/i18n/ka.json'), 'utf8')));
const patience = { timeout: 20_000 };

/** Opens the console of a server in Georgian. */
export async function openConsole(serverUrl: string): Promise<ConsoleWalk> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    chromiumSandbox: !isRoot,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, locale: 'ka-GE' });
  await page.goto(`${serverUrl}/console/`);
  const row = (reference: string) => page.getByRole('link').filter({ hasText: reference });
  return {
    async signIn(username, password) {
      await page.locator('input').first().fill(username, patience);
      await page.locator('input[type=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.getByRole('navigation').waitFor(patience);
    },
    seesCase: (reference) => row(reference).waitFor(patience),
    async opensCase(reference) {
      await row(reference).click(patience);
      await page.getByRole('region', { name: texts.call.title }).waitFor(patience);
    },
    async seesShiftOf(operator) {
      await page.getByRole('link', { name: texts.nav.shifts }).click(patience);
      await page.getByRole('rowheader', { name: operator }).first().waitFor(patience);
    },
    screenshot: async (path) => void (await page.screenshot({ path })),
    close: () => browser.close(),
  };
}
