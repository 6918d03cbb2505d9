/** One step of the schema. Never changed once released: a correction is the next number. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Single statements, run in order. */
  readonly statements: readonly string[];
}
