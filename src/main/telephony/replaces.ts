import type { Result } from '../../contract/reasons.ts';
import type { Session } from 'sip.js';
import { isInFront } from '../../domain/call/call-set.ts';
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

export interface PlacesParts {
  readonly now: () => string;
  /** By their ids, those that have not ended. */
  readonly calls: () => ReadonlyMap<string, Omit<ReplaceableCall, 'id' | 'isInConference'>>;
  readonly isInConference: (callId: string) => boolean;
  readonly hold: (callId: string) => Promise<Result<void>>;
}

/** The calls that take the place of others. */
export class Places {
  readonly #parts: PlacesParts;
  /** Calls whose place another one is taking: nobody else may. */
  readonly #leaving = new Set<string>();

  constructor(parts: PlacesParts) {
    this.#parts = parts;
  }

  judge(headers: readonly string[]): Replacement {
    const calls = [...this.#parts.calls()].flatMap(([id, { call, session }]) => {
      if (this.#leaving.has(id)) return [];
      return [{ id, call, session, isInConference: this.#parts.isInConference(id) }];
    });
    return replacementOf(headers, calls);
  }

  /**
   * Answers a call without ringing and lets the one go whose place it takes. The operator talks on, muted as before, or
   * has the new one on hold as the old one was: then nobody hears the operator in the moment between. Where the new
   * call cannot be answered, the old one stays.
   */
  async take(replacedId: string, id: string): Promise<void> {
    const replaced = this.#parts.calls().get(replacedId)?.call;
    const call = this.#parts.calls().get(id)?.call;
    if (replaced === undefined || call === undefined) return;
    const { state: before, muted } = replaced.progress;
    this.#leaving.add(replacedId);
    const taking = call.accept();
    if (muted || before === 'held') call.apply({ type: 'mute', muted: true });
    const taken = await taking;
    this.#leaving.delete(replacedId);
    if (!taken.ok) return;
    const { state } = replaced.progress;
    this.#letGo(replaced, call);
    if (before !== 'held' && state !== 'held' && !this.#isTalkingBeside(id)) return;
    const held = await this.#parts.hold(id);
    if (held.ok && !muted) call.apply({ type: 'mute', muted: false });
  }

  #letGo(replaced: PhoneCall, call: PhoneCall): void {
    const { remoteNumber = '', remoteName } = call.snapshot();
    const asked = {
      type: 'transferAsked',
      kind: 'attended',
      number: remoteNumber,
      name: remoteName,
    } as const;
    if (replaced.apply(asked)) replaced.apply({ type: 'transferred', at: this.#parts.now() });
    else replaced.hangUp();
  }

  /** The operator has begun to talk with somebody else meanwhile. */
  #isTalkingBeside(id: string): boolean {
    return [...this.#parts.calls()].some(([other, { call }]) => other !== id && isInFront(call.progress));
  }
}
