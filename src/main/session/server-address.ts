/**
 * The one form of a server's address, to tell whether two are the same server: scheme, host, port and path. Two schemes
 * are two servers: what was issued over https is not for http. Text that is no URL stays as it is.
 */
export function normaliseServerAddress(text: string): string {
  const url = URL.parse(text);
  return url === null ? text : `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
