import { fail, type Result } from '../../contract/reasons.ts';
import type { Session } from 'sip.js';
import type { PhoneCall } from './phone-call.ts';

/** The dialog that a call is to take the place of (RFC 3891 §6.1): its tags as we know them from the other side. */
export interface Replaces {
  readonly callId: string;
  /** Ours. */
  readonly toTag: string;
  /** The other side's. */
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

/** What to do with an INVITE: nothing special, refuse it, or let it take the place of a call. */
export type Replacement =
  | { readonly verdict: 'none' }
  | { readonly verdict: 'refuse'; readonly sipStatus: number }
  | { readonly verdict: 'replace'; readonly callId: string };

export interface ReplaceableCall {
  readonly id: string;
  readonly call: PhoneCall;
  readonly session: Session;
  readonly isInConference: boolean;
}

/** Reads `7de5@pbx;to-tag=7743;from-tag=6472;early-only`; undefined where it is none. */
export function readReplaces(header: string): Replaces | undefined {
  const [callId = '', ...parameters] = header.split(';').map((part) => part.trim());
  const valueOf = (name: string) =>
    parameters.flatMap((each) => {
      const [, key, value] = /^([\w-]+)(?:\s*=\s*([^\s]+))?$/u.exec(each) ?? [];
      return key?.toLowerCase() === name ? [value ?? ''] : [];
    });
  const [toTags, fromTags] = [valueOf('to-tag'), valueOf('from-tag')];
  const [toTag, fromTag] = [toTags[0] ?? '', fromTags[0] ?? ''];
  if (callId === '' || toTags.length !== 1 || fromTags.length !== 1 || toTag === '' || fromTag === '') {
    return undefined;
  }
  return { callId, toTag, fromTag, earlyOnly: valueOf('early-only').length > 0 };
}

/**
 * Whose place an INVITE takes (RFC 3891 §3). Only calls that are talked with or on hold can be replaced: to be put into
 * the place of a call that rings here is nobody's right, and of one that we make nobody has asked for yet.
 */
export function replacementOf(headers: readonly string[], calls: readonly ReplaceableCall[]): Replacement {
  const [header] = headers;
  if (header === undefined) return { verdict: 'none' };
  const replaces = headers.length === 1 ? readReplaces(header) : undefined;
  if (replaces === undefined) return { verdict: 'refuse', sipStatus: 400 };
  const found = calls.find(({ session: { dialog } }) => {
    if (dialog?.callId !== replaces.callId) return false;
    return dialog.localTag === replaces.toTag && dialog.remoteTag === replaces.fromTag;
  });
  if (found === undefined) return { verdict: 'refuse', sipStatus: 481 };
  const { state } = found.call.progress;
  if (state !== 'active' && state !== 'held') return { verdict: 'refuse', sipStatus: 481 };
  // Who asks for an early dialog and finds a confirmed one was too late (§3), and nobody steps into a conference.
  if (replaces.earlyOnly || found.isInConference) return { verdict: 'refuse', sipStatus: 486 };
  return { verdict: 'replace', callId: found.id };
}

/**
 * Answers a call without ringing and lets the one go whose place it takes; the operator talks on, or has the new one on
 * hold as the old one was. Where the new call cannot be answered, the old one stays.
 */
export async function takePlace(
  call: PhoneCall,
  replaced: PhoneCall,
  now: () => string,
  hold: () => Promise<Result<void>>,
): Promise<Result<void>> {
  const taken = await call.accept();
  if (!taken.ok) return taken;
  const { state } = replaced.progress;
  if (state === 'ended') return fail('call.gone');
  const { remoteNumber = '', remoteName } = call.snapshot();
  const asked = { type: 'transferAsked', kind: 'attended', number: remoteNumber, name: remoteName } as const;
  if (replaced.apply(asked)) replaced.apply({ type: 'transferred', at: now() });
  else replaced.hangUp();
  return state === 'held' ? hold() : taken;
}
