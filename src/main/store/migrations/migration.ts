/** One step of the schema. Once released it never changes: the next change is the next number. */
export interface Migration {
  /** What `user_version` is after it; the first is 1 and none is left out. */
  readonly version: number;
  readonly sql: string;
}
