import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { addAccountCommand } from './cli/add-account.ts';
import { openSource, type DataSource } from './cli/data-source.ts';
import { CliFailure } from './cli/failure.ts';
import { casesText, shiftsText } from './cli/lists.ts';
import { serve } from './cli/serve.ts';
import { languageOf, textsIn } from './cli/texts.ts';
import { DemoDataError } from './jobs/seed-demo.ts';

/** The server's command line. Exit codes: 0 done, 1 failed, 2 not understood. */

const language = languageOf(process.env);
const text = textsIn(language);

function parse(words: string[]) {
  return parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '7100' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: process.env['ZARI_DATA'] || '.data/server' },
      server: { type: 'string' },
      demo: { type: 'string' },
      console: { type: 'string' },
      limit: { type: 'string', default: '50' },
      day: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      'password-stdin': { type: 'boolean', default: false },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  });
}
type Words = ReturnType<typeof parse>;

/** An option's value in its form, or the failure that names the option. */
function option<S extends z.ZodType>(schema: S, name: string, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new CliFailure('badValue', `--${name} ${String(value)}`);
  return parsed.data;
}
const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

async function withSource(words: Words, work: (source: DataSource) => Promise<string>): Promise<void> {
  const source = await openSource({
    dataDirectory: resolve(words.values.data),
    serverUrl: option(z.url().optional(), 'server', words.values.server),
    environment: process.env,
  });
  try {
    process.stdout.write(`${await work(source)}\n`);
  } finally {
    await source.close();
  }
}

const commands: Readonly<Record<string, (words: Words) => Promise<void>>> = {
  serve: ({ values }) =>
    serve({
      port: option(whole(0, 65_535), 'port', values.port),
      host: values.host,
      dataDirectory: resolve(values.data),
      demoDirectory: values.demo,
      consoleDirectory: values.console,
      exitWithParent: values['exit-with-parent'],
    }),
  'cases list': (words) => {
    const limit = option(whole(1, 1000), 'limit', words.values.limit);
    return withSource(words, async (source) => {
      const cases = await source.cases(limit);
      return words.values.json ? JSON.stringify(cases, undefined, 2) : casesText(cases, language, text);
    });
  },
  'shifts list': (words) => {
    const day = option(z.iso.date().optional(), 'day', words.values.day);
    return withSource(words, async (source) => {
      const shifts = await source.shifts(day);
      return words.values.json ? JSON.stringify(shifts, undefined, 2) : shiftsText(shifts, text);
    });
  },
  'accounts add': (words) => {
    const { name: displayName, role } = words.values;
    return withSource(words, (source) =>
      addAccountCommand(
        source,
        { username: words.positionals[2], displayName, role },
        words.values['password-stdin'],
        text,
      ),
    );
  },
};

async function main(): Promise<number> {
  let words: Words;
  try {
    words = parse(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${text('usage')}\n`);
    return 2;
  }
  const [first = '', second = ''] = words.positionals;
  const command = commands[first] ?? commands[`${first} ${second}`];
  if (words.values.help || command === undefined) {
    const asked = words.values.help || first === 'help';
    (asked ? process.stdout : process.stderr).write(`${text('usage')}\n`);
    return asked ? 0 : 2;
  }
  try {
    await command(words);
    return 0;
  } catch (error) {
    if (error instanceof CliFailure) process.stderr.write(`${text(error.key, error.value)}\n`);
    else if (error instanceof DemoDataError) process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

// Not process.exit: what was written to a pipe must arrive.
process.exitCode = await main();
