/**
 * One call as the host keeps it and the desk shows it.
 *
 *                  operator answers               200 sent
 *     (in) ringing ────────────────▶ answering ─────────────▶ active ◀── resumed ── held
 *             │                          │                      │ ▲ ──── held ────▶  │
 *             │              200 and ACK │                      │ │                  │
 *    (out) dialling ─────────────────────┼──────────────────────┼─┘                  │
 *             │                          │                      │                    │
 *             └──────────────────────────┴───────▶ ended ◀──────┴────────────────────┘
 *
 * `call-machine.ts` holds the transitions.
 */
export const callStates = ['ringing', 'dialling', 'answering', 'active', 'held', 'ended'] as const;
export type CallState = (typeof callStates)[number];

export const callDirections = ['in', 'out'] as const;
export type CallDirection = (typeof callDirections)[number];

/**
 * Why a call ended:
 * - `operator`, `other`: one side hung up an answered call; `operator` also where the operator gave up a call out
 *   before its answer (such a call has no `answeredAt`);
 * - `missed`: the caller gave up, or the PBX took the call elsewhere, before an answer;
 * - `rejected`: the operator declined; `busy`, `declined`, `unanswered`, `notFound`: the other side of a call out;
 * - `transferred`: handed over to somebody else; `diverted`: sent on by the operator before an answer; `elsewhere`: a
 *   colleague took it (RFC 3326, cause 200);
 * - `lost`: the other side or the network vanished in the middle; `failed`: it could not be set up (see `failure`).
 */
export const callEndings = [
  'operator',
  'other',
  'missed',
  'rejected',
  'busy',
  'declined',
  'unanswered',
  'notFound',
  'transferred',
  'diverted',
  'elsewhere',
  'lost',
  'failed',
] as const;
export type CallEnding = (typeof callEndings)[number];
