// The whole main job at the real desk, in every shell that this machine can run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { findChromium } from '../../scripts/environment.ts';
import { practiceCallers } from '../support/desk/caller-side.ts';
import { workMainJob } from '../support/desk/main-job.ts';
import { deskShells, openDesk, whyNot } from '../support/desk/open-desk.ts';
import { startPracticeCentre } from '../support/desk/practice-centre.ts';

const consoleMissing = findChromium() === undefined ? 'no Chromium for the console' : undefined;

describe.each(deskShells)('the %s shell', (shell) => {
  const why = whyNot(shell) ?? consoleMissing;
  const words = why === undefined ? '' : ` (skipped: ${why})`;

  test.skipIf(why !== undefined)(
    `carries the main job from signing in to the console${words}`,
    { timeout: 300_000 },
    async () => {
      const dataDirectory = await mkdtemp(join(tmpdir(), 'zari-e2e-'));
      onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
      const centre = await startPracticeCentre(dataDirectory);
      onTestFinished(() => centre.stop());
      const desk = await openDesk({
        shell,
        dataDirectory: join(dataDirectory, 'desk'),
        serverUrl: centre.serverUrl,
      });
      onTestFinished(() => desk.close());
      await workMainJob({
        desk,
        centre,
        callers: practiceCallers(centre),
        dataDirectory,
        async step(name, work) {
          try {
            await work();
          } catch (error) {
            throw new Error(`${name}\n${desk.log()}`, { cause: error });
          }
        },
        picture: async () => {},
      });
    },
  );
});
