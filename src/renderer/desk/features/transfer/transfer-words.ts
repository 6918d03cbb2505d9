import type { TFunction } from 'i18next';
import type { Transfer } from '../../../../contract/desk/telephone.ts';
import { numberText } from '../call/number-text.ts';

/** What a SIP status of a failed transfer means to the operator (RFC 3261 §21). */
function whyNot(sipStatus: number | undefined): 'busy' | 'unanswered' | 'notFound' | 'declined' | 'other' {
  switch (sipStatus) {
    case 486:
    case 600:
      return 'busy';
    case 408:
    case 480:
    case 487:
      return 'unanswered';
    case 404:
    case 410:
    case 484:
    case 604:
      return 'notFound';
    case 403:
    case 603:
      return 'declined';
    default:
      return 'other';
  }
}

/**
 * How a handing over goes, in words: with whom, what is being waited for, and what to do where it failed. `held`: whoever
 * was to be handed over is on hold.
 */
export function transferText(transfer: Transfer, held: boolean, t: TFunction): string {
  const who = transfer.name ?? numberText(transfer.number, t);
  if (transfer.status !== 'failed') return t(`transfer.${transfer.status}`, { who });
  return t(held ? 'transfer.failedHeld' : 'transfer.failed', {
    who,
    why: t(`transfer.why.${whyNot(transfer.sipStatus)}`),
  });
}

/** Whether the PBX is at it: nothing else can be tried with the call until it has come to an end. */
export function isUnderWay(transfer: Transfer | undefined): boolean {
  return transfer !== undefined && transfer.status !== 'failed' && transfer.status !== 'succeeded';
}
