import { z } from 'zod';

/**
 * Why something was not done. Only these codes cross a boundary; the desk has a sentence for each in every language
 * that says what happened and what to do next.
 */
export const reasonCodes = [
  'input.invalid', // the message has the wrong shape
  'session.signedOut', // sign in first
  'session.wrongState', // somebody is signed in, and this needs nobody to be
  'session.shiftOn', // end the shift before you sign out
  'auth.wrongPassword',
  'auth.notAllowed', // the account may not use this
  'auth.locked', // too many wrong passwords: wait
  'auth.firstTimeOffline', // no server, and this operator never signed in on this device
  'auth.previousPasswordNeeded', // the password was changed: the old one opens the store once more
  'auth.expired', // the server wants a new sign-in before it takes what waits
  'server.unreachable',
  'server.refused', // the server answered with an error
  'pbx.unreachable',
  'pbx.refused', // wrong SIP account or forbidden
  'pbx.certificate', // its certificate is expired, for another host, or of an unknown authority
  'pbx.noAccount', // the operator has no SIP account
  'media.noMicrophone',
  'media.permissionDenied',
  'media.failed',
  'call.gone', // that call is no more
  'call.wrongState',
  'call.otherActive', // another call is on
  'call.switching', // another call is just being connected, held or taken back
  'call.invalidNumber',
  'call.notRegistered',
  'call.forbidden', // the line's policy forbids this number
  'call.tooMany', // no more calls at once
  'call.noOther', // there is no second call for this
  'call.nothingToRedial',
  'call.transferRefused',
  'shift.wrongState',
  'presence.wrongState',
  'case.incomplete', // required fields are empty
  'case.alreadySubmitted',
  'store.full', // the disk is full
  'store.damaged',
  'store.inUse', // another Zari has this operator's store open
  'store.newer', // a newer Zari has written this store: update this one
  'host.unreachable', // made by the desk itself: its link to the host is down
  'notFound',
  'internal',
] as const;
export const reasonCode = z.enum(reasonCodes);
export type ReasonCode = z.infer<typeof reasonCode>;

export type Failure = {
  readonly ok: false;
  readonly reason: ReasonCode;
  readonly detail?: string | undefined;
};
export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
/** `detail` is for the log and for support (a SIP status, a field name); never shown alone, never a secret. */
export const fail = (reason: ReasonCode, detail?: string): Failure => ({ ok: false, reason, detail });
