import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { article, company, customer, line, product, script } from '../../../src/contract/content.ts';
import type { Script } from '../../../src/contract/content.ts';
import { localizedText } from '../../../src/contract/common.ts';
import { languages } from '../../../src/domain/language.ts';
import { mainSteps } from '../../../src/domain/script/script-graph.ts';
import { toE164 } from '../../../src/domain/phone.ts';

const folder = resolve(import.meta.dirname, '../../../assets/demo');
const raw = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}.json`, 'utf8'));

/** The rows of a file; a misspelt field is an error as well. */
function read<S extends z.ZodObject>(file: string, schema: S): z.output<S>[] {
  z.array(schema.strict()).parse(raw(file));
  return z.array(schema).parse(raw(file));
}

const companies = read('companies', company);
const lines = read('lines', line);
const scripts = read('scripts', script);
const articles = read('articles', article);
const products = read('products', product);
const customers = read('customers', customer);
const rows = [...companies, ...lines, ...scripts, ...articles, ...products, ...customers];
const companyIds = new Set(companies.map(({ id }) => id));

/** Every localized text below a value, with the path to it. */
function textsIn(value: unknown, path: string): [path: string, text: z.infer<typeof localizedText>][] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value) && Object.keys(value).some((key) => languages.some((one) => one === key))) {
    return [[path, localizedText.strict().parse(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, `${path}.${key}`));
}
const texts = ['companies', 'lines', 'scripts', 'articles', 'products'].flatMap((file) =>
  textsIn(raw(file), file),
);

describe('the demo content', () => {
  test('is enough to work with', () => {
    expect(companies).toHaveLength(3);
    expect(lines).toHaveLength(3);
    expect(scripts.length).toBeGreaterThanOrEqual(5);
    expect(articles.length).toBeGreaterThanOrEqual(40);
    expect(products.length).toBeGreaterThanOrEqual(60);
    expect(customers.length).toBeGreaterThanOrEqual(16);
  });

  test('has an id of its own for every row, a UUIDv7', () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(z.uuidv7().safeParse(id).success, id).toBe(true);
  });

  test('names companies that exist', () => {
    for (const row of [...lines, ...scripts, ...articles, ...products, ...customers]) {
      expect(companyIds, row.id).toContain(row.companyId);
    }
  });

  test('has every text in Georgian, English and Russian', () => {
    expect(texts.length).toBeGreaterThan(300);
    for (const [path, text] of texts) {
      for (const language of languages) expect(text[language]?.trim(), `${path} ${language}`).toBeTruthy();
    }
  });

  test('writes each language in its own letters', () => {
    // Spelt in the letters of another language where a name, a unit or a number is: one Georgian letter is enough.
    const prose = texts.filter(([path]) => !path.includes('.specifications.'));
    for (const [path, { ka = '', en = '', ru = '' }] of prose) {
      expect(ka, path).toMatch(/[ა-ჰ]/);
      expect(ka, path).not.toMatch(/[а-яё]/i);
      expect(en, path).not.toMatch(/[ა-ჰа-яё]/i);
      expect(ru, path).toMatch(/[а-яё]/i);
      expect(ru, path).not.toMatch(/[ა-ჰ]/);
    }
  });

  test('holds no HTML, and only placeholders that the desk can fill in', () => {
    for (const [path, text] of texts) {
      for (const value of languages.map((language) => text[language] ?? '')) {
        expect(value, path).not.toMatch(/<\/?[a-z!][^>]*>/i);
        expect(value, path).not.toMatch(/&[a-z]+;|&#\d+;/i);
        for (const [placeholder] of value.matchAll(/\{\{.*?\}\}/g)) {
          expect(['{{customer.name}}', '{{operator.name}}', '{{case.reference}}'], path).toContain(
            placeholder,
          );
        }
      }
    }
  });

  test('uses the same placeholders in every language of a text', () => {
    for (const [path, { ka = '', en = '', ru = '' }] of texts) {
      const placeholders = (text: string) =>
        [...text.matchAll(/\{\{.*?\}\}/g)].map(([one]) => one).toSorted();
      for (const other of [en, ru]) expect(placeholders(other), path).toEqual(placeholders(ka));
    }
  });
});

describe.each(lines)('line $number', (row) => {
  test('names its company as the company is named', () => {
    expect(companies.find(({ id }) => id === row.companyId)?.name).toEqual(row.companyName);
  });

  test('greets with the name of the operator', () => {
    for (const language of languages) expect(row.greeting[language]).toContain('{{operator.name}}');
  });

  test('has a script of its own company', () => {
    expect(scripts.find(({ id }) => id === row.scriptId)?.companyId).toBe(row.companyId);
  });

  test('has codes that are told apart', () => {
    for (const codes of [row.categories, row.outcomes].map((list) => list.map(({ code }) => code))) {
      expect(new Set(codes).size).toBe(codes.length);
      for (const code of codes) expect(code).toMatch(/^[a-z][A-Za-z]+$/);
    }
    expect(new Set(row.caseKinds).size).toBe(row.caseKinds.length);
    expect(row.categories.length).toBeGreaterThanOrEqual(6);
    expect(row.outcomes.length).toBeGreaterThanOrEqual(5);
  });
});

test('no two lines share a number or a colour', () => {
  expect(new Set(lines.map(({ number }) => number)).size).toBe(lines.length);
  expect(new Set(lines.map(({ colour }) => colour)).size).toBe(lines.length);
});

/** The keys of the steps that lead on from `from`, itself included: by choices, and where it is asked for by branches. */
function reachable(graph: Script, from: string, byBranches = false): Set<string> {
  const branches = byBranches ? (graph.branches ?? []).map(({ to }) => to) : [];
  const seen = new Set([from, ...branches]);
  for (const key of seen) {
    for (const { to } of graph.steps.find((step) => step.key === key)?.choices ?? []) seen.add(to);
  }
  return seen;
}

describe.each(scripts)('script $title.en', (graph) => {
  const keys = graph.steps.map(({ key }) => key);

  test('has steps, sentences and branches with keys of their own', () => {
    const sentences = graph.steps.map(({ required = [] }) => required.map(({ key }) => key));
    for (const group of [keys, (graph.branches ?? []).map(({ key }) => key), ...sentences]) {
      expect(new Set(group).size).toBe(group.length);
    }
  });

  test('starts at a step and leads only to steps', () => {
    expect(keys).toContain(graph.start);
    for (const { key, choices } of [...graph.steps, { key: 'branches', choices: graph.branches ?? [] }]) {
      for (const { to } of choices) expect(keys, `${key} → ${to}`).toContain(to);
    }
  });

  test('reaches every step', () => {
    expect([...reachable(graph, graph.start, true)].toSorted()).toEqual(keys.toSorted());
  });

  test('comes to an end from every step', () => {
    const ends = graph.steps.filter(({ choices }) => choices.length === 0).map(({ key }) => key);
    for (const key of keys) {
      const reached = reachable(graph, key);
      expect(
        ends.some((end) => reached.has(end)),
        key,
      ).toBe(true);
    }
  });

  test('has a branch for an angry caller that no step of the conversation needs a choice for', () => {
    const conflict = graph.branches?.filter(({ kind }) => kind === 'conflict') ?? [];
    expect(conflict).toHaveLength(1);
    const main = mainSteps(graph);
    for (const { to, label } of conflict) {
      expect(main).not.toContain(to);
      const again = graph.steps.flatMap(({ choices }) => choices.map((choice) => choice.label.ka));
      expect(again).not.toContain(label.ka);
    }
  });

  test('reads the reference out', () => {
    expect(graph.steps.some(({ say }) => say.ka?.includes('{{case.reference}}'))).toBe(true);
  });

  test('fills in only what the forms of its lines have', () => {
    const fills = graph.steps.flatMap(({ choices }) => choices.flatMap((choice) => choice.fills ?? []));
    for (const own of lines.filter(({ scriptId }) => scriptId === graph.id)) {
      for (const { kind, category } of fills) {
        if (kind !== undefined) expect(own.caseKinds).toContain(kind);
        if (category !== undefined) expect(own.categories.map(({ code }) => code)).toContain(category);
      }
    }
  });
});

test('the scripts have sentences that must be said, an objection, and answers that fill in the form', () => {
  const steps = scripts.flatMap((graph) => graph.steps);
  expect(steps.some(({ required = [] }) => required.length > 0)).toBe(true);
  expect(steps.some(({ choices }) => choices.some(({ fills }) => fills?.category !== undefined))).toBe(true);
  expect(scripts.some(({ branches = [] }) => branches.some(({ kind }) => kind === 'objection'))).toBe(true);
});

test('no two products share a code, and articles and products have titles of their own', () => {
  const codes = products.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  const titles = [...articles.map(({ title }) => title.ka), ...products.map(({ name }) => name.ka)];
  expect(new Set(titles).size).toBe(titles.length);
});

test('every article has keywords without repetition', () => {
  for (const { keywords, title } of articles) {
    expect(keywords.length, title.en).toBeGreaterThanOrEqual(3);
    expect(new Set(keywords).size, title.en).toBe(keywords.length);
  }
});

describe('customers', () => {
  const withNumber = (number: string) => customers.filter(({ phones }) => phones.includes(number));

  test('have numbers as the product writes them', () => {
    for (const { phones, name } of customers) {
      expect(phones.length, name).toBeGreaterThan(0);
      for (const phone of phones) expect(toE164(phone), name).toBe(phone);
    }
  });

  test('are told apart by number and account within a company', () => {
    for (const { id } of companies) {
      const own = customers.filter(({ companyId }) => companyId === id);
      const numbers = own.flatMap(({ phones }) => phones);
      const accounts = own.map(({ account }) => account);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(new Set(accounts).size).toBe(accounts.length);
    }
  });

  test('are the callers of the practice line, apart from the unknown one', () => {
    const callers = z
      .array(z.object({ from: z.object({ number: z.string() }), to: z.string() }))
      .parse(JSON.parse(readFileSync(resolve(folder, '../practice/scenarios.json'), 'utf8')));
    expect(withNumber('+995577654321')).toEqual([]);
    for (const { from, to } of callers.filter(({ from: { number } }) => number !== '+995577654321')) {
      const called = lines.find(({ number }) => number === to);
      expect(withNumber(from.number).map(({ companyId }) => companyId)).toContain(called?.companyId);
    }
  });

  test('know Lali Beridze and Davit Kvaratskhelia', () => {
    expect(withNumber('+995599123456')).toMatchObject([
      { name: 'ლალი ბერიძე', companyId: lines[0]?.companyId, account: 'BT-104512' },
    ]);
    expect(withNumber('+995591222333')).toMatchObject([
      { name: 'დავით კვარაცხელია', companyId: lines[1]?.companyId },
    ]);
  });
});
