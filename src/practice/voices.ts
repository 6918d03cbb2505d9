import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpusPacket, readOggOpus } from './media/ogg-opus.ts';
import type { Scenario } from './scenario.ts';

/** What a called person says to an operator who calls out. */
export const CALLEE = 'callee.opus';

/** Opus packets by file name. */
export type Voices = ReadonlyMap<string, readonly OpusPacket[]>;

/** Reads the voices of all scenarios and the callee's; `detail` names the file that cannot be used. */
export async function loadVoices(
  directory: string,
  scenarios: readonly Scenario[],
): Promise<{ ok: true; value: Voices } | { ok: false; detail: string }> {
  const voices = new Map<string, readonly OpusPacket[]>();
  for (const name of new Set([CALLEE, ...scenarios.map((scenario) => scenario.voice)])) {
    const path = join(directory, name);
    try {
      const result = readOggOpus(await readFile(path));
      if (!result.ok) return { ok: false, detail: `${path}: ${result.reason}, ${result.detail}` };
      voices.set(name, result.value.packets);
    } catch (error) {
      return { ok: false, detail: `${path}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  return { ok: true, value: voices };
}
