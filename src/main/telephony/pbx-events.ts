import type { Notification } from 'sip.js';
import type { Mailbox } from '../../contract/desk/telephone.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import { attempt } from './attempt.ts';
import type { Clock } from './clock.ts';
import { ColleagueDialogs } from './dialog-events.ts';
import { readDialogInfo } from './dialog-info.ts';
import { dialTarget } from './dial-target.ts';
import type { WantedEvents } from './event-subscription.ts';
import { readMessageSummary } from './message-waiting.ts';
import type { ColleagueNews } from './port.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Agent } from './user-agent.ts';

const dialogInfoType = 'application/dialog-info+xml';
const summaryType = 'application/simple-message-summary';

export interface PbxEventsParts {
  readonly account: SipAccount;
  readonly agent: Agent;
  readonly clock: Clock;
  readonly log: Log;
  readonly isRegistered: () => boolean;
  readonly onColleague: (news: ColleagueNews) => void;
  readonly onMailbox: (mailbox: Mailbox | undefined) => void;
}

/**
 * What the PBX tells beside calls: who of the colleagues is on a call (RFC 4235) and which messages wait (RFC 3842),
 * where the account says that it does. Asked for by SUBSCRIBE; PBXs also tell without being asked.
 */
export class PbxEvents {
  readonly #parts: PbxEventsParts;
  readonly #subscriptions: Subscriptions;
  /** By the user part of their address. */
  readonly #colleagues = new Map<string, ColleagueDialogs>();
  #mailbox: Mailbox | undefined;

  constructor(parts: PbxEventsParts) {
    this.#parts = parts;
    const { account, agent } = parts;
    if (account.telephone.dialogEvents) this.#watchColleagues();
    const wanted = [...this.#colleagues].map(([user, colleague]): WantedEvents => ({
      user,
      event: 'dialog',
      accept: dialogInfoType,
      onBody: (body) => colleague.take(body),
      onFresh: () => colleague.fresh(),
      onUnknown: () => colleague.forget(),
    }));
    const user = account.aor.split('@', 1)[0];
    if (account.telephone.messageWaiting && user) wanted.unshift(this.#ownMailbox(user));
    this.#subscriptions = new Subscriptions({
      ...parts,
      ...agent,
      core: agent.userAgent.userAgentCore,
      wanted,
    });
  }

  registered(): void {
    this.#subscriptions.registered();
  }

  connectionLost(): void {
    this.#subscriptions.connectionLost();
    this.#forget();
  }

  stop(): void {
    this.#subscriptions.stop();
    this.#forget();
  }

  /** A NOTIFY that belongs to no subscription: Asterisk and others tell of mailboxes so. All others get a 481. */
  unasked(notification: Notification): void {
    const { log, account } = this.#parts;
    const { request } = notification;
    const event = /^\s*([\w.-]+)/u.exec(request.getHeader('Event') ?? '')?.[1]?.toLowerCase();
    const isWanted =
      (event === 'message-summary' && account.telephone.messageWaiting) ||
      (event === 'dialog' && account.telephone.dialogEvents);
    void attempt(log, 'answer to NOTIFY', () =>
      isWanted ? notification.accept() : notification.reject({ statusCode: 481 }),
    );
    if (!isWanted || request.body.length > 64 * 1024) return;
    if (event === 'message-summary') return this.#takeSummary(request.body);
    const info = readDialogInfo(request.body);
    const user = /^sips?:([^@;?]+)@/iu.exec(info?.entity ?? '')?.[1];
    // Without a subscription there is no order of partial states.
    if (user !== undefined && info?.state === 'full') this.#colleagues.get(user)?.take(request.body);
  }

  #watchColleagues(): void {
    const { account, agent, onColleague } = this.#parts;
    const numbers = new Map<string, string[]>();
    for (const { number } of account.colleagues) {
      const target = dialTarget(number, agent.domain);
      if (!target.ok) continue;
      const same = numbers.get(target.value) ?? [];
      same.push(number);
      numbers.set(target.value, same);
    }
    for (const [user, same] of numbers) {
      const tell = (state: ColleagueNews['state']) => {
        for (const number of same) onColleague({ number, state });
      };
      this.#colleagues.set(user, new ColleagueDialogs(tell));
    }
  }

  #ownMailbox(user: string): WantedEvents {
    return {
      user,
      event: 'message-summary',
      accept: summaryType,
      onBody: (body) => {
        this.#takeSummary(body);
        return true;
      },
      onFresh: () => {},
      // What was told unasked stands: a PBX that refuses the subscription may tell all the same.
      onUnknown: () => {},
    };
  }

  #takeSummary(body: string): void {
    const mailbox = readMessageSummary(body);
    const { mailboxNumber } = this.#parts.account.telephone;
    if (mailbox !== undefined) {
      this.#say(mailboxNumber === undefined ? mailbox : { ...mailbox, number: mailboxNumber });
    }
  }

  #forget(): void {
    for (const colleague of this.#colleagues.values()) colleague.forget();
    this.#say(undefined);
  }

  #say(mailbox: Mailbox | undefined): void {
    if (JSON.stringify(mailbox) === JSON.stringify(this.#mailbox)) return;
    this.#mailbox = mailbox;
    this.#parts.onMailbox(mailbox);
  }
}
