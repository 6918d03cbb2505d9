import { randomBytes } from 'node:crypto';

/** The header lines that a response repeats (RFC 3261 §8.2.6.2), as SIP.js writes them: one line each. */
const repeated = /^(?:Via|From|To|Call-ID|CSeq):/iu;
/** More than this many at once are no telephone's. */
const most = 200;

/**
 * The requests that went out on a connection and have no final answer yet. A connection that dies takes the answers
 * with it, and SIP.js waits 32 s for each (timer B, timer F): a re-INVITE that was under way would hold up the next
 * one for so long. RFC 3261 §8.1.3.1 has a transport error treated as a 503: this makes those.
 */
export class PendingRequests {
  readonly #heads = new Map<string, string>();

  /** A message went out. */
  sent(message: string): void {
    if (message.startsWith('SIP/2.0 ') || message.startsWith('ACK ')) return;
    const key = transactionOf(message);
    if (key === undefined) return;
    const lines = message.slice(0, message.indexOf('\r\n\r\n')).split('\r\n').slice(1);
    this.#heads.set(key, lines.filter((line) => repeated.test(line)).join('\r\n'));
    const oldest = this.#heads.size > most ? this.#heads.keys().next().value : undefined;
    if (oldest !== undefined) this.#heads.delete(oldest);
  }

  /** A message came in. */
  received(message: string): void {
    if (!/^SIP\/2\.0 [2-6]/u.test(message)) return;
    const key = transactionOf(message);
    if (key !== undefined) this.#heads.delete(key);
  }

  /** A 503 for each request that will have no answer any more; they are forgotten then. */
  unanswered(): readonly string[] {
    const heads = [...this.#heads.values()];
    this.#heads.clear();
    return heads.map((head) => response('503 Connection lost', head));
  }

  /**
   * A 487 for the INVITE that this CANCEL was for, where it still has no final answer: after 64 × T1 it is taken for
   * cancelled (RFC 3261 §9.1). SIP.js would keep the call, and all that belongs to it, for the rest of the shift.
   */
  givenUp(cancel: string): string | undefined {
    const key = transactionOf(cancel)?.replace(/CANCEL$/u, 'INVITE');
    const head = key === undefined ? undefined : this.#heads.get(key);
    if (key === undefined || head === undefined) return undefined;
    this.#heads.delete(key);
    return response('487 Request Terminated', head);
  }
}

function response(status: string, head: string): string {
  const tagged = head.replace(/^(To:(?![^\r\n]*;tag=)[^\r\n]*)/imu, (to: string) => {
    return `${to};tag=${randomBytes(4).toString('hex')}`;
  });
  return `SIP/2.0 ${status}\r\n${tagged}\r\nContent-Length: 0\r\n\r\n`;
}

/** Branch of the topmost Via and method of the CSeq (RFC 3261 §17.1.3). */
function transactionOf(message: string): string | undefined {
  const branch = /^Via:[^\r\n]*?;\s*branch=([^;,\s]+)/imu.exec(message)?.[1];
  const method = /^CSeq:\s*\d+\s+(\S+)/imu.exec(message)?.[1];
  return branch === undefined || method === undefined ? undefined : `${branch} ${method}`;
}
