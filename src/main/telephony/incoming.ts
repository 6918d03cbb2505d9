import { SessionState, type Invitation } from 'sip.js';
import type { TelephoneSettings } from '../../contract/server/api.ts';
import type { Refusal } from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import { answerAfterOf } from './answer-after.ts';
import { attempt } from './attempt.ts';
import { originalTargetOf } from './diversion.ts';
import { isAnsweredElsewhere } from './endings.ts';
import { headersOf, lists } from './headers.ts';
import { calledNumberOf, callerOf } from './identity.ts';
import type { CallFacts, CallLeg } from './call-leg.ts';
import type { Clock } from './clock.ts';
import { ring } from './ringing.ts';
import type { SessionTimer } from './session-timer.ts';

/** Who calls, which number, and whether the PBX has a say in when it is answered. */
export function factsOfInvitation(
  invitation: Invitation,
  { calledNumberHeader, obeysAutoAnswer }: Pick<TelephoneSettings, 'calledNumberHeader' | 'obeysAutoAnswer'>,
): CallFacts {
  const header = headersOf(invitation.request);
  const { number, name } = callerOf(header);
  const divertedFrom = originalTargetOf(header);
  const called = calledNumberOf(header, divertedFrom, calledNumberHeader);
  // Asterisk puts the contact that it calls into To (RFC 3261 §16.6 leaves that to it): a random word of ours, no line.
  const isContact = called === invitation.userAgent.contact.uri.user;
  return {
    remoteNumber: number,
    remoteName: name,
    calledNumber: isContact ? undefined : called,
    divertedFrom,
    answerAfterSeconds: obeysAutoAnswer ? answerAfterOf(header) : undefined,
    sipCallId: invitation.request.callId,
  };
}

function offerOf({ request }: Invitation): string | undefined {
  const isDescription = /^application\/sdp\s*(;|$)/iu.test(request.getHeader('Content-Type') ?? '');
  return isDescription && request.body !== '' ? request.body : undefined;
}

/** What the caller can do to a call in. */
export interface CallerActions {
  /** `elsewhere`: a colleague took the call. */
  readonly onCancel: (elsewhere: boolean) => void;
  readonly onBye: () => void;
}

/** The signalling of a call in. Sends 180 at once. */
export function incomingLeg(invitation: Invitation, clock: Clock, log: Log, actions: CallerActions): CallLeg {
  const isOpen = () =>
    invitation.state === SessionState.Initial || invitation.state === SessionState.Establishing;
  const { promise: confirmed, resolve: confirm } = Promise.withResolvers<void>();
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) confirm();
  });
  invitation.delegate = {
    onAck: () => confirm(),
    onCancel: ({ request }) => actions.onCancel(isAnsweredElsewhere(request.getHeaders('Reason'))),
    onBye: (bye) => {
      actions.onBye();
      void attempt(log, 'answer to BYE', () => bye.accept());
    },
    // Left alone, SIP.js would follow a REFER and call whomever it names.
    onRefer: (referral) => void attempt(log, 'answer to REFER', () => referral.reject({ statusCode: 603 })),
  };
  ring(invitation, { clock, log, onBye: () => actions.onCancel(false) });
  let timer: SessionTimer | undefined;
  return {
    session: invitation,
    direction: 'in',
    offer: offerOf(invitation),
    confirmed,
    changesFrom: () => lists(headersOf(invitation.request)('Supported'), 'from-change'),
    keepTime: (given) => (timer = given),
    accept: () =>
      attempt(log, '200', () => {
        const extraHeaders = [...(timer?.answer(headersOf(invitation.request)) ?? [])];
        return invitation.accept({ extraHeaders });
      }),
    refuse: (refusal) => {
      if (!isOpen()) return;
      const answer = refusalAnswer(refusal);
      void attempt(log, `${answer.statusCode}`, () => invitation.reject(answer));
    },
    cancel: () => {},
  };
}

/**
 * 486 is "not at this desk": the queue tries the next one. A 603 ends the call for all (RFC 3261 §21.6.2), and a 302
 * names in its Contact where to call instead (§21.3.3).
 */
function refusalAnswer(refusal: Refusal): { statusCode: number; extraHeaders?: string[] } {
  switch (refusal.how) {
    case 'busy':
      return { statusCode: 486 };
    case 'decline':
      return { statusCode: 603 };
    case 'divert':
      return { statusCode: 302, extraHeaders: [`Contact: <${refusal.target}>`] };
  }
}

/** Refuses a call that does not come to ring: 486 to one that finds no room. */
export function refuseWith(invitation: Invitation, statusCode: number, log: Log): void {
  void attempt(log, `${statusCode}`, () => invitation.reject({ statusCode }));
}
