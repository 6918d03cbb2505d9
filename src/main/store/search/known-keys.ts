import { indexKey } from '../../../domain/search/index-words.ts';

const most = 50_000;
const known = new Map<string, string>();

/** `indexKey` with the words of late remembered, since texts use the same ones again and again. */
export function knownIndexKey(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  if (known.size >= most) known.clear();
  const key = indexKey(word);
  known.set(word, key);
  return key;
}
