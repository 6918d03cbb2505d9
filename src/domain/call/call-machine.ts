import type { CallDirection, CallEnding, CallState } from './call.ts';
import {
  isHandedOver,
  isTransferring,
  nextTransfer,
  type CallTransfer,
  type TransferEvent,
} from './transfer.ts';

/** The part of a call that its events change. Instants are ISO 8601 in UTC. */
export interface CallProgress {
  readonly direction: CallDirection;
  readonly state: CallState;
  /** What was asked of the other side and is not answered yet. */
  readonly pending?: 'hold' | 'resume' | undefined;
  readonly muted: boolean;
  /** The other side has put us on hold. */
  readonly heldByOther: boolean;
  /** The other side of a call out already sends sound. */
  readonly earlyMedia: boolean;
  readonly startedAt: string;
  readonly answeredAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly ending?: CallEnding | undefined;
  readonly failure?: CallFailure | undefined;
  readonly media: 'none' | 'connecting' | 'connected' | 'interrupted';
  /** The handing over of this call to somebody else: under way, failed, or done with the call's end. */
  readonly transfer?: CallTransfer | undefined;
}

/** How a caller is refused: not at this desk, not at all, or sent on to another address (a SIP URI). */
export type Refusal =
  | { readonly how: 'busy' }
  | { readonly how: 'decline' }
  | { readonly how: 'divert'; readonly target: string };

/** Why a call, an answer or a hold did not come about. */
export type CallFailure =
  | 'pbx.unreachable'
  | 'pbx.refused'
  | 'media.noMicrophone'
  | 'media.permissionDenied'
  | 'media.failed'
  | 'internal';

export type CallEvent =
  /** The operator takes the call, and the microphone is open. */
  | { readonly type: 'answer' }
  /** The microphone could not be opened: the call goes on ringing, and the operator can mend it and answer again. */
  | { readonly type: 'answerFailed'; readonly failure: CallFailure }
  /** The other side of a call out is being alerted (180). */
  | { readonly type: 'alerting' }
  /** Its sound is there before it answers: its own ringback, an announcement (RFC 3960). */
  | { readonly type: 'earlyMedia' }
  /** The dialog is confirmed: our 200 is sent, or theirs acknowledged. */
  | { readonly type: 'established'; readonly at: string }
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  /** The other side agreed to the pending hold or resume. */
  | { readonly type: 'agreed' }
  /** The other side refused the pending hold or resume: all stays as it is (RFC 3261 §14.1). */
  | { readonly type: 'disagreed'; readonly failure: CallFailure }
  | { readonly type: 'mute'; readonly muted: boolean }
  /** What the other side's last description says of us (RFC 3264 §8.4). */
  | { readonly type: 'otherHolds'; readonly held: boolean }
  | { readonly type: 'mediaConnecting' }
  | { readonly type: 'mediaConnected' }
  | { readonly type: 'mediaInterrupted' }
  | { readonly type: 'hangUp'; readonly at: string }
  /** The operator does not take the call; `busy` where nothing is said. */
  | { readonly type: 'reject'; readonly at: string; readonly refusal?: Refusal | undefined }
  /** BYE, or the end of the dialog, from the other side. */
  | { readonly type: 'otherHungUp'; readonly at: string }
  /** CANCEL, or no answer for too long: the caller is gone before the answer, or `elsewhere` at a colleague. */
  | { readonly type: 'cancelled'; readonly at: string; readonly elsewhere?: boolean | undefined }
  /** The other side of a call out refused it. */
  | {
      readonly type: 'refused';
      readonly at: string;
      readonly ending: 'busy' | 'declined' | 'unanswered' | 'notFound';
    }
  | { readonly type: 'failed'; readonly at: string; readonly failure: CallFailure }
  /** `gone`: the other side answered that it has no such call (481), rather than vanished. */
  | { readonly type: 'lost'; readonly at: string; readonly gone?: boolean }
  | TransferEvent
  /** Whoever the call was handed over to has it. */
  | { readonly type: 'transferred'; readonly at: string };

/** What the telephone has to do after a transition, in this order. */
export type CallEffect =
  | { readonly type: 'tone'; readonly tone: 'none' | 'ring' | 'ringback' | 'busy' }
  /** Sends the 200 with our description. */
  | { readonly type: 'accept' }
  /** Refuses the caller, or sends them on. */
  | { readonly type: 'refuse'; readonly refusal: Refusal }
  | { readonly type: 'cancel' }
  | { readonly type: 'bye' }
  | { readonly type: 'renegotiate'; readonly held: boolean }
  | { readonly type: 'mute'; readonly muted: boolean }
  /** The media path broke: try to mend it, and give up after a while. */
  | { readonly type: 'recover' }
  /** The media path is whole again. */
  | { readonly type: 'recovered' }
  /** The call is over: its peer and its timers go. Always the last effect of a call, and only once. */
  | { readonly type: 'release' };

