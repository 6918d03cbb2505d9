import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const cookieName = 'zari';

/** Who may use the browser shell: the one browser that came with the one-time token. */
export interface Access {
  /** The token to put into the address that is printed; good for one visit. */
  readonly token: string;
  /** The Set-Cookie value for the visit that brings the token; undefined for a wrong or used one. */
  redeem(token: string): string | undefined;
  /** Whether the request carries the cookie, speaks to our own host name, and comes from no foreign page. */
  allows(request: IncomingMessage): boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Loopback is open to every process and every web page of the machine, so the shell asks for more: a cookie that only
 * the token's bearer has (HttpOnly, SameSite=Strict), our own Host (against DNS rebinding) and our own Origin (against
 * WebSockets opened by foreign pages).
 */
export function createAccess(host: () => string): Access {
  const token = randomBytes(24).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  let used = false;
  return {
    token,
    redeem(offered) {
      if (used || !timingSafeEqual(digest(offered), digest(token))) return undefined;
      used = true;
      return `${cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    allows(request) {
      const { host: named, origin, cookie = '' } = request.headers;
      if (named !== host() || (origin !== undefined && origin !== `http://${host()}`)) return false;
      const carried = cookie.split(/;\s*/).find((pair) => pair.startsWith(`${cookieName}=`));
      return carried !== undefined && timingSafeEqual(digest(carried), digest(`${cookieName}=${secret}`));
    },
  };
}
