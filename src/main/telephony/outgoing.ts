import { Core, Inviter, SessionState, URI, type UserAgent } from 'sip.js';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { CallLeg } from './call-leg.ts';
import { ConnectedParty } from './connected-party.ts';
import { headersOf, lists } from './headers.ts';
import type { Identity } from './identity.ts';
import { keepTime } from './invite-client.ts';

/** What the other side can do to a call out. */
export interface CalleeActions {
  readonly onAlerting: () => void;
  /** It describes its media already: `ringing` where it may leave the ringing tone to us all the same (180). */
  readonly onEarlyDescription: (sdp: string, ringing: boolean) => void;
  readonly onRefused: (sipStatus: number) => void;
  /** Whom the call has reached by now. */
  readonly onParty: (party: Identity) => void;
  readonly onBye: () => void;
}

/** Those whose answer said that From may change. */
const changing = new WeakSet<Inviter>();

/** An INVITE to `user` of the own domain, not sent yet. */
export function createInviter(userAgent: UserAgent, user: string, domain: string): Inviter {
  return new Inviter(userAgent, new URI('sip', user, domain));
}

/** The signalling of a call out. */
export function outgoingLeg(inviter: Inviter, log: Log, actions: CalleeActions): CallLeg {
  inviter.delegate = {
    onBye: (bye) => {
      actions.onBye();
      void attempt(log, 'answer to BYE', () => bye.accept());
    },
    onRefer: (referral) => void attempt(log, 'answer to REFER', () => referral.reject({ statusCode: 603 })),
  };
  return {
    session: inviter,
    direction: 'out',
    confirmed: Promise.resolve(),
    changesFrom: () => changing.has(inviter),
    keepTime: (timer) => {
      inviter.request.extraHeaders.push(...timer.requestHeaders());
      keepTime(inviter.request, timer);
    },
    accept: () => Promise.resolve(),
    refuse: () => {},
    cancel: () => {
      // A 200 that crosses the CANCEL is acknowledged and ended by BYE in SIP.js (RFC 3261 §15, RFC 5407 §3.1.2).
      if (inviter.state === SessionState.Initial || inviter.state === SessionState.Establishing) {
        void attempt(log, 'CANCEL', () => inviter.cancel());
      }
    },
  };
}

/**
 * Sends the INVITE with our offer. Where the offer cannot be made, or the answer not be used, the session ends and
 * the call with it.
 */
export function sendInvite(inviter: Inviter, log: Log, actions: CalleeActions): void {
  const party = new ConnectedParty({ number: inviter.request.ruri.user });
  void attempt(log, 'INVITE', () =>
    inviter.invite({
      requestDelegate: {
        onAccept: ({ message }) => {
          if (lists(headersOf(message)('Supported'), 'from-change')) changing.add(inviter);
          actions.onParty(party.accepted(message));
        },
        onProgress: ({ message }) => {
          progressed(message, actions);
          actions.onParty(party.progressed(message));
        },
        onRedirect: ({ message }) => actions.onRefused(message.statusCode ?? 0),
        onReject: ({ message }) => actions.onRefused(message.statusCode ?? 0),
      },
    }),
  );
}

/** RFC 3960 §3.2: a 180 asks us for the ringing tone, unless the other side sends its own. */
function progressed(message: Core.IncomingResponseMessage, actions: CalleeActions): void {
  const ringing = message.statusCode === 180;
  const body = Core.getBody(message);
  if (body?.contentDisposition === 'session') actions.onEarlyDescription(body.content, ringing);
  if (ringing) actions.onAlerting();
}
