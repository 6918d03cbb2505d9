/**
 * The search key of a word: one Latin spelling for all three scripts, by which it is indexed and found. Letters that
 * people do not keep apart when they type in Latin share a sign (თ ტ, კ ქ ყ, პ ფ, გ ღ, ზ ძ, ჟ ჯ, ც წ, ჩ ჭ, ხ ჰ), so that
 * ტარიფი, tarifi, тарифы and Tariff begin alike; and a Georgian letter costs the index one byte instead of three.
 *
 * Signs: a b c d e g h i j k l m n o p q r s t u v x z and digits; c is ts, j is zh or dzh, q is ch, x is sh. Letters of
 * other alphabets stay as they are.
 */
import { normaliseForSearch } from '../search-text.ts';

const signs: ReadonlyMap<string, string> = new Map([
  ...pairs('აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ', 'abgdevztiklmnopjrstupkgkxqczcqhjh'),
  ...pairs('абвгдежзийклмнопрстуфхцчшщыэ', 'abvgdejziiklmnoprstuphcqxxie'),
  ['ю', 'iu'],
  ['я', 'ia'],
  ['ъ', ''],
  ['ь', ''],
  ['f', 'p'],
  ['q', 'k'],
  ['w', 'v'],
  ['x', 'ks'],
  ['y', 'i'],
]);

function pairs(letters: string, to: string): [string, string][] {
  return Array.from(letters, (letter, index) => [letter, to[index] ?? '']);
}

/** Accents, and what compatibility forms fall apart into. */
const noLetters = /[^\p{L}\p{N}]+/gu;
/** Two letters that Latin writes for one sound; the order matters: `shch` before `sh`. */
const digraphs = /shch|sh|ch|ph/gu;
const digraphSigns: Readonly<Record<string, string>> = { shch: 'x', sh: 'x', ch: 'q', ph: 'p' };
/** Not of vowels: კომპანიის is კომპანია, კომპანის is not. */
const doubled = /([^\daeiou])\1+/gu;

/** The key of one word (letters, digits and marks, any case). A doubled consonant counts once. */
export function searchKey(word: string): string {
  let key = '';
  let plain = normaliseForSearch(word).normalize('NFD').replace(noLetters, '').normalize('NFC');
  if (plain.charCodeAt(0) < 0x80) plain = plain.replace(digraphs, (found) => digraphSigns[found] ?? found);
  for (const letter of plain) key += letter >= 'a' && letter <= 'e' ? letter : (signs.get(letter) ?? letter);
  return key.replace(doubled, '$1');
}

/**
 * The sign that the key of a word begins with, where its first letter says so by itself (Georgian and Cyrillic letters,
 * digits); undefined where it does not. Much cheaper than the key.
 */
export function firstSign(word: string): string | undefined {
  const first = word.charAt(0);
  const sign = first < '\u0080' ? '' : (signs.get(first) ?? '');
  return sign === '' ? undefined : sign.charAt(0);
}
