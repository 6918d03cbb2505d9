import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDesk, whyNot, type DeskShell, type OpenDesk, type OpenDeskOptions } from './open-desk.ts';
import { startPracticeCentre, type PracticeCentre } from './practice-centre.ts';
import { walk, type Walk } from './walk.ts';

/** The shell that tests of behaviour run in: Electron where it can run, else the browser. */
export const anyShell: DeskShell = whyNot('electron') === undefined ? 'electron' : 'browser';
export const noShell = whyNot(anyShell);

/** A centre for one test, ended with it. */
export async function centreInTest(): Promise<{ centre: PracticeCentre; dataDirectory: string }> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'zari-e2e-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const centre = await startPracticeCentre(dataDirectory);
  onTestFinished(() => centre.stop());
  return { centre, dataDirectory };
}

/** A desk for one test, closed with it unless it was killed. */
export async function deskInTest(
  options: Partial<OpenDeskOptions> & Pick<OpenDeskOptions, 'serverUrl' | 'dataDirectory'>,
): Promise<{ desk: OpenDesk; operator: Walk }> {
  const opened = await openDesk({
    shell: anyShell,
    ...options,
    dataDirectory: join(options.dataDirectory, 'desk'),
  });
  let open = true;
  const desk: OpenDesk = {
    ...opened,
    async close() {
      open = false;
      await opened.close();
    },
    async kill() {
      open = false;
      await opened.kill();
    },
  };
  onTestFinished(async () => {
    if (open) await opened.close();
  });
  return { desk, operator: walk(desk.page) };
}

/** Signed in, on shift and registered. */
export async function atWork(operator: Walk): Promise<void> {
  await operator.signIn('nino');
  await operator.startShift();
  await operator.registered();
}
