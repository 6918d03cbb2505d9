import { SessionState, type Core, type Session } from 'sip.js';
import { headersOf } from './headers.ts';
import { noteParty } from './party.ts';
import { answerPrack } from './prack.ts';
import type { SessionDescriptionProxy } from './session-description-proxy.ts';
import type { SessionTimer } from './session-timer.ts';

/** What of a call takes part in the answers to requests within its dialog. */
export interface DialogPart {
  readonly timer: SessionTimer;
  readonly proxy: SessionDescriptionProxy;
}

const parts = new WeakMap<object, DialogPart>();

/** The call whose dialog this is; undefined for one that has no call of ours, or none yet. */
export function partOf(dialog: object): DialogPart | undefined {
  return parts.get(dialog);
}

/**
 * Stands between SIP.js's dialog and its session once there is a call: a re-INVITE is answered with our part of the
 * session timer (RFC 4028 §9), one that crosses an offer of ours that is only just being made is refused (RFC 3261
 * §14.2; SIP.js sees the crossing only when ours is sent), and a PRACK that comes late is answered (SIP.js throws at
 * it).
 */
export function attend(session: Session, part: DialogPart): void {
  session.stateChange.addListener((state) => {
    const { dialog } = session;
    if (state !== SessionState.Established || dialog === undefined) return;
    parts.set(dialog, part);
    if (acknowledges(dialog)) tolerateStrayAnswers(dialog);
    tolerateLateAnswers(session, dialog);
    const { delegate } = dialog;
    dialog.delegate = {
      ...delegate,
      onInvite: (request) => {
        if (part.proxy.exchange === 'ours') request.reject({ statusCode: 491 });
        else delegate?.onInvite?.(answered(dialog, request, part.timer));
      },
      onPrack: (request) => answerPrack(dialog, request),
    };
  });
}

/**
 * SIP.js throws where a 2xx is to be acknowledged whose re-INVITE it knows no more, and does so in a promise that nobody
 * waits for. Nothing is sent then: the answer belonged to nothing.
 */
function tolerateStrayAnswers(dialog: Acknowledging): void {
  const acknowledge = dialog.ack.bind(dialog);
  dialog.ack = (options) => {
    try {
      return acknowledge(options);
    } catch {
      const cseq = dialog.dialogState.localSequenceNumber ?? 1;
      return { message: dialog.createOutgoingRequestMessage('ACK', { cseq }) };
    }
  };
}

/**
 * A re-INVITE of ours may be agreed to after the call has ended here: it is acknowledged (RFC 3261 §14.1), and that is
 * all. SIP.js would end its session once more where there is no description in the 2xx, and throw.
 */
function tolerateLateAnswers(session: Session, dialog: Core.Session): void {
  const invite = dialog.invite.bind(dialog);
  dialog.invite = (delegate, options) =>
    invite(
      delegate && {
        ...delegate,
        onAccept: (response) => {
          if (session.state === SessionState.Terminated) response.ack();
          else delegate.onAccept?.(response);
        },
      },
      options,
    );
}

interface Acknowledging {
  ack: (options?: object) => { readonly message: unknown };
  readonly dialogState: { readonly localSequenceNumber: number | undefined };
  createOutgoingRequestMessage(method: string, options: { readonly cseq: number }): unknown;
}

/** SIP.js gives its dialog out by an interface that does not name this. */
const acknowledges = (dialog: object): dialog is Acknowledging => 'ack' in dialog;

/** A re-INVITE whose 2xx carries our part of the session timer; with that it may have told of another party. */
function answered(
  dialog: object,
  request: Core.IncomingInviteRequest,
  timer: SessionTimer,
): Core.IncomingInviteRequest {
  return {
    message: request.message,
    accept: (options = { statusCode: 200 }) => {
      const headers = timer.answer(headersOf(request.message));
      const response = request.accept({
        ...options,
        extraHeaders: [...(options.extraHeaders ?? []), ...headers],
      });
      noteParty(dialog, request.message);
      return response;
    },
    progress: (options) => request.progress(options),
    redirect: (contacts, options) => request.redirect(contacts, options),
    reject: (options) => request.reject(options),
    trying: (options) => request.trying(options),
  };
}