export type Transition = {
  readonly call: CallProgress;
  readonly effects: readonly CallEffect[];
  /** Set where the event does not fit the state: nothing has changed. */
  readonly ignored?: string | undefined;
};

/** A call at its first moment: it rings, or it dials. */
export function newCall(direction: CallDirection, at: string): Transition {
  return {
    call: {
      direction,
      state: direction === 'in' ? 'ringing' : 'dialling',
      muted: false,
      heldByOther: false,
      earlyMedia: false,
      startedAt: at,
      media: 'none',
    },
    effects: direction === 'in' ? [{ type: 'tone', tone: 'ring' }] : [],
  };
}

/**
 * What an event makes of a call, and what is to be done then. Pure. An event that does not fit the state is no error:
 * late and crossing messages are normal in SIP (RFC 5407). It changes nothing and says why in `ignored`.
 */
export function transition(call: CallProgress, event: CallEvent): Transition {
  if (call.state === 'ended') return ignore(call, `${event.type} after the end`);
  switch (event.type) {
    case 'answer':
      if (call.state !== 'ringing') return misfit(call, event);
      return {
        call: { ...withoutFailure(call), state: 'answering' },
        effects: [{ type: 'tone', tone: 'none' }, { type: 'accept' }],
      };
    case 'answerFailed':
      if (call.state !== 'ringing') return misfit(call, event);
      return { call: { ...call, failure: event.failure }, effects: [] };
    case 'alerting':
      if (call.state !== 'dialling') return misfit(call, event);
      // Two ringing tones are one too many (RFC 3960 §3.2).
      if (call.earlyMedia) return ignore(call, 'early media');
      return { call, effects: [{ type: 'tone', tone: 'ringback' }] };
    case 'earlyMedia':
      if (call.state !== 'dialling') return misfit(call, event);
      if (call.earlyMedia) return ignore(call, 'already so');
      return { call: { ...call, earlyMedia: true }, effects: [{ type: 'tone', tone: 'none' }] };
    case 'established':
      if (call.state !== 'answering' && call.state !== 'dialling') return misfit(call, event);
      return {
        call: {
          ...call,
          state: 'active',
          earlyMedia: false,
          answeredAt: notBefore(call.startedAt, event.at),
        },
        effects: call.state === 'dialling' ? [{ type: 'tone', tone: 'none' }] : [],
      };
    case 'hold':
    case 'resume':
      return renegotiate(call, event);
    case 'agreed':
      if (call.pending === undefined) return misfit(call, event);
      return {
        call: { ...withoutFailure(settled(call)), state: call.pending === 'hold' ? 'held' : 'active' },
        effects: [],
      };
    case 'disagreed':
      if (call.pending === undefined) return misfit(call, event);
      return { call: { ...settled(call), failure: event.failure }, effects: [] };
    case 'mute':
      // Also before the first word: whoever is muted while it is being answered is not heard at all.
      if (call.state !== 'answering' && call.state !== 'active' && call.state !== 'held') {
        return misfit(call, event);
      }
      if (call.muted === event.muted) return ignore(call, 'already so');
      return {
        call: { ...call, muted: event.muted },
        effects: [{ type: 'mute', muted: event.muted }],
      };
    case 'otherHolds':
      if (call.heldByOther === event.held) return ignore(call, 'already so');
      return { call: { ...call, heldByOther: event.held }, effects: [] };
    case 'mediaConnecting':
    case 'mediaConnected':
    case 'mediaInterrupted':
      return mediaChanged(call, event);
    case 'transferAsked':
      if (call.state !== 'active' && call.state !== 'held') return misfit(call, event);
      if (call.pending !== undefined) return ignore(call, `${call.pending} is pending`);
      return transferChanged(call, event);
    case 'transferReported':
    case 'transferFailed':
    case 'transferForgotten':
      return transferChanged(call, event);
    default:
      return end(call, event);
  }
}

function renegotiate(call: CallProgress, event: { type: 'hold' | 'resume' }): Transition {
  const from = event.type === 'hold' ? 'active' : 'held';
  if (call.state !== from) return misfit(call, event);
  if (call.pending !== undefined) return ignore(call, `${call.pending} is pending`);
  return {
    call: { ...withoutFailure(call), pending: event.type },
    effects: [{ type: 'renegotiate', held: event.type === 'hold' }],
  };
}

function mediaChanged(
  call: CallProgress,
  event: { type: 'mediaConnecting' | 'mediaConnected' | 'mediaInterrupted' },
): Transition {
  if (call.state === 'ringing') return misfit(call, event);
  switch (event.type) {
    case 'mediaConnecting':
      // An ICE restart passes through `connecting` again: until it has succeeded the call stays interrupted.
      if (call.media !== 'none') return ignore(call, 'already so');
      return { call: { ...call, media: 'connecting' }, effects: [] };
    case 'mediaConnected':
      if (call.media === 'connected') return ignore(call, 'already so');
      return {
        call: { ...call, media: 'connected' },
        effects: call.media === 'interrupted' ? [{ type: 'recovered' }] : [],
      };
    case 'mediaInterrupted':
      if (call.media === 'interrupted') return ignore(call, 'already so');
      return { call: { ...call, media: 'interrupted' }, effects: [{ type: 'recover' }] };
  }
}

