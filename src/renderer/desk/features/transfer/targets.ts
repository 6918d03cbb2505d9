import type { Colleague } from '../../../../contract/desk/telephone.ts';
import { toE164 } from '../../../../domain/phone.ts';
import { matchesWords } from '../../../../domain/search-text.ts';
import { isDialable } from '../call/dialable.ts';
import type { Suggestion } from '../call/use-suggestions.ts';

/** To whom a call can be handed over. */
export interface Target {
  readonly name?: string | undefined;
  readonly number: string;
  readonly kind: 'number' | Suggestion['kind'];
  /** Of a colleague: whether they are free. */
  readonly state?: Colleague['state'];
}

/** Whoever can take the call now comes first; of whom nothing is known may well be free. */
const order: Readonly<Record<Colleague['state'], number>> = {
  free: 0,
  unknown: 1,
  ringing: 2,
  busy: 3,
};

const digitsOf = (text: string): string => text.replace(/[\s()-]/g, '');
const sameNumber = (a: string, b: string): boolean =>
  digitsOf(a) === digitsOf(b) || (toE164(a) !== undefined && toE164(a) === toE164(b));

/**
 * Whom `text` means: all colleagues while it is empty; else the number that was typed, as it is, before colleagues of
 * that name or number and whoever else was suggested. Nobody is there twice.
 */
export function targetsFor(
  text: string,
  colleagues: readonly Colleague[],
  suggestions: readonly Suggestion[],
): readonly Target[] {
  const wanted = text.trim();
  const found = colleagues
    .filter(({ name, number }) => wanted === '' || isMeant(wanted, name, number))
    .toSorted((a, b) => order[a.state] - order[b.state] || a.name.localeCompare(b.name, 'ka'))
    .map(({ name, number, state }): Target => ({ name, number, state, kind: 'colleague' }));
  if (wanted === '') return found;
  const exact = found.findIndex(({ number }) => sameNumber(number, wanted));
  const typed: readonly Target[] = !isDialable(wanted)
    ? []
    : exact >= 0
      ? found.slice(exact, exact + 1)
      : [{ number: wanted, kind: 'number' }];
  return [...typed, ...found, ...suggestions].filter(
    (target, index, all) => all.findIndex(({ number }) => sameNumber(number, target.number)) === index,
  );
}

function isMeant(text: string, name: string, number: string): boolean {
  return matchesWords(name, text) || digitsOf(number).startsWith(digitsOf(text));
}
