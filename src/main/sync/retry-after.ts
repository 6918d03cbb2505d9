/** The longest wait that a server may ask for; a wrong header must not silence a desk for a day. */
const longestMs = 10 * 60_000;

/**
 * The milliseconds to wait by a Retry-After header (RFC 9110 §10.2.3: seconds or an HTTP date), at most ten minutes;
 * undefined where there is none or it is not understood.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (!Number.isFinite(ms)) return undefined;
  return Math.min(Math.max(0, ms), longestMs);
}
