import type { Language } from '../../../src/domain/language.ts';
import { readLexemes, type Lexeme } from './lexemes.ts';
import { seeded, zipf } from './random.ts';

export interface GeneratedDocument {
  readonly language: Language;
  readonly title: string;
  readonly body: string;
  /** A product's code; two in five are products. */
  readonly code?: string;
}

const shares: readonly (readonly [Language, number])[] = [
  ['ka', 0.6],
  ['ru', 0.2],
  ['en', 0.2],
];
const lexemeCount = 6000;

/** Texts as if of three languages: real words, inflected by chance and drawn by Zipf's law; the same for each seed. */
export function generateCorpus(count: number, seed: number): GeneratedDocument[] {
  const random = seeded(seed);
  const vocabulary = new Map<Language, { lexemes: Lexeme[]; draw: () => number }>();
  for (const [language] of shares) {
    const lexemes = readLexemes(language, lexemeCount, random);
    vocabulary.set(language, { lexemes, draw: zipf(lexemes.length, random) });
  }
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const words = (language: Language, number: number): string[] =>
    Array.from({ length: number }, () => {
      const source = vocabulary.get(language);
      const forms = source?.lexemes[source.draw()] ?? ['?'];
      // The form of the dictionary is the most frequent one.
      return (random() < 0.4 ? forms[0] : forms[Math.floor(random() * forms.length)]) ?? '?';
    });
  const sentence = (language: Language): string =>
    `${capitalise(language, words(language, between(5, 14)).join(' '))}.`;
  return Array.from({ length: count }, () => {
    let drawn = random();
    const language = shares.find(([, share]) => (drawn -= share) < 0)?.[0] ?? 'ka';
    const title = capitalise(language, words(language, between(2, 5)).join(' '));
    const body = Array.from({ length: between(3, 8) }, () => sentence(language)).join(' ');
    if (random() > 0.4) return { language, title, body };
    const letters = Array.from({ length: between(2, 3) }, () => String.fromCharCode(between(65, 90))).join(
      '',
    );
    return { language, title, body, code: `${letters}-${between(100, 9999)}` };
  });
}

/** Georgian knows no capital at the beginning of a sentence. */
function capitalise(language: Language, text: string): string {
  return language === 'ka' ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}
