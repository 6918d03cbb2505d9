/** One line of the log: what happened in words of the code, with plain values. Never names, numbers or secrets. */
export interface Log {
  info(event: string, values?: LogValues): void;
  warn(event: string, values?: LogValues): void;
  error(event: string, values?: LogValues): void;
}
export type LogValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** A log that writes one JSON object a line to `write`. */
export function jsonLog(part: string, write: (line: string) => void): Log {
  const entry =
    (level: string) =>
    (event: string, values: LogValues = {}) =>
      write(JSON.stringify({ at: new Date().toISOString(), level, part, event, ...values }));
  return { info: entry('info'), warn: entry('warn'), error: entry('error') };
}

/**
 * An error in values for the log: class, code and where it happened, never the message's parameters. A database's
 * `detail` (which quotes the row) is left out.
 */
export function errorValues(error: unknown): LogValues {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const where = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 4)
    .map((line) => line.trim())
    .join(' < ');
  return { error: error.name, code, where };
}
