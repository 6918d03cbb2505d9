import type { HeaderReader } from './headers.ts';
import { listOf } from './sip-frame.ts';

/** A PBX that wants a longer wait than this does not want the call to be answered by itself. */
const longestSeconds = 60;

/**
 * After how many seconds a call in is to be answered by itself, or undefined. No RFC that PBXs follow says how this is
 * asked for; these are the ways of the field:
 *
 * - `Call-Info: <sip:pbx.example>;answer-after=2` (Asterisk, Kamailio and most phones);
 * - `Alert-Info: <http://pbx.example>;info=alert-autoanswer;delay=2`, and without a delay at once; other words for the
 *   same are `Auto Answer`, `AutoAnswer`, `ring-answer` and `RingAnswer`, also without `info=`;
 * - `Answer-Mode: Auto` (RFC 5373 §4), at once.
 */
export function answerAfterOf(header: HeaderReader): number | undefined {
  for (const info of listOf(header('Call-Info') ?? '')) {
    const seconds = secondsIn(info, 'answer-after');
    if (seconds !== undefined) return seconds;
  }
  for (const alert of listOf(header('Alert-Info') ?? '')) {
    if (!/(^|[;=<"\s])(alert-autoanswer|auto[ -]?answer|ring-?answer)($|[;>"\s])/iu.test(alert)) continue;
    if (!hasParameter(alert, 'delay')) return 0;
    const seconds = secondsIn(alert, 'delay');
    if (seconds !== undefined) return seconds;
  }
  return /^\s*auto\s*(;|$)/iu.test(header('Answer-Mode') ?? '') ? 0 : undefined;
}

/** A whole number of seconds that makes sense: what is odd is not obeyed, for it puts an operator on the line. */
function secondsIn(value: string, parameter: string): number | undefined {
  const text = new RegExp(`;\\s*${parameter}\\s*=\\s*"?(\\d{1,3})"?\\s*(;|$)`, 'iu').exec(value)?.[1];
  const seconds = text === undefined ? undefined : Number(text);
  return seconds !== undefined && seconds <= longestSeconds ? seconds : undefined;
}

const hasParameter = (value: string, parameter: string): boolean =>
  new RegExp(`;\\s*${parameter}\\s*(=|;|$)`, 'iu').test(value);
