import { fail } from '../../../contract/reasons.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';
import { done } from '../with-store.ts';

type TelephoneCommand =
  | 'call.redial'
  | 'call.divert'
  | 'call.merge'
  | 'call.split'
  | 'call.transfer'
  | 'call.recording'
  | 'dial.suggest';

/** More than one call at once, and calls that go elsewhere. */
export function telephoneHandlers({ telephony }: DeskContext): DeskHandlers<TelephoneCommand> {
  return {
    'call.redial': async () => fail('call.nothingToRedial'),
    'call.divert': async ({ callId, number }) => done(await telephony.divert(callId, number)),
    'call.merge': async () => done(await telephony.merge()),
    'call.split': async ({ callId }) => done(await telephony.split(callId)),
    'call.transfer': async ({ callId, to }) => done(await telephony.transfer(callId, to)),
    'call.recording': async ({ callId, paused }) => done(await telephony.setRecordingPaused(callId, paused)),
    'dial.suggest': async () => fail('notFound'),
  };
}
