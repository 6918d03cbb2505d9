// The labelled queries are fair only as long as they fit the content and nobody chose their half.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { article, product } from '../../../src/contract/content.ts';
import { languages } from '../../../src/domain/language.ts';

const root = resolve(import.meta.dirname, '../../..');
const raw = (path: string): unknown => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

const kinds = [
  'exact',
  'inflected',
  'mtavruli',
  'latinNational',
  'latinChat',
  'layout',
  'typo',
  'mixed',
] as const;
const queries = z
  .array(
    z.strictObject({
      text: z.string().min(1),
      kind: z.enum(kinds),
      language: z.enum(languages),
      expected: z.uuid(),
      half: z.enum(['tune', 'held']),
    }),
  )
  .parse(raw('tests/bench/recall/queries.json'));
const documents = new Map<string, string>(
  [
    ...z.array(article).parse(raw('assets/demo/articles.json')),
    ...z.array(product).parse(raw('assets/demo/products.json')),
  ].map((row) => [row.id, JSON.stringify(row).toLowerCase()]),
);
const of = (kind: (typeof kinds)[number]) => queries.filter((query) => query.kind === kind);
const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

test('expect a document that the demo content has', () => {
  expect(queries.length).toBeGreaterThanOrEqual(480);
  for (const { text, expected } of queries) expect(documents.has(expected), text).toBe(true);
});

test('cover most of the content', () => {
  const expected = new Set(queries.map((query) => query.expected));
  expect(expected.size).toBeGreaterThanOrEqual(documents.size * 0.9);
});

test('are told apart, and no longer than what is typed in a call', () => {
  expect(new Set(queries.map(({ text }) => text)).size).toBe(queries.length);
  for (const { text } of queries) {
    expect(text, text).toBe(text.trim());
    expect(text.split(/\s+/).length, text).toBeLessThanOrEqual(4);
  }
});

test('are halved by the hash of their text alone', () => {
  for (const { text, half } of queries) {
    const hash = createHash('sha256').update(text).digest().readUInt32BE(0);
    expect(half, text).toBe(hash % 2 === 0 ? 'tune' : 'held');
  }
});

test.each(kinds)('are at least 60 of the kind %s, a third or more in either half', (kind) => {
  const all = of(kind);
  expect(all.length).toBeGreaterThanOrEqual(60);
  for (const half of ['tune', 'held']) {
    expect(all.filter((query) => query.half === half).length).toBeGreaterThanOrEqual(all.length / 3);
  }
});

describe('are what their kind says', () => {
  test('exact: the words of the document, codes with or without what joins them', () => {
    for (const { text, expected } of of('exact')) {
      const document = documents.get(expected) ?? '';
      const joined = wordsOf(document).join('');
      for (const word of wordsOf(text)) expect(joined, text).toContain(word);
    }
  });

  test('inflected: a word that the document does not have', () => {
    for (const { text, expected } of of('inflected')) {
      const words = new Set(wordsOf(documents.get(expected) ?? ''));
      expect(
        wordsOf(text).some((word) => !words.has(word)),
        text,
      ).toBe(true);
    }
  });

  test('typo: one word that the document does not have', () => {
    for (const { text, expected } of of('typo')) {
      const words = new Set(wordsOf(documents.get(expected) ?? ''));
      expect(
        wordsOf(text).filter((word) => !words.has(word)),
        text,
      ).toHaveLength(1);
    }
  });

  test('mtavruli: no small letter, and Mtavruli where Georgian was meant', () => {
    for (const { text, language } of of('mtavruli')) {
      expect(text).not.toMatch(/\p{Ll}/u);
      expect(text).not.toMatch(/[ა-ჺ]/u);
      if (language === 'ka') expect(text).toMatch(/[\u1C90-\u1CBF]/u);
    }
  });

  test.each(['latinNational', 'latinChat'] as const)('%s: Georgian in Latin letters', (kind) => {
    for (const { text, language } of of(kind)) {
      expect(language, text).toBe('ka');
      expect(text).toMatch(/^[a-z0-9 ',-]+$/i);
    }
  });

  test('layout: the letters of another layout than the language', () => {
    const own = { ka: /[ა-ჰ]/u, ru: /[а-яё]/iu, en: /[a-z]/iu };
    for (const { text, language } of of('layout')) expect(text).not.toMatch(own[language]);
  });
});
