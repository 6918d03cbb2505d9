/**
 * The server's database: PostgreSQL's SQL, whichever engine runs it. Nothing above this port may know the engine.
 * `timestamptz` arrives as Date, `jsonb` as parsed JSON, `int4` as number; other wide types are read by a cast to
 * text, because engines disagree on them.
 */
export type Parameter = string | number | boolean | Date | Uint8Array | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Queryable {
  /** One statement with `$1 …` parameters. Rejects with an error that carries PostgreSQL's SQLSTATE as `code`. */
  query(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Commits what `work` did, or rolls all of it back where it rejects. READ COMMITTED. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SqlFailure {
  /** SQLSTATE: PostgreSQL documentation, appendix A. */
  readonly code: string;
  readonly constraint: string | undefined;
}

/** What the database said, or undefined for an error that is not the database's. */
export function sqlFailure(error: unknown): SqlFailure | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (!/^[0-9A-Z]{5}$/.test(error.code)) return undefined;
  const constraint =
    'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
  return { code: error.code, constraint };
}

/** Whether the error is a unique violation (23505) of this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  const failure = sqlFailure(error);
  return failure?.code === '23505' && failure.constraint === constraint;
}
