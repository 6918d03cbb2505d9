import { randomInt } from 'node:crypto';
import { SessionState, type Core, type Invitation } from 'sip.js';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { Clock } from './clock.ts';
import { headersOf, lists } from './headers.ts';
import { answerPrack, awaitPrack } from './prack.ts';

/** RFC 3261 §17.1.1.1: T1, the first wait before something is sent again, and how often it doubles at most. */
const firstWaitMs = 500;
const longestMs = 64 * firstWaitMs;

export interface RingingParts {
  readonly clock: Clock;
  readonly log: Log;
  /** The caller hung up by BYE, which it may before the answer (RFC 3261 §15). */
  readonly onBye: () => void;
}

/**
 * Says that the call rings (180). To a caller that knows reliable provisional responses (RFC 3262) it is sent again and
 * again until its PRACK comes, and refused with 504 where none comes in 32 s (§3). No answer to the offer is in it: a
 * call that only rings is not listened to. Where the offer is ours to make (an INVITE without SDP) §5 wants it in the
 * first reliable response: then the 180 is sent the old way, or not at all to who requires the new one.
 */
export function ring(invitation: Invitation, { clock, log, onBye }: RingingParts): void {
  const header = headersOf(invitation.request);
  const brings = invitation.body !== undefined && invitation.body !== '';
  const isReliable = lists(header('Supported'), '100rel') && brings;
  if (lists(header('Require'), '100rel') && !brings) return;
  const rseq = randomInt(1, 2 ** 31);
  const extraHeaders = isReliable ? ['Require: 100rel', `RSeq: ${rseq}`] : [];
  const send = () => void attempt(log, '180', () => invitation.progress({ statusCode: 180, extraHeaders }));
  send();
  const { dialog } = invitation;
  if (dialog === undefined) return;
  dialog.delegate = {
    onBye: (request) => {
      request.accept();
      onBye();
      void attempt(log, '487', () => invitation.reject({ statusCode: 487 }));
    },
    onPrack: (request) => answerPrack(dialog, request),
  };
  if (isReliable) repeatUntilPrack(invitation, dialog, { clock, log, rseq, send });
}

interface Repetition {
  readonly clock: Clock;
  readonly log: Log;
  readonly rseq: number;
  readonly send: () => void;
}

function repeatUntilPrack(
  invitation: Invitation,
  dialog: Core.Session,
  { clock, log, rseq, send }: Repetition,
): void {
  let cancel = () => {};
  const repeatAfter = (ms: number) => {
    cancel = clock.after(ms, () => {
      send();
      repeatAfter(ms * 2);
    });
  };
  const cancelGivingUp = clock.after(longestMs, () => {
    cancel();
    void attempt(log, '504', () => invitation.reject({ statusCode: 504 }));
  });
  const stop = () => {
    cancel();
    cancelGivingUp();
  };
  repeatAfter(firstWaitMs);
  awaitPrack(dialog, { rseq, cseq: invitation.request.cseq, acknowledged: stop });
  // A final response is answer enough (§3); its 2xx has a description of its own.
  invitation.stateChange.addListener((state) => {
    if (state !== SessionState.Initial) stop();
  });
}
