const signs = 'abcdeghijklmnopqrstuvxz';

/**
 * All keys that are one typing mistake away: two neighbours swapped, a sign missing, another sign, one too many
 * (Damerau-Levenshtein distance 1), swapped and missing ones first.
 */
export function oneError(key: string): string[] {
  const found = new Set<string>();
  const letters = Array.from(key);
  const part = (from: number, to?: number): string => letters.slice(from, to).join('');
  for (let at = 0; at + 1 < letters.length; at += 1) {
    found.add(`${part(0, at)}${letters[at + 1]}${letters[at]}${part(at + 2)}`);
  }
  for (let at = 0; at < letters.length; at += 1) found.add(`${part(0, at)}${part(at + 1)}`);
  for (let at = 0; at <= letters.length; at += 1) {
    for (const sign of signs) {
      found.add(`${part(0, at)}${sign}${part(at)}`);
      if (at < letters.length) found.add(`${part(0, at)}${sign}${part(at + 1)}`);
    }
  }
  found.delete(key);
  return [...found];
}
