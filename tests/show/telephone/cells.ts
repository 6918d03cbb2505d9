/** What the telephone is shown to do, in the order of the table. */
export const features = [
  'register',
  'SHA-256 digest',
  'certificate error named',
  'call out',
  'call in',
  'reject as busy',
  'divert',
  'early media',
  'hold and resume',
  'second call waiting, swap',
  'conference (desk in Electron)',
  'blind transfer',
  'attended transfer',
  'failed transfer, back to the caller',
  'DTMF by RFC 4733',
  'DTMF by INFO',
  'colleagues by dialog events',
  'messages waiting',
  'recording paused and resumed',
  'session timer refreshed',
  'UPDATE',
  'media by TURN only',
  'queue rings who is ready only',
  'reconnect in a call',
] as const;
export type Feature = (typeof features)[number];

/** A cell either runs, and throws where it fails, or says why this peer cannot. */
export type Cell = (() => Promise<string | void>) | string;

export interface Cells {
  readonly cells: Readonly<Record<Feature, Cell>>;
  /** After each cell: ends what it has opened. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

export interface Column {
  readonly name: string;
  /** Why it cannot run here. */
  readonly why: string | undefined;
  readonly start: () => Promise<Cells>;
}

/** Throws where something is not as it is to be. */
export function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Asks again until it holds; the cell's own bound ends the wait. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** What cells open and `tidy` closes, newest first. */
export class Opened {
  #closing: (() => Promise<unknown>)[] = [];

  add<T>(value: T, close: (value: T) => Promise<unknown>): T {
    this.#closing.push(() => close(value));
    return value;
  }

  async close(): Promise<void> {
    const closing = this.#closing.toReversed();
    this.#closing = [];
    // A cell that failed may have left something half open: it must not spoil the next one.
    for (const close of closing) await close().catch(() => undefined);
  }
}
