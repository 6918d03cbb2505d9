import type { Core } from 'sip.js';

const tooBrief = new WeakSet<Core.IncomingResponseMessage>();

/**
 * Takes a 423 to a REGISTER (RFC 3261 §10.2.8) for a refusal like any other. Left alone, SIP.js asks again at once
 * whatever the registrar wants, for ever where it always wants the same, and tells nobody what came of that.
 */
export function refuseBriefIntervals(core: Core.UserAgentCore): void {
  const register = core.register.bind(core);
  core.register = (request, delegate = {}) =>
    register(request, {
      ...delegate,
      onReject: (response) => {
        const { message } = response;
        if (message.statusCode === 423) {
          tooBrief.add(message);
          message.statusCode = 400;
        }
        delegate.onReject?.(response);
      },
    });
}

/** The status of an answer to a REGISTER as it came. */
export function statusOf(message: Core.IncomingResponseMessage): number {
  return tooBrief.has(message) ? 423 : (message.statusCode ?? 0);
}
