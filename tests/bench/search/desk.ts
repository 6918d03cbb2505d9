import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { startCentre } from '../../../scripts/centre.ts';
import { root } from '../../../scripts/environment.ts';
import { silentLog } from '../../../src/main/logging/log.ts';
import { createVault } from '../../../src/main/store/vault.ts';
import { demoPassword } from '../../../src/server/jobs/seed-demo.ts';
import { firstPageLoaded, launchElectron } from '../../support/desk/open-desk.ts';
import { walk } from '../../support/desk/walk.ts';
import { storeWorkerUrl } from '../../support/temporary-store.ts';
import { deskTelephone } from '../calls/desk-telephone.ts';
import type { GeneratedDocument } from './corpus.ts';
import { toRows } from './rows.ts';

const most = 12;

/** The desk in Electron, signed in with the content of its server here. */
async function openDesk(electron: string, serverUrl: string, data: string) {
  const launched = await launchElectron(electron, [root, '--server', serverUrl, '--data', data]);
  await firstPageLoaded(launched.endpoint);
  const browser = await chromium.connectOverCDP(launched.endpoint);
  const find = (): Page | undefined =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((candidate) => candidate.url().startsWith('app://desk/'));
  let page = find();
  while (page === undefined) {
    await wait(50);
    page = find();
  }
  await walk(page).signIn('nino');
  const desk = await deskTelephone(page);
  await desk.synced();
  return {
    page,
    async close() {
      await browser.close();
      process.kill(-(launched.child.pid ?? 0), 'SIGTERM');
      await launched.ended;
    },
  };
}

/**
 * How long each question takes through the whole path, ms: the desk's page, the host, the store's worker and back, in
 * Electron, with the demo's content and these documents in its store.
 */
export async function measureDesk(
  electron: string,
  directory: string,
  documents: readonly GeneratedDocument[],
  questions: readonly string[],
): Promise<number[]> {
  const data = join(directory, 'desk');
  await mkdir(data, { recursive: true });
  const centre = await startCentre({
    dataDirectory: join(directory, 'centre'),
    serverPort: 0,
    practicePort: 0,
  });
  try {
    const first = await openDesk(electron, centre.serverUrl, data);
    await first.close();
    const vault = createVault({ directory: join(data, 'stores'), workerUrl: storeWorkerUrl, log: silentLog });
    const store = await vault.open('nino', demoPassword);
    const { cursor = '' } = await store.run('content.position');
    const { articles, products } = toRows(documents, '01900000-0000-7000-8000-0000000000c1');
    const rows = [
      ...articles.map((row) => ({ entity: 'article' as const, row })),
      ...products.map((row) => ({ entity: 'product' as const, row })),
    ];
    for (let at = 0; at < rows.length; at += 500) {
      await store.run('content.apply', {
        changes: rows.slice(at, at + 500),
        cursor,
        at: new Date().toISOString(),
      });
    }
    await store.close();
    const desk = await openDesk(electron, centre.serverUrl, data);
    const milliseconds = await desk.page.evaluate(
      async ({ asked, limit }) => {
        const taken: number[] = [];
        for (const text of asked) {
          const began = performance.now();
          const answer = await window.bench.zari.command('knowledge.search', { text, language: 'ka', limit });
          taken.push(performance.now() - began);
          if (!answer.ok) throw new Error(answer.reason);
        }
        return taken;
      },
      { asked: [...questions.slice(0, 20), ...questions], limit: most },
    );
    await desk.close();
    return milliseconds.slice(20);
  } finally {
    await centre.stop();
  }
}
