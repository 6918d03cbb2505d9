import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** scrypt's cost (RFC 7914 §2): memory is 128 · blockSize · 2^logN bytes. */
export interface PasswordCost {
  readonly logN: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** 64 MiB and two lanes: OWASP's second recommended setting for scrypt. */
export const defaultPasswordCost: PasswordCost = { logN: 16, blockSize: 8, parallel: 2 };

const keyLength = 32;
const mostAtOnce = 4;

/** `scrypt$logN$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(
  password: string,
  cost: PasswordCost = defaultPasswordCost,
): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  const { logN, blockSize, parallel } = cost;
  return ['scrypt', logN, blockSize, parallel, salt.toString('base64url'), key.toString('base64url')].join(
    '$',
  );
}

/** Whether the password is the hash's. Rejects for a hash that this server did not write. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, logN, blockSize, parallel, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined)
    throw new Error('unknown password hash');
  const cost = { logN: Number(logN), blockSize: Number(blockSize), parallel: Number(parallel) };
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

let running = 0;
const waiting: (() => void)[] = [];

/** Only some at once: each takes tens of megabytes, and anybody can ask for one. */
async function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await scryptKey(password, salt, cost);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

function scryptKey(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = {
    N: 2 ** cost.logN,
    r: cost.blockSize,
    p: cost.parallel,
    maxmem: 256 * cost.blockSize * 2 ** cost.logN,
  };
  return new Promise((resolve, reject) => {
    // NFKC, so that the same letters typed on another keyboard are the same password (RFC 8265).
    scrypt(password.normalize('NFKC'), salt, keyLength, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
