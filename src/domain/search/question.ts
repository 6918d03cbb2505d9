import { indexKey } from './index-words.ts';
import { otherLayouts, scriptOf } from './keyboard.ts';
import { latinReadings, type KeyReading } from './latin.ts';
import { oneError } from './one-error.ts';
import { searchKey } from './search-key.ts';
import { stem } from './stem.ts';

/** The keys that the index holds. */
export interface Vocabulary {
  has(key: string): boolean;
  /** Whether a key begins so. */
  hasBeginning(beginning: string): boolean;
}

/** What one word of a question may be: keys as they are, and what keys begin with. Any of them will do. */
export interface Wanted {
  readonly keys: readonly string[];
  readonly beginnings: readonly string[];
}

/** All of `words`; or, where that is a word of the index, all of them written as one (wi fi, AX 3000). */
export interface Part {
  readonly words: readonly Wanted[];
  readonly joined?: string;
}

/** What a question asks for: each part is wanted. `unknown` counts the words of which the index knows nothing. */
export interface Question {
  readonly parts: readonly Part[];
  readonly unknown: number;
}

/** A pasted page asks for its first words; more would only make the search slower, not better. */
const mostChunks = 12;
const longestText = 2000;
const longestWord = 40;
const mostMistakes = 8;
/** A mistake is looked for in so many words of a question, and in so many readings of a word that is known. */
const mostGuesses = 4;
const mostReadings = 2;
/** In shorter words other layouts make other words too often. */
const shortestAmbiguous = 4;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
const apostrophes = /(?<=\p{L})['’ʼ`´](?=\p{L}|$)/gu;

const wordsOf = (text: string): string[] =>
  (text.replaceAll(apostrophes, '').match(wordPattern) ?? []).map((word) =>
    Array.from(word).slice(0, longestWord).join(''),
  );

const isOneWord = (text: string): boolean => wordsOf(text).join('') === text;

/**
 * How well the index knows a word: not at all; what is left without its end; its beginning, as one types; its stem; a code
 * of several pieces as one.
 */
const grades = { unknown: 0, shortened: 1, beginning: 2, stem: 3, code: 4 } as const;

interface Reading extends Wanted {
  readonly grade: number;
}
const nothing: Reading = { grade: grades.unknown, keys: [], beginnings: [] };

function readingsOf(word: string): KeyReading[] {
  const script = scriptOf(word);
  if (script === 'latin') return latinReadings(word);
  return [{ key: searchKey(word), inflection: script === 'cyrillic' ? 'russian' : 'georgian' }];
}

/** What the index knows of a key: as its stem; for the word that is being typed also as a beginning. */
function look({ key, inflection }: KeyReading, typing: boolean, vocabulary: Vocabulary): Reading {
  const whole = stem(key, inflection);
  const keys = vocabulary.has(whole) ? [whole] : vocabulary.has(key) ? [key] : [];
  // One or two signs would ask for half of the index.
  const beginnings = typing && key.length > 2 && vocabulary.hasBeginning(key) ? [key] : [];
  if (keys.length > 0) return { grade: grades.stem, keys, beginnings };
  if (beginnings.length > 0) return { grade: grades.beginning, keys, beginnings };
  return nothing;
}

/** The longest beginning of the key that the index knows: more than half of it, three signs at least. */
function lookShortened({ key, inflection }: KeyReading, vocabulary: Vocabulary): Reading {
  if (/\d/u.test(key)) return nothing;
  const least = Math.max(3, Math.ceil(key.length * 0.6));
  for (let rest = stem(key, inflection); rest.length >= least; rest = rest.slice(0, -1)) {
    if (vocabulary.hasBeginning(rest)) return { grade: grades.shortened, keys: [], beginnings: [rest] };
  }
  return nothing;
}

/** The keys of the index that are one typing mistake away. */
function lookMistyped({ key, inflection }: KeyReading, vocabulary: Vocabulary): string[] {
  const whole = stem(key, inflection);
  if (whole.length < 3 || /\d/u.test(key)) return [];
  const found = oneError(whole).filter((each) => each.length > 2 && vocabulary.has(each));
  return found.slice(0, mostMistakes);
}

/** All that are known best, as one. */
function best(readings: readonly Reading[]): Reading {
  const grade = Math.max(...readings.map((reading) => reading.grade));
  if (grade === grades.unknown) return nothing;
  const kept = readings.filter((reading) => reading.grade === grade);
  return {
    grade,
    keys: [...new Set(kept.flatMap(({ keys }) => keys))],
    beginnings: [...new Set(kept.flatMap(({ beginnings }) => beginnings))],
  };
}

/** The words of a chunk, what the index knows of each, and the worst of their grades. */
interface Chunk {
  readonly words: readonly string[];
  readonly readings: readonly Reading[];
  readonly grade: number;
}

function readChunk(text: string, last: boolean, vocabulary: Vocabulary): Chunk {
  const words = wordsOf(text);
  const readings = words.map((word, at) =>
    best(readingsOf(word).map((reading) => look(reading, last && at === words.length - 1, vocabulary))),
  );
  const joined = words.join('');
  if (words.length > 1 && /\d/u.test(joined) && vocabulary.has(indexKey(joined))) {
    return { words, readings, grade: grades.code };
  }
  const grade = words.length === 0 ? 0 : Math.min(...readings.map((reading) => reading.grade));
  return { words, readings, grade };
}

/** What may have been meant by a word that the index does not know: with one mistake, also in another layout, or cut. */
function guess(word: string, vocabulary: Vocabulary): Reading {
  const readings = [word, ...otherLayouts(word).filter(isOneWord)].flatMap(readingsOf);
  for (const reading of readings) {
    const keys = lookMistyped(reading, vocabulary);
    if (keys.length > 0) return { grade: grades.shortened, keys, beginnings: [] };
  }
  return best(readings.map((reading) => lookShortened(reading, vocabulary)));
}

/** What is known, and all else that may have been meant. */
function loosely(word: string, known: Reading, vocabulary: Vocabulary): Reading {
  const readings = readingsOf(word);
  const shortened = readings.flatMap((reading) => lookShortened(reading, vocabulary).beginnings);
  const mistyped = readings.slice(0, mostReadings).flatMap((reading) => lookMistyped(reading, vocabulary));
  return {
    grade: Math.max(known.grade, shortened.length + mistyped.length > 0 ? grades.shortened : 0),
    keys: [...new Set([...known.keys, ...mistyped])],
    beginnings: [...new Set([...known.beginnings, ...shortened])],
  };
}

/** The chunk in the layout that the index knows best; two that it knows as well, of one word each, are both meant. */
function inLayouts(text: string, last: boolean, vocabulary: Vocabulary): Chunk {
  let chosen = readChunk(text, last, vocabulary);
  for (const other of otherLayouts(text)) {
    const read = readChunk(other, last, vocabulary);
    if (read.grade > chosen.grade) chosen = read;
    else if (
      read.grade === grades.stem &&
      chosen.grade === grades.stem &&
      read.words.length === 1 &&
      chosen.words.length === 1 &&
      text.length >= shortestAmbiguous
    ) {
      chosen = { ...chosen, readings: [best([...chosen.readings, ...read.readings])] };
    }
  }
  return chosen;
}

/**
 * What a question asks for, as far as the index knows its words; `loose`: with all that may have been meant beside it.
 * Never throws, whatever the text is.
 */
export function understand(
  text: string,
  vocabulary: Vocabulary,
  how: 'strict' | 'loose' = 'strict',
): Question {
  const cut = text.slice(0, longestText);
  const chunks = cut.split(/\s+/u).filter(Boolean).slice(0, mostChunks);
  // A space behind the last word says that it is whole.
  const typing = !/\s$/u.test(cut);
  const parts: { words: Wanted[]; typed: string }[] = [];
  let unknown = 0;
  let guesses = 0;
  for (const [at, text] of chunks.entries()) {
    const chunk = inLayouts(text, typing && at === chunks.length - 1, vocabulary);
    const words: Wanted[] = [];
    for (const [index, word] of chunk.words.entries()) {
      const known = chunk.readings[index] ?? nothing;
      let reading = known;
      if (guesses < mostGuesses && (how === 'loose' || known.grade === grades.unknown)) {
        guesses += 1;
        reading = known.grade === grades.unknown ? guess(word, vocabulary) : loosely(word, known, vocabulary);
      }
      if (reading.grade === grades.unknown) unknown += 1;
      else words.push(reading);
    }
    parts.push({ words, typed: chunk.words.join('') });
  }
  return { parts: joinNeighbours(parts, vocabulary), unknown };
}

/** Parts that the index knows as one word are one part. */
function joinNeighbours(
  parts: readonly { words: Wanted[]; typed: string }[],
  vocabulary: Vocabulary,
): Part[] {
  const joined: Part[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    if (part === undefined) continue;
    const next = parts[at + 1];
    const both = `${part.typed}${next?.typed ?? ''}`;
    // Only what is short or has digits is written apart and together: words that merely follow each other are not asked.
    if (next !== undefined && (part.typed.length < 4 || /\d/u.test(both)) && vocabulary.has(indexKey(both))) {
      joined.push({ words: [...part.words, ...next.words], joined: indexKey(both) });
      at += 1;
    } else if (part.words.length !== 1 && vocabulary.has(indexKey(part.typed))) {
      joined.push({ words: part.words, joined: indexKey(part.typed) });
    } else if (part.words.length > 0) {
      joined.push({ words: part.words });
    }
  }
  return joined;
}
