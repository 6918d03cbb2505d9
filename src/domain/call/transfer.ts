/**
 * The handing over of a call to somebody else (REFER, RFC 3515, RFC 5589), as the operator follows it:
 *
 *     asking ──the PBX takes it on──▶ trying ──▶ ringing ──▶ succeeded (the call ends)
 *        │                               └──────────┴──▶ failed (back with the caller)
 *        └──────── refused ──────────────────────────────▶ failed
 */
export interface CallTransfer {
  readonly kind: 'blind' | 'attended';
  /** Where to: a number or user. */
  readonly number: string;
  readonly name?: string | undefined;
  readonly status: 'asking' | 'trying' | 'ringing' | 'succeeded' | 'failed';
  /** SIP status of the failure. */
  readonly sipStatus?: number | undefined;
  readonly failure?: TransferFailure | undefined;
}

export type TransferFailure =
  'call.transferRefused' | 'call.gone' | 'pbx.unreachable' | 'pbx.refused' | 'media.failed' | 'internal';

export type TransferEvent =
  | {
      readonly type: 'transferAsked';
      readonly kind: CallTransfer['kind'];
      readonly number: string;
      readonly name?: string | undefined;
    }
  /** The PBX took it on (`trying`), or reports of it. */
  | { readonly type: 'transferReported'; readonly status: 'trying' | 'ringing' }
  | {
      readonly type: 'transferFailed';
      readonly failure: TransferFailure;
      readonly sipStatus?: number | undefined;
    }
  /** The other call of an attended transfer that failed: nothing is left of it there. */
  | { readonly type: 'transferForgotten' };

const order = { asking: 0, trying: 1, ringing: 2, succeeded: 3, failed: 3 } as const;

/** A transfer is under way: asked for, and its outcome not known. */
export const isTransferring = (transfer: CallTransfer | undefined): boolean =>
  transfer !== undefined && order[transfer.status] < order.succeeded;

/** The PBX has taken the call on: where the call ends now, it was handed over. */
export const isHandedOver = (transfer: CallTransfer | undefined): boolean =>
  isTransferring(transfer) && transfer?.status !== 'asking';

/** What an event makes of a transfer; `ignored` where it does not fit: reports come late, twice and out of order. */
export function nextTransfer(
  transfer: CallTransfer | undefined,
  event: TransferEvent,
): { readonly transfer: CallTransfer | undefined } | 'ignored' {
  switch (event.type) {
    case 'transferAsked': {
      if (isTransferring(transfer)) return 'ignored';
      const { type: _type, ...asked } = event;
      return { transfer: { ...asked, status: 'asking' } };
    }
    case 'transferReported':
      if (transfer === undefined || order[event.status] <= order[transfer.status]) return 'ignored';
      return { transfer: { ...transfer, status: event.status } };
    case 'transferFailed': {
      if (transfer === undefined || !isTransferring(transfer)) return 'ignored';
      const { failure, sipStatus } = event;
      return { transfer: { ...transfer, status: 'failed', failure, sipStatus } };
    }
    case 'transferForgotten':
      return transfer === undefined ? 'ignored' : { transfer: undefined };
  }
}
