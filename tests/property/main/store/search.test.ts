import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { languages } from '../../../../src/domain/language.ts';
import { createHandlers, runRequest } from '../../../../src/main/store/answer.ts';
import { openDatabase } from '../../../../src/main/store/database.ts';
import { excerpt, markMatches } from '../../../../src/main/store/excerpt.ts';
import { companyId, sampleArticle } from '../../../support/store-samples.ts';
import { temporaryFolder } from '../../../support/temporary-store.ts';

/** Anything a keyboard or a clipboard may bring, and what a query language might take for its own. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom('"', "'", '*', 'AND', 'OR', 'NOT', 'NEAR(', ')', 'title:', '^', '-', '+', 'ხაზი', ' '),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
);

test('any text can be stored and searched for, and whatever was stored is found by its own words', async () => {
  const database = openDatabase({ file: join(await temporaryFolder(), 'desk.db'), key: randomBytes(32) });
  const handlers = createHandlers(database);
  fc.assert(
    fc.property(anyText, anyText, fc.constantFrom(...languages), (stored, asked, language) => {
      const row = sampleArticle({ title: { ka: stored }, body: { en: asked } });
      const change = { entity: 'article' as const, row };
      runRequest(database, handlers, 'content.apply', { changes: [change], cursor: 'c', at: 't' });
      for (const text of [stored, asked, `${asked} ${stored}`]) {
        const hits = runRequest(database, handlers, 'knowledge.search', {
          text,
          companyId,
          language,
          limit: 5,
        });
        expect(hits.length).toBeLessThanOrEqual(5);
      }
      // A plain word of the title finds the article, whatever stands around it.
      const word = `ზ${row.id.replaceAll('-', '')}`;
      const marked = { ...row, title: { ka: `${stored} ${word} ${stored}` } };
      runRequest(database, handlers, 'content.apply', {
        changes: [{ entity: 'article', row: marked }],
        cursor: 'c',
        at: 't',
      });
      const [hit] = runRequest(database, handlers, 'knowledge.search', { text: word, language, limit: 1 });
      expect(hit?.id).toBe(row.id);
    }),
    { numRuns: 150 },
  );
  database.close();
});

test('marks change nothing but what they enclose, and come in pairs', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const marked = markMatches(text, (word) => word.length % 2 === 1);
      const clean = text.replaceAll(/[\ue000\ue001]/g, '');
      expect(marked.replaceAll(/[\ue000\ue001]/g, '')).toBe(clean);
      expect(marked.replaceAll(/[^\ue000\ue001]/g, '')).toMatch(/^(\ue000\ue001)*$/);
      expect(excerpt(text, () => true)).toBeTypeOf('string');
    }),
  );
});
