import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sipAccount } from '../../../../src/contract/server/api.ts';
import { practicePassword } from '../../../../src/practice/practice-password.ts';
import type { Account } from '../../../../src/server/accounts/accounts.ts';
import { sipAccountsFrom } from '../../../../src/server/pbx/from-environment.ts';

const directory = mkdtempSync(join(tmpdir(), 'zari-sip-'));
afterAll(() => rmSync(directory, { recursive: true }));
const nino: Account = {
  id: '0197a100-0000-7000-8000-000000000001',
  username: 'nino',
  displayName: 'ნინო',
  role: 'operator',
};
const scenarios = resolve(import.meta.dirname, '../../../../assets/practice/scenarios.json');

test('at the practice line the password is the one that the line derives', async () => {
  const accounts = await sipAccountsFrom({
    ZARI_PRACTICE_URL: 'ws://127.0.0.1:7110',
    ZARI_PRACTICE_SECRET: 'secret',
    ZARI_PRACTICE_SCENARIOS: scenarios,
  });
  const account = sipAccount.parse(await accounts.accountFor(nino));
  expect(account.password).toBe(practicePassword('secret', 'nino'));
  expect(account.aor).toBe('nino@practice.zari.example');
  expect(account.practiceScenarios.map(({ id }) => id)).toContain('internet-complaint');
});

test('a file of accounts comes before the practice line', async () => {
  const path = join(directory, 'accounts.json');
  const pbx = {
    servers: ['wss://pbx.example/ws'],
    aor: '1001@pbx.example',
    authorizationUsername: '1001',
    password: 'p',
    displayName: 'Nino',
  };
  writeFileSync(path, JSON.stringify({ Nino: pbx }));
  const accounts = await sipAccountsFrom({
    ZARI_SIP_ACCOUNTS: path,
    ZARI_PRACTICE_URL: 'ws://127.0.0.1:7110',
  });
  expect(await accounts.accountFor(nino)).toMatchObject(pbx);
  expect(await accounts.accountFor({ ...nino, username: 'giorgi' })).toBeUndefined();
  const numberOf = await accounts.numbers();
  expect([numberOf('nino'), numberOf('giorgi')]).toEqual(['1001', undefined]);
});

test.each([
  ['{"nino":{"password":"hush', 'not JSON'],
  ['{"nino":{"password":"hush"}}', 'nino.servers'],
])('a wrong file is refused without quoting it: %s', async (text, said) => {
  const path = join(directory, 'wrong.json');
  writeFileSync(path, text);
  const failure = await sipAccountsFrom({ ZARI_SIP_ACCOUNTS: path }).then(
    () => '',
    (error: unknown) => String(error),
  );
  expect(failure).toContain(said);
  expect(failure).not.toContain('hush');
});

test('nothing named: no accounts; half of it named: an error', async () => {
  expect(await (await sipAccountsFrom({})).accountFor(nino)).toBeUndefined();
  await expect(sipAccountsFrom({ ZARI_PRACTICE_URL: 'ws://127.0.0.1:1' })).rejects.toThrow(
    'ZARI_PRACTICE_SECRET',
  );
});
