import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenarios, parseScenarios } from '../../../src/practice/scenario.ts';
import { loadVoices } from '../../../src/practice/voices.ts';
import { voicesDirectory } from '../../support/practice-line.ts';

const scenario = {
  id: 'a-caller',
  title: { ka: 'ა', en: 'a', ru: 'а' },
  from: { number: '+995599123456' },
  to: '+995322000001',
  voice: 'a.opus',
  pauseBetweenLoopsMs: 1000,
};

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zari-practice-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('the scenarios of the product', () => {
  it('are valid, and their voices can be played', async () => {
    const scenarios = await loadScenarios(join(voicesDirectory, '../scenarios.json'));
    if (!scenarios.ok) throw new Error(scenarios.detail);
    expect(scenarios.value.map(({ id }) => id)).toEqual([
      'internet-complaint',
      'unknown-enquiry',
      'order-complaint',
    ]);
    expect(await loadVoices(voicesDirectory, scenarios.value)).toMatchObject({ ok: true });
  });
});

describe('loadScenarios', () => {
  it('names the file that is not there', async () => {
    const path = join(directory, 'none.json');
    expect(await loadScenarios(path)).toMatchObject({
      ok: false,
      reason: 'unreadable',
      detail: expect.stringContaining(path),
    });
  });

  it('names the file that is no JSON', async () => {
    const path = join(directory, 'broken.json');
    await writeFile(path, '[{');
    expect(await loadScenarios(path)).toMatchObject({ ok: false, reason: 'not-json' });
  });

  it('names each wrong field', async () => {
    const path = join(directory, 'wrong.json');
    await writeFile(path, JSON.stringify([{ ...scenario, to: '0322', voice: '../../etc/passwd' }]));
    const result = await loadScenarios(path);
    expect(result).toMatchObject({ ok: false, reason: 'invalid' });
    expect(result.ok ? '' : result.detail).toMatch(/0\.to: [\s\S]*0\.voice: /);
  });
});

describe('parseScenarios', () => {
  it('refuses an id that is used twice', () => {
    const result = parseScenarios([scenario, scenario]);
    expect(result.ok ? '' : result.detail).toBe('1.id: "a-caller" is used twice');
  });

  it.each([
    ['no list', {}],
    ['an unknown field', [{ ...scenario, volume: 11 }]],
    ['an id with a space', [{ ...scenario, id: 'a caller' }]],
    ['a missing language', [{ ...scenario, title: { ka: 'ა', en: 'a' } }]],
    ['a negative pause', [{ ...scenario, pauseBetweenLoopsMs: -1 }]],
  ])('refuses %s', (_name, input) => {
    expect(parseScenarios(input)).toMatchObject({ ok: false, reason: 'invalid' });
  });
});

describe('loadVoices', () => {
  it('names the voice that is missing or is no voice', async () => {
    await writeFile(join(directory, 'callee.opus'), 'not a voice');
    const result = await loadVoices(directory, []);
    expect(result).toMatchObject({ ok: false, detail: expect.stringContaining('callee.opus: not-ogg') });
    await rm(join(directory, 'callee.opus'));
    expect(await loadVoices(directory, [])).toMatchObject({
      ok: false,
      detail: expect.stringContaining('ENOENT'),
    });
  });
});
