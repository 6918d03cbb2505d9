import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Language } from '../../../src/domain/language.ts';
import { shuffled } from './random.ts';

/** A word with its inflected forms, the dictionary's form first. */
export type Lexeme = readonly string[];

interface Ending {
  readonly off: string;
  readonly on: string;
  readonly after: RegExp;
}

const packages: Readonly<Record<Language, string>> = {
  ka: 'dictionary-ka',
  en: 'dictionary-en',
  ru: 'dictionary-ru',
};
const mostForms = 24;

/**
 * Words of a Hunspell dictionary (the packages dictionary-ka, -en, -ru) with the forms that its suffix rules make of
 * them (`SFX` lines, hunspell(5)); only words of which there are several forms, in small letters, `count` of them drawn
 * by chance.
 */
export function readLexemes(language: Language, count: number, random: () => number): Lexeme[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve(packages[language]));
  const rules = readFileSync(join(folder, 'index.aff'), 'utf8').split('\n');
  const long = rules.some((line) => line.trim() === 'FLAG long');
  const endings = new Map<string, Ending[]>();
  for (const line of rules) {
    const [kind, flag, off, on, after] = line.trim().split(/\s+/u);
    if (kind !== 'SFX' || flag === undefined || after === undefined || on === undefined) continue;
    const list = endings.get(flag) ?? [];
    endings.set(flag, list);
    const plain = on.split('/')[0] ?? '';
    list.push({
      off: off === '0' || off === undefined ? '' : off,
      on: plain === '0' ? '' : plain,
      after: new RegExp(`${after}$`, 'u'),
    });
  }
  const entries = readFileSync(join(folder, 'index.dic'), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => /^\p{Ll}{4,14}\/|^[ა-ჰ]{4,14}\//u.test(line));
  const lexemes: Lexeme[] = [];
  for (const entry of shuffled(entries, random)) {
    if (lexemes.length >= count) break;
    const [word = '', flags = ''] = entry.trim().split('/');
    const names = long ? (flags.match(/../gsu) ?? []) : Array.from(flags);
    const forms = new Set([word]);
    for (const name of names) {
      for (const { off, on, after } of endings.get(name) ?? []) {
        if (after.test(word) && word.endsWith(off)) forms.add(word.slice(0, word.length - off.length) + on);
      }
    }
    forms.delete('');
    if (forms.size > 2) lexemes.push([...forms].slice(0, mostForms));
  }
  return lexemes;
}
