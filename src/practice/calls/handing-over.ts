import { Grammar } from 'sip.js';
import { addressUri, type SipRequest, type SipResponse } from '../sip/message.ts';
import type { ServerTransaction } from '../sip/transactions.ts';

/** Who is handed a call over to: a number, or whoever is in the call that Replaces names (RFC 3891 §3). */
export type ReferTarget = { number: string; replaces: ReplacedDialog | undefined };

/** A dialog as this line knows it. */
export type ReplacedDialog = { callId: string; localTag: string; remoteTag: string };

/** What the call to hand over gives to its handing over. */
export type HandingOverParts = {
  readonly ringsMs: number;
  /** Sends a request within the dialog; resolves with its final response, undefined where none comes. */
  readonly request: (
    method: string,
    extra: { headers: readonly string[]; body?: { contentType: string; content: string } },
  ) => Promise<SipResponse | undefined>;
  readonly headers: () => string[];
  readonly isOver: () => boolean;
  /** The confirmed call of the same operator with this dialog, to be ended as taken. */
  readonly consultation: (dialog: ReplacedDialog) => { hangUp(): Promise<void> } | undefined;
  /** Somebody took the call. */
  readonly taken: (number: string) => void;
  readonly hangUp: () => Promise<void>;
};

/** A number that ends like this is busy when a call is handed over to it, so that the way back can be practised. */
const REFUSING_ENDING = '9';
const BUSY = { status: 486, reason: 'Busy Here' };
const TAKEN = { status: 200, reason: 'OK' };

/**
 * Hands a practice call over to "a colleague" (REFER, RFC 3515): takes it on with 202, tells by NOTIFY how it goes, and
 * ends the call once it is taken. With Replaces (RFC 5589 §7) the two calls become one, and both end here.
 */
export class HandingOver {
  private readonly parts: HandingOverParts;
  private underWay = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: HandingOverParts) {
    this.parts = parts;
  }

  receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const target = referTarget(request);
    if (target === undefined) return transaction.respond(400);
    if (this.underWay) return transaction.respond(491);
    this.underWay = true;
    transaction.respond(202, { headers: this.parts.headers() });
    const subscription = `${request.cseq}`;
    void this.report(subscription, { status: 100, reason: 'Trying' }, false);
    if (target.replaces !== undefined) void this.join(subscription, target.number, target.replaces);
    else if (target.number.endsWith(REFUSING_ENDING)) void this.refuse(subscription, BUSY);
    else this.ring(subscription, target.number);
  }

  /** The call is over: nobody is rung any more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private ring(subscription: string, number: string): void {
    void this.report(subscription, { status: 180, reason: 'Ringing' }, false);
    this.timer = setTimeout(() => void this.take(subscription, number), this.parts.ringsMs);
    this.timer.unref();
  }

  private async join(subscription: string, number: string, replaced: ReplacedDialog): Promise<void> {
    const consultation = this.parts.consultation(replaced);
    if (consultation === undefined) {
      return this.refuse(subscription, { status: 481, reason: 'Call/Transaction Does Not Exist' });
    }
    await Promise.all([this.take(subscription, number), consultation.hangUp()]);
  }

  private async take(subscription: string, number: string): Promise<void> {
    this.parts.taken(number);
    await this.report(subscription, TAKEN, true);
    // Whoever is told may have hung up by itself.
    if (!this.parts.isOver()) await this.parts.hangUp();
  }

  private async refuse(subscription: string, outcome: { status: number; reason: string }): Promise<void> {
    this.underWay = false;
    await this.report(subscription, outcome, true);
  }

  /** RFC 3515 §2.4.5: the status line of what came of it, as a message/sipfrag (RFC 3420). */
  private report(
    subscription: string,
    { status, reason }: { status: number; reason: string },
    isLast: boolean,
  ): Promise<SipResponse | undefined> {
    return this.parts.request('NOTIFY', {
      headers: [
        ...this.parts.headers(),
        `Event: refer;id=${subscription}`,
        `Subscription-State: ${isLast ? 'terminated;reason=noresource' : 'active;expires=60'}`,
      ],
      body: { contentType: 'message/sipfrag;version=2.0', content: `SIP/2.0 ${status} ${reason}\r\n` },
    });
  }
}

/** Whom a REFER names; undefined where it names nobody, or that cannot be read (RFC 3515 §2.4.2: 400). */
export function referTarget(request: SipRequest): ReferTarget | undefined {
  const value = request.header('refer-to');
  const written = value === undefined ? undefined : addressUri(value);
  const uri = written === undefined ? undefined : Grammar.URIParse(written);
  if (uri?.user === undefined || uri.user === '') return undefined;
  const number = decoded(uri.user);
  const header = /[?&]replaces=([^&]*)/iu.exec(written ?? '')?.[1];
  if (header === undefined) return number === undefined ? undefined : { number, replaces: undefined };
  const replaces = decoded(header);
  const parameter = (name: string) =>
    new RegExp(`;\\s*${name}\\s*=\\s*([^;\\s]+)`, 'iu').exec(replaces ?? '')?.[1];
  const [callId, toTag, fromTag] = [
    replaces?.split(';')[0]?.trim(),
    parameter('to-tag'),
    parameter('from-tag'),
  ];
  if (number === undefined || !callId || toTag === undefined || fromTag === undefined) return undefined;
  return { number, replaces: { callId, localTag: toTag, remoteTag: fromTag } };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
