import { fail, ok } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';
import { done, withStore } from '../with-store.ts';

type CallCommand =
  | 'registration.retry'
  | 'call.dial'
  | 'call.answer'
  | 'call.reject'
  | 'call.hangUp'
  | 'call.mute'
  | 'call.hold'
  | 'call.dtmf'
  | 'call.finish'
  | 'call.history'
  | 'practice.request';

/** The telephone's commands. None of them waits for the disk, but for the outcome of a call. */
export function callHandlers(context: DeskContext): DeskHandlers<CallCommand> {
  const { telephony, callDesk } = context;
  return {
    'registration.retry': async () => {
      telephony.retryNow();
      return ok({});
    },
    'call.dial': async ({ number, lineId, consultationFor }) => {
      const allowed = context.dialling.check(number, lineId);
      return allowed.ok ? callDesk.dial(number, lineId, consultationFor) : allowed;
    },
    'call.answer': async (input) => done(await telephony.answer(input.callId)),
    'call.reject': async (input) => done(await telephony.reject(input.callId, input.how)),
    'call.hangUp': async (input) => done(await telephony.hangUp(input.callId)),
    'call.mute': async (input) => done(await telephony.setMuted(input.callId, input.muted)),
    'call.hold': async (input) => done(await telephony.setHeld(input.callId, input.held)),
    'call.dtmf': async (input) => done(await telephony.sendDtmf(input.callId, input.tones)),
    'call.finish': async (input) => done(await callDesk.finish(input.callId, input.outcome, input.note)),
    'call.history': ({ limit }) =>
      withStore(context, async (store) => ({ entries: await store.run('call.history', { limit }) })),
    'practice.request': async ({ scenarioId }) => {
      const session = context.state().session;
      if (session.status === 'signedOut') return fail('session.signedOut');
      // Only scenarios that the account came with: the desk cannot send a MESSAGE to whomever it likes.
      if (!session.practiceScenarios.some((scenario) => scenario.id === scenarioId)) return fail('notFound');
      return done(await telephony.sendMessage(scenarioId, 'call me'));
    },
  };
}
