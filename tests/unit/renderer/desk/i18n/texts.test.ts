import { describe, expect, it } from 'vitest';
import { callEndings, callStates } from '../../../../../src/domain/call/call.ts';
import { caseKinds } from '../../../../../src/domain/case/case.ts';
import { fitnessResults, fitnessSteps, fitnessVerdicts } from '../../../../../src/domain/fitness/steps.ts';
import { qualityTroubles } from '../../../../../src/domain/quality/trouble.ts';
import { breakReasons, presenceStates } from '../../../../../src/domain/presence.ts';
import { globalActions } from '../../../../../src/contract/desk/telephone.ts';
import { reasonCodes } from '../../../../../src/contract/reasons.ts';
import { deskKeys } from '../../../../../src/renderer/desk/keys/desk-keys.ts';
import en from '../../../../../src/renderer/desk/i18n/en.json' with { type: 'json' };
import ka from '../../../../../src/renderer/desk/i18n/ka.json' with { type: 'json' };
import ru from '../../../../../src/renderer/desk/i18n/ru.json' with { type: 'json' };

const texts = { ka: flat(ka), en: flat(en), ru: flat(ru) };

/** `{a: {b: 'x'}}` as `a.b → x`. */
function flat(tree: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted();

describe.each(['ka', 'en', 'ru'] as const)('the texts in %s', (language) => {
  const own = texts[language];

  it('have the same keys as the Georgian ones, none of them empty', () => {
    expect([...own.keys()].toSorted()).toEqual([...texts.ka.keys()].toSorted());
    expect([...own].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('fill in the same values', () => {
    for (const [key, text] of own)
      expect(placeholders(text), key).toEqual(placeholders(texts.ka.get(key) ?? ''));
  });

  it('have a sentence for every reason', () => {
    for (const code of reasonCodes) expect(own.get(`reason.${code}`), code).toMatch(/[.!]$/);
  });

  it('name the key that ends the shift', () => {
    expect(own.get('reason.session.shiftOn')).toContain(deskKeys.shift.combo);
  });

  it('have a word for every state', () => {
    const needed = [
      ...callEndings.map((each) => `call.ending.${each}`),
      ...callStates.map((each) => `call.${each}`),
      ...presenceStates.map((each) => `presence.${each}`),
      ...breakReasons.flatMap((each) => [`breakReason.${each}`, `breakMenu.${each}`]),
      ...caseKinds.flatMap((each) => [`case.kind.${each}`, `drafts.unfinished.${each}`]),
      ...Object.keys(deskKeys).map((each) => `keys.${each}`),
      ...qualityTroubles.map((each) => `trouble.${each}`),
      ...fitnessSteps.flatMap((each) => [`fitness.step.${each}`, `fitness.advice.${each}`]),
      ...fitnessResults.map((each) => `fitness.result.${each}`),
      ...fitnessVerdicts.flatMap((each) => [`fitness.verdict.${each}`, `fitness.short.${each}`]),
      ...globalActions.map((each) => `globalKeys.do.${each}`),
    ];
    expect(needed.filter((key) => !own.has(key))).toEqual([]);
  });
});

it('Georgian is written in Georgian letters', () => {
  const latin = [...texts.ka].filter(([key, text]) => !key.startsWith('language.') && !/[ა-ჰ]/.test(text));
  expect(latin.map(([key]) => key).toSorted()).toEqual(['app.name', 'knowledge.perUnit']);
});

it('Georgian has one word for a case and another for an application', () => {
  const texts = [...flat(ka)];
  expect(flat(ka).get('case.title')).toBe('მიმართვა');
  expect(flat(ka).get('case.kind.application')).toBe('განაცხადი');
  expect(texts.filter(([, text]) => text.includes('განცხადებ'))).toEqual([]);
  const speakOfApplications = texts.filter(([, text]) => /განაცხად/.test(text)).map(([key]) => key);
  expect(speakOfApplications).toEqual([
    'case.kind.application',
    'case.idle',
    'drafts.unfinished.application',
  ]);
});
