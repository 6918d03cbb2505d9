import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { article, company, customer, line, product, script } from '../../contract/content.ts';
import { addAccount, hasAccount, type NewAccount } from '../accounts/accounts.ts';
import { defaultPasswordCost, type PasswordCost } from '../accounts/password.ts';
import type { Database } from '../db/port.ts';
import { toJsonb } from '../db/rows.ts';
import { logChange, type Entity } from '../sync/change-log.ts';

/** The files of a demo directory, in the order in which their rows need one another. */
const files = [
  { file: 'companies.json', entity: 'company', table: 'companies', row: company },
  { file: 'lines.json', entity: 'line', table: 'lines', row: line },
  { file: 'scripts.json', entity: 'script', table: 'scripts', row: script },
  { file: 'articles.json', entity: 'article', table: 'articles', row: article },
  { file: 'products.json', entity: 'product', table: 'products', row: product },
  { file: 'customers.json', entity: 'customer', table: 'customers', row: customer },
] as const;

/** Everybody's password in the demo. Never used outside it. */
export const demoPassword = 'zari-demo';

/** Fixed ids: a desk that worked with an earlier demo database meets the same operators again. */
export const demoAccounts: readonly NewAccount[] = [
  {
    id: '0197a100-0000-7000-8000-000000000001',
    username: 'nino',
    displayName: 'ნინო კაპანაძე',
    role: 'operator',
    password: demoPassword,
  },
  {
    id: '0197a100-0000-7000-8000-000000000002',
    username: 'giorgi',
    displayName: 'გიორგი მაისურაძე',
    role: 'operator',
    password: demoPassword,
  },
  {
    id: '0197a100-0000-7000-8000-000000000003',
    username: 'tamar',
    displayName: 'თამარ გელაშვილი',
    role: 'supervisor',
    password: demoPassword,
  },
];

/** A demo file that cannot be used; the message names the file, and the row where it is one. */
export class DemoDataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DemoDataError';
  }
}

interface DemoRow {
  readonly id: string;
  readonly companyId: string | undefined;
  readonly content: unknown;
}

/**
 * Loads the demo into the database. Can be run again at each start: content that changed in the files is brought up
 * to date, customers and accounts that are there already are left as they are. Rejects with a DemoDataError before
 * anything is written.
 */
export async function seedDemo(
  database: Database,
  directory: string,
  cost: PasswordCost = defaultPasswordCost,
): Promise<{ changed: number }> {
  const loaded: { entity: Entity; table: string; rows: DemoRow[] }[] = [];
  for (const { file, entity, table, row } of files) {
    loaded.push({ entity, table, rows: await loadRows(join(directory, file), row) });
  }
  const companies = new Set(loaded[0]?.rows.map(({ id }) => id));
  loaded.forEach(({ rows }, index) => {
    rows.forEach(({ companyId }, position) => {
      if (companyId !== undefined && !companies.has(companyId)) {
        throw new DemoDataError(
          `${join(directory, files[index]?.file ?? '')}: row ${position + 1}: there is no company ${companyId}`,
        );
      }
    });
  });

  const changed = await database.transaction(async (tx) => {
    let count = 0;
    for (const { entity, table, rows } of loaded) {
      // What an operator corrected on a customer's card outlives the next start.
      const onConflict =
        entity === 'customer'
          ? 'on conflict (id) do nothing'
          : `on conflict (id) do update set content = excluded.content, updated_at = now()
             where t.content <> excluded.content`;
      for (const { id, companyId, content } of rows) {
        const ofCompany = companyId === undefined ? '' : ', company_id';
        const written = await tx.query(
          `insert into ${table} as t (id, content${ofCompany})
           values ($1, $2::jsonb${companyId === undefined ? '' : ', $3'}) ${onConflict} returning id`,
          [id, toJsonb(content), ...(companyId === undefined ? [] : [companyId])],
        );
        if (written.length === 0) continue;
        await logChange(tx, entity, id);
        count += 1;
      }
    }
    return count;
  });
  for (const account of demoAccounts) {
    if (!(await hasAccount(database, account.username))) await addAccount(database, account, cost);
  }
  return { changed };
}

async function loadRows(
  path: string,
  row: z.ZodType<{ id: string; companyId?: string | undefined }>,
): Promise<DemoRow[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new DemoDataError(`${path}: ${error instanceof SyntaxError ? 'not JSON' : 'cannot be read'}`);
  }
  const list = z.array(z.unknown()).safeParse(json);
  if (!list.success) throw new DemoDataError(`${path}: not a list`);
  const seen = new Set<string>();
  return list.data.map((candidate, index) => {
    const parsed = row.safeParse(candidate);
    if (!parsed.success) {
      const what = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new DemoDataError(`${path}: row ${index + 1}: ${what}`);
    }
    if (seen.has(parsed.data.id)) throw new DemoDataError(`${path}: row ${index + 1}: id is used twice`);
    seen.add(parsed.data.id);
    return { id: parsed.data.id, companyId: parsed.data.companyId, content: parsed.data };
  });
}
