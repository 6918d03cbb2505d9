import { createHash } from 'node:crypto';

/**
 * SIP.js tells transactions apart by the branch alone. RFC 3261 §17.2.3 wants the sent-by and the method too, and for
 * a peer of the time before it (no branch, or one without the cookie) the Request-URI, tag, Call-ID and CSeq. So each
 * request that comes in gets a branch that holds all of that, and the answer to it gets its own branch back:
 *
 *     branch=T  ⇄  branch=z9hG4bKzari<16 hex digits>.T          no branch  ⇄  branch=z9hG4bKzari<16 hex digits>
 */
const cookie = 'z9hG4bK';
const given = /;\s*branch\s*=\s*([^\s;,"]+)/iu;
const ours = /^(Via:[^\r\n]*?);branch=z9hG4bKzari[0-9a-f]{16}(?:\.([^\s;,]+))?/imu;

/** What a transaction is known by. */
export interface TransactionKey {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly callId: string;
  readonly cseq: string;
}

/** The topmost Via of a request with a branch that no other transaction has. */
export function ownBranch(via: string, key: TransactionKey): string {
  const branch = given.exec(via)?.[1];
  // An ACK of a refusal and a CANCEL belong to their INVITE (§17.2.3, §9.2).
  const method = key.method === 'ACK' || key.method === 'CANCEL' ? 'INVITE' : key.method;
  const isOfToday = branch !== undefined && branch.length > cookie.length && branch.startsWith(cookie);
  const parts = isOfToday
    ? [method, via.split(';', 1)[0]]
    : [method, key.uri, key.from, key.callId, key.cseq, via];
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  const own = `${cookie}zari${hash}`;
  return branch === undefined ? `${via};branch=${own}` : via.replace(given, () => `;branch=${own}.${branch}`);
}

/** A response as it goes out: its topmost Via has the branch that the request came with. */
export function restoreBranch(message: string): string {
  if (!message.startsWith('SIP/2.0 ')) return message;
  return message.replace(ours, (_all, before: string, branch: string | undefined) =>
    branch === undefined ? before : `${before};branch=${branch}`,
  );
}
