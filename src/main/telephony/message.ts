import { Messager, URI, type UserAgent } from 'sip.js';
import { fail, ok, type Result } from '../../contract/reasons.ts';

/** Sends an out-of-dialog MESSAGE (RFC 3428) and waits for its final answer, at most 32 s (RFC 3261 timer F). */
export async function sendText(
  userAgent: UserAgent,
  user: string,
  domain: string,
  text: string,
): Promise<Result<void>> {
  if (!/^[\w.!~*'()+-]{1,64}$/u.test(user)) return fail('input.invalid', 'user');
  const messager = new Messager(userAgent, new URI('sip', user, domain), text, 'text/plain;charset=utf-8');
  return new Promise((resolve) => {
    const refused = (sipStatus: number | undefined) =>
      resolve(
        sipStatus === 408 || sipStatus === 503
          ? fail('pbx.unreachable', `${sipStatus}`)
          : fail('pbx.refused', `${sipStatus ?? 0}`),
      );
    void messager.message({
      requestDelegate: {
        onAccept: () => resolve(ok(undefined)),
        onRedirect: ({ message }) => refused(message.statusCode),
        onReject: ({ message }) => refused(message.statusCode),
      },
    });
  });
}
