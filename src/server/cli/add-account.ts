import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { newAccountRequest } from '../admin-contract.ts';
import type { DataSource } from './data-source.ts';
import { CliFailure } from './failure.ts';
import type { Texts } from './texts.ts';

/** Adds an account and says so. Without `passwordFromStdin` a password is made and shown once. */
export async function addAccountCommand(
  source: DataSource,
  wanted: { username: string | undefined; displayName: string | undefined; role: string | undefined },
  passwordFromStdin: boolean,
  text: Texts,
): Promise<string> {
  const password = passwordFromStdin
    ? (await readAll(process.stdin)).replace(/\r?\n$/, '')
    : randomBytes(12).toString('base64url');
  const parsed = newAccountRequest.safeParse({ ...wanted, password });
  if (!parsed.success) {
    throw new CliFailure('badValue', parsed.error.issues.map((issue) => issue.path.join('.')).join(', '));
  }
  if (!(await source.addAccount(parsed.data))) throw new CliFailure('usernameTaken', parsed.data.username);
  const lines = [text('accountAdded', parsed.data.username)];
  if (!passwordFromStdin) lines.push(text('generatedPassword', password));
  return lines.join('\n');
}
