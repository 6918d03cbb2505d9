/**
 * The one form of a username, the same as the server's: NFKC (Unicode Standard Annex #15), no spaces around it, lower
 * case; the same name typed on another keyboard opens the same store.
 */
export function normaliseUsername(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}
