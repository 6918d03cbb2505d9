import type { Mailbox } from '../../contract/desk/telephone.ts';

const most = 100_000;

/**
 * Reads an application/simple-message-summary (RFC 3842 §5.2); undefined where it is none. Counted are voice messages;
 * a PBX that counts nothing still says whether there are any.
 *
 *     Messages-Waiting: yes
 *     Voice-Message: 2/8 (0/2)
 */
export function readMessageSummary(body: string): Mailbox | undefined {
  const waiting = /^Messages-Waiting[ \t]*:[ \t]*(yes|no)[ \t]*$/imu.exec(body.slice(0, 10_000))?.[1];
  if (waiting === undefined) return undefined;
  const [, fresh = '0', old = '0'] =
    /^Voice-Message[ \t]*:[ \t]*(\d{1,10})[ \t]*\/[ \t]*(\d{1,10})/imu.exec(body.slice(0, 10_000)) ?? [];
  return {
    waiting: waiting.toLowerCase() === 'yes',
    fresh: Math.min(most, Number(fresh)),
    old: Math.min(most, Number(old)),
  };
}
