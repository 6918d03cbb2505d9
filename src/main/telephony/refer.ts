import { SessionState, type Notification, type Session, type UserAgent } from 'sip.js';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';

/** What came of a REFER; `reports` is false where nothing will be told of it any more (Refer-Sub: false, RFC 4488). */
export type ReferAnswer =
  | { readonly outcome: 'accepted'; readonly reports: boolean }
  | { readonly outcome: 'refused'; readonly sipStatus: number }
  /** The other side has no such call any more (481), or the call ended meanwhile. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'unreachable' };

/** A NOTIFY of a REFER: the status of the call that it led to, where it has one, and whether it is the last. */
export interface ReferReport {
  readonly sipStatus: number | undefined;
  readonly last: boolean;
}

export interface Refer {
  readonly session: Session;
  /** `<sip:…>`, with a Replaces header where the other side is in a call with us (RFC 3891). */
  readonly referTo: string;
  /** Reports may come before the answer does, and after the end of what they tell of. */
  readonly onReport: (report: ReferReport) => void;
}

/** Sends REFERs in calls (RFC 3515) and hears what is told of them. */
export class Referrals {
  readonly #userAgent: UserAgent;
  readonly #isConnected: () => boolean;
  readonly #log: Log;
  /** CSeq numbers of the REFERs of a call that a newer one has followed. */
  readonly #earlier = new WeakMap<Session, Set<string>>();

  constructor(userAgent: UserAgent, isConnected: () => boolean, log: Log) {
    this.#userAgent = userAgent;
    this.#isConnected = isConnected;
    this.#log = log;
  }

  /** Never throws; an answer that does not come is a 408 after 32 s (RFC 3261 timer F). */
  async send({ session, referTo, onReport }: Refer): Promise<ReferAnswer> {
    const { dialog } = session;
    if (session.state !== SessionState.Established || dialog === undefined) return { outcome: 'gone' };
    if (!this.#isConnected()) return { outcome: 'unreachable' };
    const earlier = this.#earlier.get(session) ?? new Set();
    this.#earlier.set(session, earlier);
    const { contact, configuration } = this.#userAgent;
    let own = '';
    session.delegate = {
      ...session.delegate,
      onNotify: (notification) => this.#heard(notification, (id) => id === own || !earlier.has(id), onReport),
    };
    const answer = await new Promise<ReferAnswer>((resolve) => {
      const onState = (state: SessionState) => {
        if (state === SessionState.Terminated) settle({ outcome: 'gone' });
      };
      const settle = (result: ReferAnswer) => {
        session.stateChange.removeListener(onState);
        resolve(result);
      };
      const refused = (sipStatus: number) => {
        if (sipStatus === 481) settle({ outcome: 'gone' });
        else if ((sipStatus === 408 || sipStatus === 503) && !this.#isConnected())
          settle({ outcome: 'unreachable' });
        else settle({ outcome: 'refused', sipStatus });
      };
      session.stateChange.addListener(onState);
      try {
        const request = dialog.refer(
          {
            onAccept: ({ message }) => {
              const reports = !/^\s*false\b/iu.test(message.getHeader('Refer-Sub') ?? '');
              settle({ outcome: 'accepted', reports });
            },
            onRedirect: ({ message }) => refused(message.statusCode ?? 0),
            onReject: ({ message }) => refused(message.statusCode ?? 0),
          },
          {
            extraHeaders: [
              `Contact: ${contact.toString()}`,
              `Refer-To: ${referTo}`,
              `Referred-By: <${configuration.uri.toString()}>`,
            ],
          },
        );
        own = `${request.message.cseq}`;
      } catch {
        settle({ outcome: 'gone' });
      }
    });
    earlier.add(own);
    return answer;
  }

  #heard(
    notification: Notification,
    isOurs: (id: string) => boolean,
    onReport: (report: ReferReport) => void,
  ): void {
    const { request } = notification;
    const [, event, id] =
      /^\s*([\w.!%*+`'~-]+)(?:.*?;\s*id\s*=\s*([^;\s]+))?/iu.exec(request.getHeader('Event') ?? '') ?? [];
    if (event?.toLowerCase() !== 'refer') {
      void attempt(this.#log, '489', () => notification.reject({ statusCode: 489 }));
      return;
    }
    void attempt(this.#log, 'answer to NOTIFY', () => notification.accept());
    // A second REFER in a call names itself in its reports (RFC 3515 §2.4.6).
    if (id !== undefined && !isOurs(id)) return;
    const state = request.getHeader('Subscription-State') ?? '';
    onReport({ sipStatus: fragmentStatus(request.body), last: /^\s*terminated\b/iu.test(state) });
  }
}

/** The status of a message/sipfrag (RFC 3420) that begins with a status line; undefined where it is none. */
export function fragmentStatus(body: string): number | undefined {
  const status = /^\s*SIP\/2\.0[ \t]+([1-6]\d\d)(?!\d)/iu.exec(body.slice(0, 1000))?.[1];
  return status === undefined ? undefined : Number(status);
}
