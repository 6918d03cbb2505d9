/**
 * The one form of a username: without spaces around it, in lower case, NFC (Unicode Standard Annex #15), so that the
 * same name typed on another keyboard opens the same store.
 */
export function normaliseUsername(typed: string): string {
  return typed.normalize('NFC').trim().toLowerCase().normalize('NFC');
}
