const second = 1000;
const longest = 30 * second;
/** About as many tries as fit into the first five minutes: PBXs restart, and routers come back, within those. */
const quickTries = 270;
const quick = 1.5 * second;

/**
 * How long to wait before try `attempt` (1 is the first after a loss), in milliseconds. Never gives up. For some five
 * minutes at most 1.5 s, so that a PBX that was restarted has its operators back within 2 s of accepting again: a
 * try that is refused costs nobody anything, an operator without a line costs every minute. Then the time doubles up
 * to 30 s. Half of it is chance, so that a hundred desks do not come back in the same moment (RFC 5626 §4.5, which
 * begins slower). While `serversLeft` of this round were not tried yet, the next one is tried soon.
 */
export function reconnectDelay(attempt: number, serversLeft: number, random: number): number {
  if (serversLeft > 0) return Math.round(100 + 400 * random);
  const whole =
    attempt <= quickTries
      ? Math.min(quick, second * attempt)
      : Math.min(longest, quick * 2 ** Math.min(attempt - quickTries, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}

/**
 * How long to wait after a refused registration, in milliseconds: 30 to 60 s, because a wrong password does not mend
 * itself and PBXs lock out who asks too often; or what the PBX asks for in Retry-After (seconds, RFC 3261 §20.33), at
 * most an hour, plus up to a tenth of it by chance.
 */
export function refusalDelay(retryAfterSeconds: number | undefined, random: number): number {
  if (retryAfterSeconds === undefined) return Math.round(30 * second + 30 * second * random);
  const asked = Math.min(3600, Math.max(1, retryAfterSeconds)) * second;
  return Math.round(asked + (asked / 10) * random);
}

/**
 * How long to wait before a re-INVITE that met a 491 is sent again, in milliseconds (RFC 3261 §14.1): 2.1 to 4 s for
 * the side that made the Call-ID, up to 2 s for the other, in steps of 10 ms.
 */
export function glareDelay(ownsCallId: boolean, random: number): number {
  return ownsCallId ? 2100 + 10 * Math.floor(190 * random) : 10 * Math.floor(200 * random);
}
