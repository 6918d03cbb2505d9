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

/** A log that goes nowhere. */
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
