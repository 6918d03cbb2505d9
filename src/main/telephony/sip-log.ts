import type { Log } from '../logging/log.ts';

/**
 * SIP.js writes whole messages into its log: names, numbers, digests. Of its warnings and errors only the part of the
 * library and a known kind of trouble reach our log, and each kind is counted, so that a flood of malformed messages
 * is one line at 1, 2, 4, 8 … occurrences.
 */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/pars|malformed|no CRLF|mandatory header|Content-Length|not a SIP message/iu, 'malformed'],
  [/authenticat|challenge|credentials|digest/iu, 'authentication'],
  [/timed out|timeout|no ack|expired/iu, 'timeout'],
  [/transport|websocket|network/iu, 'transport'],
  [/does not point to us|loop/iu, 'misdirected'],
  [/re-?invite|offer|answer|description|sdh|media/iu, 'negotiation'],
  [/state|dropping|late/iu, 'state'],
];

export type SipLogLevel = 'debug' | 'log' | 'warn' | 'error';

export interface SipLog {
  /** A `LogConnector` for SIP.js. */
  connector(level: SipLogLevel, category: string, label: string | undefined, content: unknown): void;
  /** Counts one trouble of ours with a message, such as an exception out of the library. */
  count(kind: string, category: string): void;
}

export function sipLog(log: Log): SipLog {
  const counts = new Map<string, number>();
  const count = (kind: string, category: string) => {
    const key = `${category} ${kind}`;
    const total = (counts.get(key) ?? 0) + 1;
    counts.set(key, total);
    // A power of two has one bit set.
    if ((total & (total - 1)) === 0) log.warn('sip trouble', { kind, category, count: total });
  };
  return {
    connector: (level, category, _label, content) => {
      if (level !== 'warn' && level !== 'error') return;
      const text = typeof content === 'string' ? content : '';
      count(kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'other', category);
    },
    count,
  };
}
