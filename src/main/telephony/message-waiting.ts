import type { Mailbox } from '../../contract/desk/telephone.ts';

const most = 100_000;

/**
 * Reads an application/simple-message-summary (RFC 3842 §5.2); undefined where it is none. Counted are voice messages;
 * a PBX that counts nothing still says whether there are any. The account's user part is what to dial to hear them, where
 * it is a number or a feature code; a name such as `asterisk@pbx` is none.
 *
 *     Messages-Waiting: yes
 *     Message-Account: sip:*97@pbx.example
 *     Voice-Message: 2/8 (0/2)
 */
export function readMessageSummary(body: string): Mailbox | undefined {
  const text = body.slice(0, 10_000);
  const waiting = /^Messages-Waiting[ \t]*:[ \t]*(yes|no)[ \t]*$/imu.exec(text)?.[1];
  if (waiting === undefined) return undefined;
  const [, fresh = '0', old = '0'] =
    /^Voice-Message[ \t]*:[ \t]*(\d{1,10})[ \t]*\/[ \t]*(\d{1,10})/imu.exec(text) ?? [];
  const number = accountNumber(text);
  return {
    ...(number === undefined ? {} : { number }),
    waiting: waiting.toLowerCase() === 'yes',
    fresh: Math.min(most, Number(fresh)),
    old: Math.min(most, Number(old)),
  };
}

/** The number or code of `Message-Account`; `#` may come escaped (RFC 3261 §25.1 does not let it stand in a user part). */
function accountNumber(text: string): string | undefined {
  const user = /^Message-Account[ \t]*:[ \t]*<?(?:sips?|tel):([^@;?>\s]{1,60})/imu.exec(text)?.[1];
  const number = user?.replaceAll(/%23/gu, '#').replaceAll(/[-.()]/gu, '');
  return number !== undefined && /^[+\d*#]{1,40}$/u.test(number) ? number : undefined;
}
