import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { practicePassword } from '../../../src/practice/practice-password.ts';
import { voicesDirectory } from '../../support/practice-line.ts';
import { RawSipClient, statusOf } from '../../support/raw-sip-client.ts';

const CLI = join(import.meta.dirname, '../../../src/practice/cli.ts');

let child: ChildProcessWithoutNullStreams | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

function run(args: string[], env: NodeJS.ProcessEnv = { ZARI_PRACTICE_SECRET: 'secret' }) {
  child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env }, stdio: 'pipe' });
  return child;
}

async function firstLine(process: ChildProcessWithoutNullStreams): Promise<unknown> {
  const [line] = (await once(createInterface(process.stdout), 'line')) as unknown[];
  return JSON.parse(String(line));
}

async function ready(...more: string[]): Promise<{ process: ChildProcessWithoutNullStreams; url: string }> {
  const process = run(['--port', '0', '--voices', voicesDirectory, ...more]);
  process.stderr.resume();
  const line = await firstLine(process);
  expect(line).toMatchObject({ ready: true, url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/) });
  const { url } = z.object({ url: z.string() }).parse(line);
  return { process, url };
}

describe('the practice line as a program', () => {
  it('says where it listens and knows the derived passwords', async () => {
    const { url } = await ready();
    const desk = await RawSipClient.connect(url, 'nino', practicePassword('secret', 'nino'));
    expect(statusOf(await desk.register())).toBe(200);
    await desk.close();
  });

  it('ends with its starter where asked', async () => {
    const { process } = await ready('--exit-with-parent');
    process.stdin.end();
    expect(await once(process, 'exit')).toEqual([0, null]);
  });

  it('goes on without its starter where not asked', async () => {
    const { process, url } = await ready();
    process.stdin.end();
    const desk = await RawSipClient.connect(url);
    expect(statusOf(await desk.request('OPTIONS'))).toBe(200);
    expect(process.exitCode).toBeNull();
    await desk.close();
  });

  it.skipIf(process.platform === 'win32')('ends at SIGTERM', async () => {
    const { process } = await ready();
    process.kill('SIGTERM');
    expect(await once(process, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['no port', ['--voices', voicesDirectory], {}],
    ['a port that is none', ['--port', 'x', '--voices', voicesDirectory], {}],
    ['no secret', ['--port', '0', '--voices', voicesDirectory], { ZARI_PRACTICE_SECRET: '' }],
    ['voices that are not there', ['--port', '0', '--voices', '/nowhere'], {}],
    ['an unknown option', ['--volume', '11'], {}],
  ])('refuses %s with a word', async (_name, args, env) => {
    const process = run(args, { ZARI_PRACTICE_SECRET: 'secret', ...env });
    let words = '';
    process.stderr.on('data', (data) => (words += String(data)));
    expect(await once(process, 'exit')).toEqual([1, null]);
    expect(words).not.toBe('');
  });
});
