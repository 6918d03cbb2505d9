import type { Vocabulary } from '../../../domain/search/question.ts';
import type { StoreDatabase } from '../database.ts';

export interface StoredVocabulary extends Vocabulary {
  /** How many documents hold the key. */
  frequency(key: string): number;
}

/** Behind all keys that begin like one. */
const afterAll = '\u{10ffff}';

/** The keys of the knowledge index. */
export function createVocabulary(database: StoreDatabase): StoredVocabulary {
  const has = database.prepare<[string]>('select 1 from knowledge_key where key = ?').pluck();
  const hasBeginning = database
    .prepare<[string, string]>('select 1 from knowledge_key where key >= ? and key < ? limit 1')
    .pluck();
  const frequency = database
    .prepare<[string], number>('select doc from knowledge_frequency where term = ?')
    .pluck();
  return {
    has: (key) => has.get(key) !== undefined,
    hasBeginning: (beginning) => hasBeginning.get(beginning, `${beginning}${afterAll}`) !== undefined,
    frequency: (key) => frequency.get(key) ?? 0,
  };
}
