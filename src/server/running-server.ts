import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How the command line finds the server that holds a data directory, and proves that it may read it. */
export const runningServer = z.object({
  url: z.url(),
  token: z.string(),
  pid: z.number().int(),
});
export type RunningServer = z.infer<typeof runningServer>;

const pathIn = (dataDirectory: string) => join(dataDirectory, 'server.json');

/** Leaves word of the running server, readable by its own user only. */
export function announceServer(dataDirectory: string, server: RunningServer): void {
  const path = pathIn(dataDirectory);
  const fresh = `${path}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, JSON.stringify(server), { mode: 0o600, flag: 'wx' });
  renameSync(fresh, path);
}

export function withdrawServer(dataDirectory: string): void {
  rmSync(pathIn(dataDirectory), { force: true });
}

/** What a server left; a killed one leaves it behind, so it may be stale. Undefined where there is nothing usable. */
export async function readRunningServer(dataDirectory: string): Promise<RunningServer | undefined> {
  let text: string;
  try {
    text = await readFile(pathIn(dataDirectory), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return runningServer.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
