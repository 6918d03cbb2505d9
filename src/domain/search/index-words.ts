import { scriptOf } from './keyboard.ts';
import { searchKey } from './search-key.ts';
import { stem } from './stem.ts';

const chunkPattern = /[\p{L}\p{N}\p{M}]+(?:[-/.’'][\p{L}\p{N}\p{M}]+)*/gu;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
const pieces = /\d+|[^\d]+/gu;

/** The key under which one word is found: its stem after the rules of the language that its script tells. */
export function indexKey(word: string): string {
  const script = scriptOf(word);
  const inflection = script === 'georgian' ? 'georgian' : script === 'cyrillic' ? 'russian' : 'english';
  return stem(searchKey(word), inflection);
}

/**
 * The keys under which a text is found: of each word; of what is written with hyphens, stops or slashes also as one
 * (wi-fi: vi, pi, vipi); of words with digits also their pieces (AX3000: aks3000, aks, 3000).
 */
export function indexKeys(text: string, keyOf: (word: string) => string = indexKey): string[] {
  const keys: string[] = [];
  for (const [chunk] of text.matchAll(chunkPattern)) {
    const words = chunk.match(wordPattern) ?? [];
    for (const word of words) {
      const key = keyOf(word);
      keys.push(key);
      const parts = key.match(pieces) ?? [];
      if (parts.length > 1) keys.push(...parts);
    }
    if (words.length > 1 && (words.some((word) => word.length < 4) || /\d/u.test(chunk))) {
      keys.push(keyOf(words.join('')));
    }
  }
  return keys.filter((key) => key !== '');
}
