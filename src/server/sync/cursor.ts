/**
 * Where a desk is in the change log: `<database id>.<transaction>.<row>`. The transaction orders first: a sequence
 * alone is handed out before the commit. The database id makes a cursor from another database (one that was reset or
 * restored elsewhere, where transactions count from anew) be recognised: such a desk starts from the beginning.
 */
export interface Position {
  /** xid8 and bigint as decimal text: both exceed JavaScript's safe integers. */
  readonly xid: string;
  readonly seq: string;
}

export const beginning: Position = { xid: '0', seq: '0' };

export function formatCursor(databaseId: string, position: Position): string {
  return `${databaseId}.${position.xid}.${position.seq}`;
}

/** The position; the beginning for a cursor of another database; undefined for what is no cursor at all. */
export function parseCursor(cursor: string, databaseId: string): Position | undefined {
  const match = /^([0-9a-f-]{36})\.(\d{1,19})\.(\d{1,18})$/.exec(cursor);
  const [, ofDatabase, xid, seq] = match ?? [];
  if (xid === undefined || seq === undefined) return undefined;
  return ofDatabase === databaseId ? { xid, seq } : beginning;
}
