import type { Colleague } from '../../../contract/desk/telephone.ts';
import { fail, ok } from '../../../contract/reasons.ts';
import { searchWords } from '../../../domain/search-text.ts';
import type { DeskContext, DeskHandlers } from '../context.ts';
import { done, withStore } from '../with-store.ts';

type TelephoneCommand =
  | 'call.redial'
  | 'call.divert'
  | 'call.merge'
  | 'call.split'
  | 'call.transfer'
  | 'call.recording'
  | 'dial.suggest';

/** Colleagues whose number or words of whose name begin so; none for an empty text. */
function colleaguesLike(
  colleagues: readonly Colleague[],
  text: string,
): { kind: 'colleague'; name: string; number: string }[] {
  const words = searchWords(text);
  if (words.length === 0) return [];
  return colleagues
    .filter(({ name, number }) => {
      const known = [...searchWords(name), number];
      return words.every((word) => known.some((each) => each.startsWith(word)));
    })
    .map(({ name, number }) => ({ kind: 'colleague', name, number }));
}

const isOf = (colleagues: readonly { number: string }[], number: string): boolean =>
  colleagues.some((colleague) => colleague.number === number);

/** More than one call at once, and calls that go elsewhere. */
export function telephoneHandlers(context: DeskContext): DeskHandlers<TelephoneCommand> {
  const { telephony, dialling } = context;
  const lineOf = (callId: string): string | undefined =>
    context.state().calls.find((call) => call.id === callId)?.lineId;
  return {
    'call.redial': async () => {
      const last = await withStore(context, () => context.callDesk.lastDialled());
      if (!last.ok) return last;
      if (last.value === undefined) return fail('call.nothingToRedial');
      // What may be dialled on the line may have changed since.
      const { number, lineId } = last.value;
      const allowed = dialling.check(number, lineId);
      return allowed.ok ? context.callDesk.dial(number, lineId) : allowed;
    },
    'call.divert': async ({ callId, number }) => {
      const allowed = dialling.check(number, lineOf(callId));
      return allowed.ok ? done(await telephony.divert(callId, number)) : allowed;
    },
    'call.merge': async () => done(await telephony.merge()),
    'call.split': async ({ callId }) => done(await telephony.split(callId)),
    'call.transfer': async ({ callId, to }) => {
      const allowed = 'number' in to ? dialling.check(to.number, lineOf(callId)) : ok(undefined);
      return allowed.ok ? done(await telephony.transfer(callId, to)) : allowed;
    },
    'call.recording': async ({ callId, paused }) => done(await telephony.setRecordingPaused(callId, paused)),
    'dial.suggest': ({ text, limit }) =>
      withStore(context, async (store) => {
        const known = await store.run('number.suggest', { text, limit });
        const colleagues = colleaguesLike(context.state().colleagues, text);
        const all = [...colleagues, ...known.filter(({ number }) => !isOf(colleagues, number))];
        return { suggestions: all.slice(0, limit) };
      }),
  };
}
