import { parseArgs } from 'node:util';

/** What a shell can be told on its command line or in its environment. */
export interface ShellOptions {
  readonly dataDirectory: string | undefined;
  readonly serverUrl: string | undefined;
  readonly port: number;
}

/** `--data DIR`, `--server URL`, `--port N`, or ZARI_DATA, ZARI_SERVER; words that others understand are passed over. */
export function readShellOptions(words: readonly string[], environment: NodeJS.ProcessEnv): ShellOptions {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: { data: { type: 'string' }, server: { type: 'string' }, port: { type: 'string' } },
  });
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return {
    dataDirectory: text(values.data) ?? text(environment['ZARI_DATA']),
    serverUrl: text(values.server) ?? text(environment['ZARI_SERVER']),
    port: Number(text(values.port) ?? '0'),
  };
}
