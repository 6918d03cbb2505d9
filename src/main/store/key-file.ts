import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { StoreError } from './requests.ts';

const base64 = (bytes: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((buffer) => buffer.length === bytes);

/** The store's key, wrapped: AES-256-GCM (NIST SP 800-38D) under scrypt (RFC 7914) of the operator's password. */
const keyFile = z.object({
  version: z.literal(1),
  kdf: z.object({
    name: z.literal('scrypt'),
    // Bounded, so that a damaged file cannot ask for all of the memory.
    N: z.union([z.literal(2 ** 17), z.literal(2 ** 18), z.literal(2 ** 19), z.literal(2 ** 20)]),
    r: z.literal(8),
    p: z.number().int().min(1).max(16),
    salt: base64(32),
  }),
  cipher: z.literal('aes-256-gcm'),
  nonce: base64(12),
  wrapped: base64(32),
  tag: base64(16),
});

type Kdf = z.infer<typeof keyFile>['kdf'];

/** OWASP's choice for scrypt where a sign-in may take a good part of a second: 128 MiB of memory, once. */
const cost = { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } as const;

/** Off the event loop (libuv's pool), so that a call goes on while somebody signs in. */
function wrappingKey(password: string, { N, r, p, salt }: Kdf): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFC, as RFC 8265 (OpaqueString) has it: keyboards compose letters differently.
    const options = { N, r, p, maxmem: 2 * 128 * N * r };
    scrypt(password.normalize('NFC'), salt, 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** Binds the wrapped key to its operator: a colleague's key file put in the place of one's own opens nothing. */
const boundTo = (username: string): Buffer => Buffer.from(`zari store key 1\0${username}`);

/** A new random store key: 32 bytes. */
export const newStoreKey = (): Buffer => randomBytes(32);

/** The text of a key file that gives `key` to whoever has the password. A fresh salt and nonce each time. */
export async function wrapKey(key: Uint8Array, username: string, password: string): Promise<string> {
  const kdf = { ...cost, salt: randomBytes(32) };
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await wrappingKey(password, kdf), nonce);
  cipher.setAAD(boundTo(username));
  const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
  const file: z.input<typeof keyFile> = {
    version: 1,
    kdf: { ...kdf, salt: kdf.salt.toString('base64') },
    cipher: 'aes-256-gcm',
    nonce: nonce.toString('base64'),
    wrapped: wrapped.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function readKeyFile(text: string): z.infer<typeof keyFile> {
  try {
    return keyFile.parse(JSON.parse(text));
  } catch (error) {
    // Neither parser's message is kept: it may quote the file.
    throw new StoreError(
      'store.damaged',
      `the key file cannot be read (${error instanceof z.ZodError ? 'shape' : 'JSON'})`,
    );
  }
}

/** The store's key. Throws auth.wrongPassword, or store.damaged where the file is none of ours. */
export async function unwrapKey(text: string, username: string, password: string): Promise<Buffer> {
  const { kdf, nonce, wrapped, tag } = readKeyFile(text);
  const decipher = createDecipheriv('aes-256-gcm', await wrappingKey(password, kdf), nonce, {
    authTagLength: 16,
  });
  decipher.setAAD(boundTo(username));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    throw new StoreError('auth.wrongPassword', 'the key does not open with this password');
  }
}
