import { createHmac } from 'node:crypto';

/**
 * The password of a user of the practice line: both the line and whoever hands out accounts derive it from one
 * shared secret, so that no list of passwords has to be kept.
 *
 * @param secret the secret of this practice line; must not be empty
 * @param username SIP user name, as in digest authentication
 * @returns 24 characters of base64url: HMAC-SHA256 (RFC 2104) of the user name under the secret, cut to 144 bits
 */
export function practicePassword(secret: string, username: string): string {
  if (secret === '') throw new TypeError('practicePassword: the secret is empty');
  return createHmac('sha256', secret).update(username, 'utf8').digest('base64url').slice(0, 24);
}
