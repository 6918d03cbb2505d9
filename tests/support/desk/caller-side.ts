import { setTimeout as wait } from 'node:timers/promises';
import type { AsteriskCentre, PracticeCentre } from './practice-centre.ts';
import type { Walk } from './walk.ts';

/** Who calls the operator, and what can be known of them at the other end of the call. */
export interface CallerSide {
  readonly name: string;
  /** Lets a customer that is known, or somebody who is not, call; rings when it resolves. */
  ring(who: 'known' | 'unknown', operator: Walk): Promise<void>;
  /** Level of what arrives from the operator, dBov; undefined where this PBX does not tell. */
  operatorLevel(): number | undefined;
  held(): boolean | undefined;
  digits(): string | undefined;
}

const numbers = { known: '+995599123456', unknown: '+995577654321' } as const;
const lines = { known: '+995322000001', unknown: '+995322000002' } as const;

/** Recorded callers of the practice line, asked for at the desk. */
export const practiceCallers = (centre: PracticeCentre): CallerSide => ({
  name: 'practice line',
  async ring(who, operator) {
    // The known one calls by themselves; the other is asked for at the desk, as a newcomer does.
    if (who === 'unknown') return operator.ring(1);
    await centre.line.call('nino', 'internet-complaint');
    await operator.button('call.answer').waitFor({ state: 'visible', timeout: 20_000 });
  },
  operatorLevel: () => centre.newestCall().operatorLevelDbov(),
  held: () => centre.newestCall().held,
  digits: () => centre.newestCall().digits(),
});

/** Calls that a real Asterisk makes; once answered it gives the operator's own words back. */
export const asteriskCallers = (centre: AsteriskCentre): CallerSide => ({
  name: 'Asterisk',
  async ring(who, operator) {
    await centre.asterisk.originate({
      to: 'nino',
      callerNumber: numbers[who],
      calledNumber: lines[who],
      application: 'Echo',
    });
    await operator.button('call.answer').waitFor({ state: 'visible', timeout: 20_000 });
  },
  operatorLevel: () => undefined,
  held: () => undefined,
  digits: () => undefined,
});

/** Waits until a value of the other side is as wanted; gives the last value either way. */
export async function settled<T>(
  look: () => T,
  wanted: (value: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let value = look();
  while (!wanted(value) && Date.now() < end) {
    await wait(50);
    value = look();
  }
  return value;
}
