import type { Core } from 'sip.js';

/** A reliable provisional response of ours that its PRACK has still to come for (RFC 3262 §3). */
interface Awaited {
  readonly rseq: number;
  /** Of the INVITE. */
  readonly cseq: number;
  readonly acknowledged: () => void;
}

const awaited = new WeakMap<object, Awaited>();

export function awaitPrack(dialog: object, response: Awaited): void {
  awaited.set(dialog, response);
}

/**
 * Answers a PRACK, also one that comes after the 2xx: 200 where it names the response that waits for it, once, else
 * 481 (RFC 3262 §3). An offer in it is refused with 488: that of the INVITE was not answered yet (§5).
 */
export function answerPrack(dialog: object, request: Core.IncomingPrackRequest): void {
  const response = awaited.get(dialog);
  const [, rseq, cseq] =
    /^\s*(\d+)\s+(\d+)\s+INVITE\s*$/u.exec(request.message.getHeader('RAck') ?? '') ?? [];
  if (response === undefined || Number(rseq) !== response.rseq || Number(cseq) !== response.cseq) {
    request.reject({ statusCode: 481 });
    return;
  }
  awaited.delete(dialog);
  response.acknowledged();
  if (request.message.body === '') request.accept();
  else request.reject({ statusCode: 488 });
}
