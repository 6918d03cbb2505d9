import { jsonLog } from '../log.ts';
import { DirectoryInUseError } from '../data-directory.ts';
import { startServer } from '../start-server.ts';
import { CliFailure } from './failure.ts';

export interface ServeOptions {
  readonly dataDirectory: string;
  readonly port: number;
  readonly host: string;
  readonly demoDirectory: string | undefined;
  readonly consoleDirectory: string | undefined;
  readonly exitWithParent: boolean;
}

/**
 * Runs the server until it is asked to stop. The first line on standard output is `{"ready":true,"url":…}`; the log
 * goes to standard error.
 */
export async function serve(options: ServeOptions): Promise<void> {
  // The reader of the log may be gone before us: that must not keep the database from closing in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stream.destroy());
  const log = jsonLog('server', (line) => process.stderr.write(`${line}\n`));
  const server = await startServer({ ...options, log, environment: process.env }).catch((error: unknown) => {
    if (error instanceof DirectoryInUseError) throw new CliFailure('inUse', options.dataDirectory);
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CliFailure('portInUse', String(options.port));
    }
    throw error;
  });
  // Before the word that it is ready: whoever hears that may ask for the end at once.
  const stopped = stopRequest(options.exitWithParent);
  process.stdout.write(`${JSON.stringify({ ready: true, url: server.url })}\n`);
  log.info('server.stopping', { because: await stopped });
  await server.stop();
  if (options.exitWithParent) process.stdin.destroy();
}

/** Settles with what asked for the end: a signal, or the parent's end of our standard input. */
function stopRequest(exitWithParent: boolean): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, resolve);
    if (!exitWithParent) return;
    process.stdin.once('end', () => resolve('parent'));
    process.stdin.once('close', () => resolve('parent'));
    process.stdin.resume();
  });
}
