import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { e164 } from '../contract/common.ts';

/** One recorded caller: who calls which line, and what is heard. */
export const scenarioSchema = z.strictObject({
  /** Also the user part of the SIP URI by which a desk asks for it. */
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens only')
    .max(80),
  title: z.strictObject({ ka: z.string().min(1), en: z.string().min(1), ru: z.string().min(1) }),
  from: z.strictObject({ number: e164, displayName: z.string().min(1).optional() }),
  /** The line that is called; it decides the company, greeting and script on the desk. */
  to: e164,
  /** A file of the voices directory; never a path. */
  voice: z.string().regex(/^[A-Za-z0-9_-]+\.opus$/, 'the plain name of an .opus file'),
  pauseBetweenLoopsMs: z.int().min(0).max(600_000),
});

const scenariosSchema = z.array(scenarioSchema).superRefine((scenarios, context) => {
  const seen = new Set<string>();
  scenarios.forEach((scenario, index) => {
    if (seen.has(scenario.id)) {
      context.addIssue({ code: 'custom', path: [index, 'id'], message: `"${scenario.id}" is used twice` });
    }
    seen.add(scenario.id);
  });
});

export type Scenario = z.infer<typeof scenarioSchema>;

export type ScenariosResult =
  | { ok: true; value: Scenario[] }
  | { ok: false; reason: 'unreadable' | 'not-json' | 'invalid'; detail: string };

/** Checks scenarios that came from anywhere; `detail` names each wrong field, one a line. */
export function parseScenarios(input: unknown): ScenariosResult {
  const parsed = scenariosSchema.safeParse(input);
  if (parsed.success) return { ok: true, value: parsed.data };
  const detail = parsed.error.issues
    .map((issue) => `${issue.path.map(String).join('.') || '(whole file)'}: ${issue.message}`)
    .join('\n');
  return { ok: false, reason: 'invalid', detail };
}

/** Reads a scenarios file (JSON, UTF-8: an array of {@link Scenario}). */
export async function loadScenarios(path: string): Promise<ScenariosResult> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return { ok: false, reason: 'unreadable', detail: `${path}: ${describe(error)}` };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: 'not-json', detail: `${path}: ${describe(error)}` };
  }
  const result = parseScenarios(json);
  return result.ok ? result : { ...result, detail: `${path}:\n${result.detail}` };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
