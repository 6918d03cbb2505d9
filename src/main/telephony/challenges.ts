import { algorithmOf, disguised } from './digest.ts';
import { listOf, type Field } from './sip-frame.ts';

const carriers = new Set(['www-authenticate', 'proxy-authenticate']);

/**
 * Leaves one challenge of each kind: the strongest that we can answer (RFC 8760 §2.4 lets local policy choose, and
 * the weaker one must not win because it comes last, as it does in SIP.js); of equals the topmost. Where we can answer
 * none the topmost stays, so that the refusal is seen as one. What stays is written as the grammar of SIP.js takes it:
 * that one loses an algorithm in quotes and a qop without them, and would answer with MD5.
 */
export function strongestChallenges(fields: readonly Field[]): readonly Field[] {
  const best = new Map<string, { readonly field: Field; readonly strength: number }>();
  for (const field of fields) {
    if (!carriers.has(field.name)) continue;
    const strength = strengthOf(field.value);
    const known = best.get(field.name);
    if (known === undefined || strength > known.strength) best.set(field.name, { field, strength });
  }
  return fields.flatMap((field) => {
    if (!carriers.has(field.name)) return [field];
    return best.get(field.name)?.field === field ? [{ ...field, value: plainChallenge(field.value) }] : [];
  });
}

/** 0 for a challenge that we cannot answer. */
function strengthOf(challenge: string): number {
  const parameters = parametersOf(challenge);
  if (parameters === undefined || !parameters.has('nonce') || !parameters.has('realm')) return 0;
  return algorithmOf(parameters.get('algorithm'))?.strength ?? 0;
}

function plainChallenge(challenge: string): string {
  const parameters = parametersOf(challenge);
  if (parameters === undefined) return challenge;
  const written = ['realm', 'nonce', 'opaque', 'algorithm', 'qop', 'stale'].flatMap((name) => {
    const value = parameters.get(name);
    if (value === undefined) return [];
    if (name === 'algorithm') return [`algorithm=${disguised(value)}`];
    return [name === 'stale' ? `stale=${value}` : `${name}="${value}"`];
  });
  return `Digest ${written.join(', ')}`;
}

/** The parameters of a digest challenge without their quotes; undefined for another scheme. */
function parametersOf(challenge: string): ReadonlyMap<string, string> | undefined {
  const scheme = /^digest\s+/iu.exec(challenge);
  if (scheme === null) return undefined;
  return new Map(
    listOf(challenge.slice(scheme[0].length)).flatMap((each) => {
      const [, name, quoted, token] = /^([\w-]+)\s*=\s*(?:"(.*)"|([^"\s]+))$/u.exec(each) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), quoted ?? token ?? ''] as const];
    }),
  );
}
