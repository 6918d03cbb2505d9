// The check before a shift with the media window's own page in a real browser: the marker goes through Opus and back.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { root } from '../../../../scripts/environment.ts';
import { createHost } from '../../../../src/main/app/host.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { practicePassword } from '../../../../src/practice/practice-password.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { openMediaBrowser, whereIsChromium, type MediaBrowser } from '../../../support/media-page.ts';
import { startPracticeLine } from '../../../support/practice-line.ts';
import { quietServerLog } from '../../../support/quiet-server-log.ts';
import { storeWorkerUrl } from '../../../support/temporary-store.ts';

const missing = whereIsChromium() === undefined;
const secret = 'fitness-test';
const waiting = { timeout: 30_000, interval: 50 };

describe(`the check before a shift${missing ? ' (skipped: no Chromium)' : ''}`, () => {
  let browser: MediaBrowser;
  beforeAll(async () => {
    if (!missing) browser = await openMediaBrowser();
  });
  afterAll(() => browser?.close());

  test.skipIf(missing)(
    'finds the marker back and measures the way of a real call',
    { timeout: 120_000 },
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'zari-fitness-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const { line } = await startPracticeLine({
        passwordFor: (username) => practicePassword(secret, username),
      });
      onTestFinished(() => line.close());
      const server = await startServer({
        dataDirectory: join(folder, 'server'),
        port: 0,
        host: '127.0.0.1',
        log: quietServerLog,
        demoDirectory: join(root, 'assets/demo'),
        environment: { ZARI_PRACTICE_URL: line.url, ZARI_PRACTICE_SECRET: secret },
      });
      onTestFinished(() => server.stop());
      const host = await createHost({
        dataDirectory: join(folder, 'desk'),
        serverUrl: server.url,
        shell: 'browser',
        version: '0.0.0',
        storeWorkerUrl,
        media: await browser.open(),
        log: () => silentLog,
      });
      onTestFinished(() => host.close());
      const ask = (name: string, input: object) => host.execute({ name, input });
      expect(await ask('session.signIn', { username: 'nino', password: 'zari-demo' })).toMatchObject({
        ok: true,
      });

      expect(await ask('fitness.run', {})).toMatchObject({ ok: true });
      await vi.waitFor(() => expect(host.state().fitness.status).toBe('done'), {
        timeout: 60_000,
        interval: 100,
      });
      const { report } = host.state().fitness;
      const steps = new Map(report?.steps.map((step) => [step.name, step]));
      // The fake microphone beeps: it is heard, and its voice is found back.
      for (const name of ['microphone', 'speaker', 'registration', 'echoCall', 'loss', 'voice'] as const) {
        expect(steps.get(name), name).toMatchObject({ result: 'ok' });
      }
      expect(steps.get('echoCall')?.values['markerDb']).toBeGreaterThan(-25);
      expect(steps.get('loss')?.values['packets']).toBeGreaterThan(100);
      await vi.waitFor(() => expect(host.state().outbox).toMatchObject({ waiting: 0, parked: 0 }), waiting);
    },
  );
});
