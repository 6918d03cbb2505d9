import { expect, test } from 'vitest';
import {
  defaultPasswordCost,
  hashPassword,
  verifyPassword,
} from '../../../../src/server/accounts/password.ts';

const cheap = { logN: 4, blockSize: 1, parallel: 1 };

test('a password is known again, also from another keyboard, and no other one is', async () => {
  const hash = await hashPassword('პაროლი é', cheap);
  expect(await verifyPassword('პაროლი e\u0301', hash)).toBe(true);
  expect(await verifyPassword('პაროლი e', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
});

test('the same password has another hash each time, and the hash says its cost', async () => {
  const [one, other] = await Promise.all([hashPassword('x', cheap), hashPassword('x', cheap)]);
  expect(one).not.toBe(other);
  expect(one).toMatch(/^scrypt\$4\$1\$1\$/);
});

test('real passwords cost at least 64 MiB each', () => {
  expect(128 * defaultPasswordCost.blockSize * 2 ** defaultPasswordCost.logN).toBeGreaterThanOrEqual(
    64 * 2 ** 20,
  );
});

test('many at the same time are all answered', async () => {
  const hash = await hashPassword('x', cheap);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => verifyPassword(i % 2 ? 'x' : 'y', hash)),
  );
  expect(answers.filter(Boolean)).toHaveLength(20);
});

test('a foreign hash is refused', async () => {
  await expect(verifyPassword('x', '$2b$10$abc')).rejects.toThrow('unknown password hash');
});
