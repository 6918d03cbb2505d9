/** What may be dialled on a line; the contract's `diallingPolicy`. */
export interface DiallingPolicy {
  readonly allowedPrefixes: readonly string[];
  readonly forbiddenPrefixes: readonly string[];
  readonly emergencyNumbers: readonly string[];
}

/** In Georgia one number calls ambulance, fire brigade and police; no policy may forbid it. */
export const emergencyNumbers: readonly string[] = ['112'];

/** Where a national number begins with 0 within the country, and its country code (ITU-T E.164 §6). */
const home = '+995';

/**
 * Whether a policy lets a number be dialled. The longest prefix that fits decides; of two of the same length the
 * forbidding one. Emergency numbers may always be dialled.
 *
 * @param target what will be dialled: E.164, or a short number or feature code as it is
 */
export function mayDial(target: string, policy: DiallingPolicy | undefined): boolean {
  if (emergencyNumbers.includes(target) || policy === undefined) return true;
  if (policy.emergencyNumbers.includes(target)) return true;
  const forms = writingsOf(target);
  const longest = (prefixes: readonly string[]): number =>
    Math.max(
      -1,
      ...prefixes
        .filter((prefix) => forms.some((form) => form.startsWith(prefix)))
        .map((prefix) => prefix.length),
    );
  const forbidden = longest(policy.forbiddenPrefixes);
  const allowed = longest(policy.allowedPrefixes);
  if (allowed === -1) return policy.allowedPrefixes.length === 0 && forbidden === -1;
  return allowed > forbidden;
}

/** A number in the ways in which a prefix of it may be written: `+99590012`, `0099590012`, `090012`. */
function writingsOf(target: string): readonly string[] {
  if (!target.startsWith('+')) return [target];
  const international = [target, `00${target.slice(1)}`];
  return target.startsWith(home) ? [...international, `0${target.slice(home.length)}`] : international;
}
