import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPracticeLine } from './practice-line.ts';
import { practicePassword } from './practice-password.ts';
import { loadScenarios } from './scenario.ts';

const USAGE = `Usage: cli.js --port PORT --voices DIRECTORY [--scenarios FILE] [--host ADDRESS] [--exit-with-parent]

Starts a practice line. ZARI_PRACTICE_SECRET is the secret from which each user's password is derived.
Scenarios are read from scenarios.json beside the voices directory, unless another file is named.
When the line listens, one line of JSON is printed: {"ready":true,"url":"ws://..."}. Its log goes to the error output,
one JSON object a line. It ends on SIGINT or SIGTERM; with --exit-with-parent also when its standard input ends.
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

type Arguments = {
  port: number;
  voices: string;
  scenarios: string;
  host: string;
  secret: string;
  exitWithParent: boolean;
};

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      voices: { type: 'string' },
      scenarios: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const { port: portText, voices, host } = values;
  const port = Number(portText);
  if (portText === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) fail(USAGE);
  if (voices === undefined) fail(USAGE);
  const secret = process.env['ZARI_PRACTICE_SECRET'];
  if (secret === undefined || secret === '') fail('ZARI_PRACTICE_SECRET is not set.');
  return {
    port,
    voices,
    host,
    secret,
    exitWithParent: values['exit-with-parent'],
    scenarios: values.scenarios ?? join(dirname(voices), 'scenarios.json'),
  };
}

/** Calls `stop` at a signal and, where asked for, when the input that the starter holds open ends. */
function stopWithStarter(stop: () => void, exitWithParent: boolean): void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (exitWithParent) process.stdin.resume().once('end', stop);
}

async function main(): Promise<void> {
  const options = readArguments();
  const scenarios = await loadScenarios(options.scenarios);
  if (!scenarios.ok) fail(scenarios.detail);
  const line = await createPracticeLine({
    host: options.host,
    port: options.port,
    passwordFor: (username) => practicePassword(options.secret, username),
    scenarios: scenarios.value,
    voicesDirectory: options.voices,
    log: (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`),
  });
  let stopping = false;
  stopWithStarter(() => {
    if (stopping) return;
    stopping = true;
    void line.close().finally(() => process.exit(0));
  }, options.exitWithParent);
  // Last, so that whoever reads it can already end this program.
  process.stdout.write(`${JSON.stringify({ ready: true, url: line.url })}\n`);
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
