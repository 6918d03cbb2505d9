import { Core, type Session } from 'sip.js';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { Clock } from './clock.ts';
import { headersOf } from './headers.ts';
import { partOf, type DialogPart } from './in-dialog.ts';
import { ownMethods } from './methods.ts';
import { noteParty } from './party.ts';

/**
 * Answers UPDATE (RFC 3311) before SIP.js does, whose core knows no such method and says 405. The smallest place for
 * it: the request has been parsed, and its dialog is found as SIP.js finds it (RFC 3261 §12.2.2).
 */
export function answerUpdates(core: Core.UserAgentCore, clock: Clock, log: Log): void {
  const receive = core.receiveIncomingRequestFromTransport.bind(core);
  /** Dialogs that have an UPDATE which is not answered yet. */
  const pending = new Set<Core.Dialog>();
  core.receiveIncomingRequestFromTransport = (message) => {
    // One that was received before goes to its transaction, which repeats its answer.
    if (message.method !== 'UPDATE' || core.userAgentServers.has(message.viaBranch)) return receive(message);
    const dialog = core.dialogs.get(message.callId + message.toTag + message.fromTag);
    if (!(dialog instanceof Core.SessionDialog)) {
      core.replyStateless(message, { statusCode: 481 });
      return;
    }
    const isLate = dialog.remoteSequenceNumber !== undefined && message.cseq <= dialog.remoteSequenceNumber;
    if (isLate) {
      core.replyStateless(message, { statusCode: 500 });
      return;
    }
    // The part of SessionDialog would answer 501; the part of Dialog takes the CSeq.
    Core.Dialog.prototype.receiveRequest.call(dialog, message);
    const server = new Core.UserAgentServer(Core.NonInviteServerTransaction, core, message);
    const later = [`Retry-After: ${Math.floor(clock.random() * 11)}`];
    const refusal = pending.has(dialog) ? 500 : glareOf(message, dialog, partOf(dialog));
    if (refusal !== undefined) {
      server.reject({ statusCode: refusal, ...(refusal === 500 ? { extraHeaders: later } : {}) });
      return;
    }
    // One without an offer is answered before anything else is heard.
    if (offerOf(message) !== undefined) pending.add(dialog);
    void attempt(log, 'answer to UPDATE', () => answer(core, dialog, server, message)).finally(() =>
      pending.delete(dialog),
    );
  };
}

/** The offer that a request brings, as SDP. */
function offerOf(message: Core.IncomingRequestMessage): string | undefined {
  const body = Core.getBody(message);
  return body?.contentDisposition === 'session' ? body.content : undefined;
}

/** RFC 3311 §5.2: 491 where an offer of ours is not answered yet, 500 where we have not answered theirs. */
function glareOf(
  message: Core.IncomingRequestMessage,
  dialog: Core.SessionDialog,
  part: DialogPart | undefined,
): 491 | 500 | undefined {
  if (offerOf(message) === undefined) return undefined;
  const isOurs =
    dialog.reinviteUserAgentClient !== undefined ||
    dialog.signalingState === Core.SignalingState.HaveLocalOffer ||
    part?.proxy.exchange === 'ours';
  if (isOurs) return 491;
  const isTheirs = part === undefined || part.proxy.exchange === 'theirs';
  return isTheirs || dialog.signalingState === Core.SignalingState.HaveRemoteOffer ? 500 : undefined;
}

async function answer(
  core: Core.UserAgentCore,
  dialog: Core.SessionDialog,
  server: Core.UserAgentServer,
  message: Core.IncomingRequestMessage,
): Promise<void> {
  const part = partOf(dialog);
  const offer = offerOf(message);
  let body: Core.Body | undefined;
  if (offer !== undefined && part !== undefined) {
    try {
      await part.proxy.setDescription(offer);
      const description = await part.proxy.getDescription();
      body = {
        contentDisposition: 'session',
        contentType: description.contentType,
        content: description.body,
      };
    } catch {
      server.reject({ statusCode: 488 });
      await part.proxy.rollbackDescription();
      return;
    }
  }
  refreshTarget(dialog, message);
  server.accept({
    statusCode: 200,
    extraHeaders: [
      `Contact: ${core.configuration.contact.toString()}`,
      `Allow: ${ownMethods.join(', ')}`,
      ...(part?.timer.answer(headersOf(message)) ?? []),
    ],
    ...(body === undefined ? {} : { body }),
  });
  noteParty(dialog, message);
}

/** UPDATE is a target refresh request (RFC 3311 §5.2). */
function refreshTarget(dialog: Core.SessionDialog, message: Core.IncomingRequestMessage): void {
  const contact: unknown = message.hasHeader('Contact') ? message.parseHeader('Contact') : undefined;
  const isAddress = typeof contact === 'object' && contact !== null && 'uri' in contact;
  if (isAddress && contact.uri instanceof Core.URI) dialog['dialogState'].remoteTarget = contact.uri;
}

/** Sends an UPDATE without an offer, which changes nothing but the session timer. The session is established. */
export function sendUpdate(
  session: Session,
  headers: readonly string[],
  heard: {
    readonly accepted: (message: Core.IncomingResponseMessage) => void;
    readonly refused: (message: Core.IncomingResponseMessage) => void;
  },
): void {
  const core = session.userAgent.userAgentCore;
  const { dialog } = session;
  if (!(dialog instanceof Core.SessionDialog)) throw new TypeError('a session without its dialog');
  const contact = `Contact: ${core.configuration.contact.toString()}`;
  const request = dialog.createOutgoingRequestMessage('UPDATE', {
    extraHeaders: [contact, `Allow: ${ownMethods.join(', ')}`, ...headers],
  });
  core.request(request, {
    onAccept: ({ message }) => heard.accepted(message),
    onRedirect: ({ message }) => heard.refused(message),
    onReject: ({ message }) => heard.refused(message),
  });
}
