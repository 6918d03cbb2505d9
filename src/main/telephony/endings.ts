import type { CallEvent, CallFailure } from '../../domain/call/call-machine.ts';
import type { ReasonCode } from '../../contract/reasons.ts';

/**
 * What the final answer to an INVITE of ours means for the call (RFC 3261 §21). `isConnected` tells a 408 or 503 that
 * SIP.js made up because the network is gone from one that the PBX sent (§8.1.3.1).
 */
export function refusalEvent(sipStatus: number, at: string, isConnected: boolean): CallEvent {
  switch (sipStatus) {
    case 486:
    case 600:
      return { type: 'refused', at, ending: 'busy' };
    case 603:
    case 607:
      return { type: 'refused', at, ending: 'declined' };
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return { type: 'refused', at, ending: 'notFound' };
    case 408:
      return isConnected
        ? { type: 'refused', at, ending: 'unanswered' }
        : { type: 'failed', at, failure: 'pbx.unreachable' };
    case 480:
    case 487:
      return { type: 'refused', at, ending: 'unanswered' };
    case 415:
    case 488:
    case 606:
      return { type: 'failed', at, failure: 'media.failed' };
    default:
      return { type: 'failed', at, failure: isConnected ? 'pbx.refused' : 'pbx.unreachable' };
  }
}

/** A reason code as a call can carry it. */
export function callFailure(reason: ReasonCode | undefined): CallFailure {
  switch (reason) {
    case 'pbx.unreachable':
    case 'pbx.refused':
    case 'media.noMicrophone':
    case 'media.permissionDenied':
    case 'media.failed':
      return reason;
    default:
      return 'internal';
  }
}

/**
 * Whether the Reason headers of a CANCEL say that the call was answered at another place: `SIP;cause=200` (RFC 3326 §2),
 * or `Q.850;cause=26`, "non-selected user clearing", as PBXs with a telephone network behind them have it.
 */
export function isAnsweredElsewhere(reasons: readonly string[]): boolean {
  return reasons
    .flatMap((header) => header.split(','))
    .some((reason) =>
      /^\s*(SIP\s*;(.*;)?\s*cause\s*=\s*200|Q\.850\s*;(.*;)?\s*cause\s*=\s*26)\s*(;|$)/iu.test(reason),
    );
}
