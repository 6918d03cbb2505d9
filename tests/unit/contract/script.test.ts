import { expect, test } from 'vitest';
import { script } from '../../../src/contract/content.ts';
import { netScript } from '../../support/desk-sample.ts';

test('a script that was written before there were branches and required sentences is read as it is', () => {
  expect(script.parse(netScript)).toEqual(netScript);
});

test('a script with all that it may have is read without loss', () => {
  const full = {
    ...netScript,
    steps: netScript.steps.map((step) => ({
      ...step,
      required: [{ key: 'consent', say: { en: 'Do you agree?' } }],
      choices: step.choices.map((choice) => ({
        ...choice,
        fills: { kind: 'complaint', category: 'slow', description: { en: 'Slow' }, desiredResult: {} },
      })),
    })),
    branches: [{ key: 'angry', kind: 'conflict', label: { en: 'Angry' }, to: 'restart' }],
  };
  expect(script.parse(full)).toEqual(full);
  expect(script.safeParse({ ...full, branches: [{ ...full.branches[0], kind: 'other' }] }).success).toBe(
    false,
  );
});
