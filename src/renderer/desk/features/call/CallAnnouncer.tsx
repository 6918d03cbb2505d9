import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useFormat } from '../../i18n/format.ts';
import { comboText } from '../../keys/combo.ts';
import { deskKeys } from '../../keys/desk-keys.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { isLive } from '../../stores/front-call.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { endingText } from './call-words.ts';
import { useCaller } from './use-caller.ts';

/** Tells screen readers and the window's title about calls; takes no focus and has no place on the screen. */
export function CallAnnouncer() {
  const ringing = useDesk((state) => state.calls.find((call) => call.state === 'ringing'));
  const last = useWorkState((state) => state.lastCall);
  const ended = useDesk((state) => state.calls.find((call) => call.state === 'ended')) ?? last;
  return (
    <div aria-live="assertive" className="visually-hidden">
      {ringing !== undefined ? <Ringing key={ringing.id} call={ringing} /> : <QuietTitle />}
      {ringing === undefined && ended !== undefined && <Ended call={ended} />}
    </div>
  );
}

function Ringing({ call }: { call: Call }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, number, line } = useCaller(call);
  const who = name === undefined ? number : `${name}, ${number}`;
  const title = t('call.titleRinging', { who });
  useEffect(() => {
    document.title = title;
  }, [title]);
  const second = useDesk((state) => state.calls.some(isLive));
  const words = {
    company: line === undefined ? t('call.unknownLine') : format.text(line.companyName),
    who,
    key: comboText(deskKeys.answer.combo),
  };
  return (
    <p>
      {second
        ? t('call.announceSecond', { ...words, rejectKey: comboText(deskKeys.rejectWaiting.combo) })
        : t('call.announceRinging', words)}
    </p>
  );
}

function Ended({ call }: { call: Call }) {
  const { t } = useTranslation();
  return <p>{t('call.announceEnded', { ending: endingText(call, t) })}</p>;
}

function QuietTitle() {
  const { t } = useTranslation();
  const name = t('app.name');
  useEffect(() => {
    document.title = name;
  }, [name]);
  return null;
}
