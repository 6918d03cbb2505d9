import { searchKey } from './search-key.ts';
import type { Inflection } from './stem.ts';

/** Georgian in capitals as it is chatted: Shift on the Georgian QWERTY keyboard. */
const chatCapitals: Readonly<Record<string, string>> = {
  T: 't',
  W: 'ch',
  R: 'gh',
  S: 'sh',
  J: 'zh',
  Z: 'dz',
  C: 'ch',
};
const georgianDigraphs = /dzh|zh|gh|sh|ch|ts|dz|kh|ph|[qywxf]/gu;
const georgianSigns: Readonly<Record<string, string>> = {
  dzh: 'j',
  zh: 'j',
  gh: 'g',
  sh: 'x',
  ch: 'q',
  ts: 'c',
  dz: 'z',
  kh: 'h',
  ph: 'p',
  q: 'k',
  y: 'k',
  w: 'c',
  x: 'h',
  f: 'p',
};
const russianDigraphs = /shch|sh|ch|zh|kh|ts|ya|ja|yu|ju|yo|jo|ye|[yxwqf]/gu;
const russianSigns: Readonly<Record<string, string>> = {
  shch: 'x',
  sh: 'x',
  ch: 'q',
  zh: 'j',
  kh: 'h',
  ts: 'c',
  ya: 'ia',
  ja: 'ia',
  yu: 'iu',
  ju: 'iu',
  yo: 'e',
  jo: 'e',
  ye: 'e',
  y: 'i',
  x: 'h',
  w: 'v',
  q: 'k',
  f: 'p',
};
const doubled = /([^\daeiou])\1+/gu;

/** A key, and the language whose endings its word may have. */
export interface KeyReading {
  readonly key: string;
  readonly inflection: Inflection;
}

/**
 * What a word typed in Latin letters may stand for, the likeliest first: the Latin word itself; Georgian by the national
 * system of romanization (2002) with or without its apostrophes, and as it is chatted (w x y q c, capitals for თ ჭ ღ შ ჟ
 * ძ ჩ, 4 for ჭ, 6 for შ); Russian in Latin letters. `word` as it was typed, without apostrophes.
 */
export function latinReadings(word: string): KeyReading[] {
  const lower = word.toLowerCase();
  const georgian = [georgianKey(lower), georgianKey(lower, false)];
  // In a word that is all capitals they say nothing.
  const chatted = word.replace(/[TWRSJZC]/gu, (letter) => chatCapitals[letter] ?? letter).toLowerCase();
  if (word !== word.toUpperCase() && chatted !== lower) georgian.unshift(georgianKey(chatted));
  if (/[a-z][46]|[46][a-z]/u.test(lower)) {
    georgian.push(georgianKey(lower.replaceAll('4', 'ch').replaceAll('6', 'sh')));
  }
  return [
    { key: searchKey(lower), inflection: 'english' },
    ...[...new Set(georgian)].map((key) => ({ key, inflection: 'georgian' as const })),
    { key: russianKey(lower), inflection: 'russian' },
  ];
}

/** `ts` in the middle of an inflected word is also ტს: internets is ინტერნეტს. */
function georgianKey(lower: string, joined = true): string {
  const key = lower.replace(georgianDigraphs, (found) =>
    !joined && found === 'ts' ? 'ts' : (georgianSigns[found] ?? found),
  );
  return key.replace(doubled, '$1');
}

function russianKey(lower: string): string {
  return lower.replace(russianDigraphs, (found) => russianSigns[found] ?? found).replace(doubled, '$1');
}
