import { useTranslation } from 'react-i18next';
import { breakReasons } from '../../../../domain/presence.ts';
import { matchesWords } from '../../../../domain/search-text.ts';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { useKeyboard } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useFrontCall } from '../../stores/use-front-call.ts';
import { useRun } from '../../stores/use-run.ts';

/** Something that the operator can do now, to be found by its words. */
export interface DeskAction {
  readonly id: string;
  readonly label: string;
  readonly key?: DeskKey;
  readonly run: () => void;
}

/** Fewer letters say too little about what is meant. */
const leastLetters = 2;
/** The hits are what is mostly looked for: a few actions above them are enough. */
const mostActions = 4;

/** What can be done at this moment and is called as `text` asks, in the language of the desk. */
export function useActions(text: string): readonly DeskAction[] {
  const { t } = useTranslation();
  const keyboard = useKeyboard();
  const run = useRun();
  const onShift = useDesk((state) => state.shift.status === 'on');
  const presence = useDesk((state) => state.presence.state);
  const calls = useDesk((state) => state.calls);
  const front = useFrontCall();
  const waiting = useDesk((state) => state.outbox.waiting > 0);
  if (text.trim().length < leastLetters) return [];
  const live = front?.state === 'active' || front?.state === 'held' ? front : undefined;
  const rings = live === undefined && calls.some((call) => call.state === 'ringing');
  const free = onShift && presence !== 'onCall' && presence !== 'acw';
  const byKey = (key: DeskKey, label: string): DeskAction => ({
    id: key,
    label,
    key,
    run: () => keyboard.press(key),
  });
  const actions: readonly (DeskAction | false)[] = [
    byKey('answer', t('call.answer')),
    byKey('hangUp', rings ? t('call.reject') : `${t('call.hangUp')}: ${t('call.area')}`),
    byKey('mute', live?.muted === true ? t('call.unmute') : t('call.mute')),
    byKey('hold', live?.state === 'held' ? t('call.resume') : t('call.hold')),
    byKey('transfer', t('keys.transfer')),
    byKey('divert', t('keys.divert')),
    byKey('swap', t('keys.swap')),
    byKey('conference', t('keys.conference')),
    byKey('recording', t('keys.recording')),
    byKey('rejectWaiting', t('keys.rejectWaiting')),
    byKey('decline', t('keys.decline')),
    free &&
      presence !== 'ready' && {
        id: 'ready',
        label: t('presence.goReady'),
        run: () => void run('presence.set', { state: 'ready' }),
      },
    ...breakReasons.map(
      (breakReason) =>
        free && {
          id: `break.${breakReason}`,
          label: `${t('breakMenu.label')}: ${t(`breakMenu.${breakReason}`)}`,
          run: () => void run('presence.set', { state: 'break', breakReason }),
        },
    ),
    free &&
      presence !== 'training' && {
        id: 'training',
        label: t('presence.goTraining'),
        run: () => void run('presence.set', { state: 'training' }),
      },
    byKey('shift', onShift ? t('shift.end') : t('shift.start')),
    byKey('case', t('case.open')),
    byKey('customer', t('keys.customer')),
    byKey('scriptConflict', t('keys.scriptConflict')),
    byKey('scriptObjection', t('keys.scriptObjection')),
    byKey('dialFocus', t('dial.tab')),
    waiting && { id: 'sendNow', label: t('outbox.sendNow'), run: () => void run('outbox.sendNow', {}) },
    byKey('redial', t('keys.redial')),
    byKey('dialCopied', t('keys.dialCopied')),
    byKey('devices', t('keys.devices')),
    byKey('fitness', t('keys.fitness')),
    byKey('help', t('keys.help')),
  ];
  return actions
    .filter((action): action is DeskAction => action !== false)
    .filter(
      (action) =>
        (action.key === undefined || keyboard.handles(action.key)) && matchesWords(action.label, text),
    )
    .slice(0, mostActions);
}
