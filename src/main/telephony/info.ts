import { SessionState, type Session } from 'sip.js';

export interface Info {
  readonly headers?: readonly string[] | undefined;
  readonly body?: { readonly contentType: string; readonly content: string } | undefined;
}

/**
 * Sends an INFO in a call (RFC 6086) and gives the status of its answer: 200 for any that accepts it, 408 where none
 * comes for 32 s, 481 where the call is no more.
 */
export function sendInfo(session: Session, { headers = [], body }: Info): Promise<number> {
  if (session.state !== SessionState.Established) return Promise.resolve(481);
  return new Promise((resolve) => {
    session
      .info({
        requestDelegate: {
          onAccept: () => resolve(200),
          onRedirect: ({ message }) => resolve(message.statusCode ?? 0),
          onReject: ({ message }) => resolve(message.statusCode ?? 0),
        },
        requestOptions: {
          extraHeaders: [...headers],
          ...(body === undefined ? {} : { body: { contentDisposition: 'render', ...body } }),
        },
      })
      .catch(() => resolve(481));
  });
}
