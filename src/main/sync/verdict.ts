import type { ServerAnswer } from './http-exchange.ts';

/**
 * What an answer means for the sync:
 * - `answered`: the server works, be it with a no or a "wait";
 * - `wholeRefused`: it works and cannot take this request as it is (too large, or one operation spoils it);
 * - `signInNeeded`: it takes nothing more under this token;
 * - `silent`: no answer, or one that no server of ours gives (5xx, a proxy's page).
 */
export type Verdict = 'answered' | 'wholeRefused' | 'signInNeeded' | 'silent';

/**
 * A 400 or 401 counts only in the server's own words (`apiError`): a captive portal or a proxy that answers so must
 * neither park an operation nor ask the operator for a password. A 413 counts from anybody on the way.
 */
export function verdictOf(answer: ServerAnswer<unknown>): Verdict {
  if (answer.ok) return 'answered';
  if (answer.status === 413) return 'wholeRefused';
  if (answer.reason === 'server.unreachable' || answer.reason === 'server.refused') return 'silent';
  if (answer.status === 400) return 'wholeRefused';
  if (answer.status === 401 || answer.status === 403) return 'signInNeeded';
  return 'answered';
}
