/**
 * `npm run bench:recall`: of labelled queries, how many have their document among the first five hits; by kind, beside
 * bare FTS5 (its own tokenizer, any of the words, the beginnings of words, bm25 with titles at ten) and MiniSearch (its
 * own tokenizer, beginnings, fuzzy 0.2, titles at ten), all over the demo's content among 2,000 generated documents.
 * Half of the queries may be looked at while the search is tuned; the goals are held to both halves.
 * `-- --misses` lists what was not found of the first half.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import MiniSearch from 'minisearch';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { root } from '../../scripts/environment.ts';
import { publish, type Figure } from '../../scripts/proof.ts';
import { article, product } from '../../src/contract/content.ts';
import { languages, type Localized } from '../../src/domain/language.ts';
import { generateCorpus } from './search/corpus.ts';
import { openIndex } from './search/open-index.ts';
import { toRows } from './search/rows.ts';

const others = 2000;
const seed = 20_261_128;
const first = 5;
const goal = 0.97;
const goalOfKind = 0.9;

const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(root, path), 'utf8'));
const queries = z
  .array(
    z.object({
      text: z.string(),
      kind: z.string(),
      language: z.enum(languages),
      expected: z.string(),
      half: z.enum(['tune', 'held']),
    }),
  )
  .parse(await json('tests/bench/recall/queries.json'));
const generated = toRows(generateCorpus(others, seed), uuidv7());
const articles = [...z.array(article).parse(await json('assets/demo/articles.json')), ...generated.articles];
const products = [...z.array(product).parse(await json('assets/demo/products.json')), ...generated.products];

const all = (text: Localized): string => languages.map((each) => text[each] ?? '').join('\n');
const documents = [
  ...articles.map(({ id, title, body, keywords }) => ({
    id,
    title: `${all(title)} ${keywords.join(' ')}`,
    body: all(body),
  })),
  ...products.map(({ id, name, code, description, specifications }) => ({
    id,
    title: `${all(name)} ${code}`,
    body: [description, ...specifications.flatMap((each) => [each.name, each.value])].map(all).join('\n'),
  })),
];

type Search = (text: string, language: (typeof queries)[number]['language']) => string[];

const ours = await openIndex(articles, products);
const bare = new Database(':memory:');
bare.exec('create virtual table document using fts5(id unindexed, title, body)');
const insert = bare.prepare('insert into document (id, title, body) values (?, ?, ?)');
for (const { id, title, body } of documents) insert.run(id, title, body);
const match = bare
  .prepare<[string, number], string>(
    'select id from document where document match ? order by bm25(document, 0, 10, 1) limit ?',
  )
  .pluck();
const mini = new MiniSearch({ fields: ['title', 'body'] });
mini.addAll(documents);

const searches: Readonly<Record<'Zari' | 'FTS5' | 'MiniSearch', Search>> = {
  Zari: (text, asked) => ours.search(text, asked, first).map(({ id }) => id),
  FTS5: (text) => {
    const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    return words.length === 0 ? [] : match.all(words.map((word) => `"${word}"*`).join(' OR '), first);
  },
  MiniSearch: (text) =>
    mini
      .search(text, { prefix: true, fuzzy: 0.2, boost: { title: 10 } })
      .slice(0, first)
      .map(({ id }) => String(id)),
};

type Name = keyof typeof searches;
const hits = queries.map((query) => ({
  ...query,
  found: (name: Name): boolean => searches[name](query.text, query.language).includes(query.expected),
}));
const results = hits.map(({ found, ...query }) => ({
  ...query,
  Zari: found('Zari'),
  FTS5: found('FTS5'),
  MiniSearch: found('MiniSearch'),
}));

const recall = (name: Name, of: readonly (typeof results)[number][]): number =>
  of.filter((result) => result[name]).length / of.length;
const figure = (words: string, of: readonly (typeof results)[number][], least: number): Figure[] => {
  const value = recall('Zari', of);
  return (['FTS5', 'MiniSearch'] as const).map((peer, at) => ({
    name: `${words} (${of.length})`,
    value,
    unit: 'recall@5',
    peer,
    peerValue: recall(peer, of),
    ...(at === 0 ? { goal: `at least ${least}`, holds: value >= least } : {}),
  }));
};
const kinds = [...new Set(queries.map(({ kind }) => kind))];
const figures = (['tune', 'held'] as const).flatMap((half) => {
  const of = results.filter((result) => result.half === half);
  return [
    ...figure(`${half}: all`, of, goal),
    ...kinds.flatMap((kind) =>
      figure(
        `${half}: ${kind}`,
        of.filter((result) => result.kind === kind),
        goalOfKind,
      ),
    ),
  ];
});
await ours.close();
bare.close();
if (process.argv.includes('--misses')) {
  for (const { half, Zari, kind, text, expected } of results) {
    if (half === 'tune' && !Zari) {
      const title = documents.find(({ id }) => id === expected)?.title.split('\n')[0];
      console.log(`${kind}: ${text} → ${title}`);
    }
  }
}
await publish('bench', 'recall', figures, [
  `${queries.length} queries, ${documents.length} documents of which ${others} generated (seed ${seed})`,
  'tune: may be looked at while the search is tuned; held: may not',
]);
