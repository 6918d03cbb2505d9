import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article, Product } from '../../../src/contract/content.ts';
import type { Change } from '../../../src/contract/server/api.ts';
import type { SearchHit } from '../../../src/contract/desk/commands.ts';
import { createHandlers, runRequest } from '../../../src/main/store/answer.ts';
import { openDatabase } from '../../../src/main/store/database.ts';
import type { Language } from '../../../src/domain/language.ts';

export interface OpenIndex {
  search(text: string, language: Language, limit: number): SearchHit[];
  close(): Promise<void>;
}

/** The desk's encrypted store with this content, searched in the same process. */
export async function openIndex(
  articles: readonly Article[],
  products: readonly Product[],
): Promise<OpenIndex> {
  const folder = await mkdtemp(join(tmpdir(), 'zari-bench-search-'));
  const database = openDatabase({ file: join(folder, 'desk.db'), key: randomBytes(32) });
  const handlers = createHandlers(database);
  const changes: Change[] = [
    ...articles.map((row) => ({ entity: 'article' as const, row })),
    ...products.map((row) => ({ entity: 'product' as const, row })),
  ];
  runRequest(database, handlers, 'content.apply', { changes, cursor: '1', at: new Date().toISOString() });
  return {
    search: (text, language, limit) =>
      runRequest(database, handlers, 'knowledge.search', { text, language, limit }),
    async close() {
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