function transferChanged(call: CallProgress, event: TransferEvent): Transition {
  const next = nextTransfer(call.transfer, event);
  if (next === 'ignored') return ignore(call, `${event.type} in transfer ${call.transfer?.status ?? 'none'}`);
  const { transfer: _transfer, ...rest } = call;
  return { call: next.transfer === undefined ? rest : { ...rest, transfer: next.transfer }, effects: [] };
}

type EndEvent = Extract<CallEvent, { readonly at: string }>;

function end(call: CallProgress, event: EndEvent): Transition {
  switch (event.type) {
    case 'hangUp':
      // While answering no dialog is confirmed yet: the 200 is held back and the caller refused.
      if (call.state === 'ringing' || call.state === 'answering') {
        return ended(call, event.at, 'rejected', [refuse()]);
      }
      if (call.state === 'dialling') return ended(call, event.at, 'operator', [{ type: 'cancel' }]);
      // The PBX goes on with a transfer that it has taken on (RFC 5589 §6).
      return ended(call, event.at, isHandedOver(call.transfer) ? 'transferred' : 'operator', [
        { type: 'bye' },
      ]);
    case 'reject': {
      if (call.state !== 'ringing') return misfit(call, event);
      const ending = event.refusal?.how === 'divert' ? 'diverted' : 'rejected';
      return ended(call, event.at, ending, [refuse(event.refusal)]);
    }
    case 'otherHungUp':
      if (call.answeredAt === undefined) return misfit(call, event);
      return isHandedOver(call.transfer)
        ? ended(handedOver(call), event.at, 'transferred', [])
        : ended(call, event.at, 'other', []);
    case 'cancelled':
      if (call.state !== 'ringing' && call.state !== 'answering') return misfit(call, event);
      return ended(call, event.at, event.elsewhere === true ? 'elsewhere' : 'missed', []);
    case 'refused':
      if (call.state !== 'dialling') return misfit(call, event);
      return ended(call, event.at, event.ending, []);
    case 'failed': {
      if (call.answeredAt !== undefined) return misfit(call, event);
      const leave: CallEffect = call.state === 'dialling' ? { type: 'cancel' } : refuse();
      return ended({ ...call, failure: event.failure }, event.at, 'failed', [leave]);
    }
    case 'lost':
      if (call.answeredAt === undefined) return misfit(call, event);
      if (event.gone === true && isHandedOver(call.transfer)) {
        return ended(handedOver(call), event.at, 'transferred', []);
      }
      return ended(call, event.at, 'lost', [{ type: 'bye' }]);
    case 'transferred':
      // Word of it may come after we gave up waiting for it: the call is with somebody else all the same.
      if (call.transfer === undefined || call.answeredAt === undefined) return misfit(call, event);
      return ended(handedOver(call), event.at, 'transferred', [{ type: 'bye' }]);
    case 'established':
      return misfit(call, event);
  }
}

function ended(call: CallProgress, at: string, ending: CallEnding, leave: readonly CallEffect[]): Transition {
  const { transfer, ...rest } = settled(call);
  // A transfer that nobody took on went with the call.
  const keeps = transfer !== undefined && (ending === 'transferred' || !isTransferring(transfer));
  return {
    call: {
      ...rest,
      ...(keeps ? { transfer } : {}),
      state: 'ended',
      heldByOther: false,
      earlyMedia: false,
      ending,
      endedAt: notBefore(call.answeredAt ?? call.startedAt, at),
      media: 'none',
    },
    effects: [...leave, { type: 'tone', tone: ending === 'busy' ? 'busy' : 'none' }, { type: 'release' }],
  };
}

/** 486 where nothing is said: the queue tries the next desk. */
function refuse(refusal: Refusal = { how: 'busy' }): CallEffect {
  return { type: 'refuse', refusal };
}

function handedOver(call: CallProgress): CallProgress {
  if (call.transfer === undefined) return call;
  const { failure: _failure, sipStatus: _status, ...transfer } = call.transfer;
  return { ...call, transfer: { ...transfer, status: 'succeeded' } };
}

/** The wall clock may be set back in the middle of a call; a call still does not end before it began. */
function notBefore(earliest: string, at: string): string {
  return at < earliest ? earliest : at;
}

function settled({ pending: _pending, ...call }: CallProgress): CallProgress {
  return call;
}

function withoutFailure({ failure: _failure, ...call }: CallProgress): CallProgress {
  return call;
}

const ignore = (call: CallProgress, ignored: string): Transition => ({ call, effects: [], ignored });
const misfit = (call: CallProgress, event: { type: string }): Transition =>
  ignore(call, `${event.type} in state ${call.state}`);
