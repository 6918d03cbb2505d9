import { Button } from '@mantine/core';
import {
  IconMicrophone,
  IconMicrophoneOff,
  IconNotes,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { formatClock } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useNow } from '../../stores/clock.ts';
import { useOpenCase } from '../case/use-open-case.ts';
import { CallHead } from './CallHead.tsx';
import { numberText, troubles } from './call-words.ts';
import { useCallActions } from './use-call-actions.ts';
import styles from './call.module.css';

/** A call that is on, or is being set up. */
export function LiveCard({ call, other }: { call: Call; other: Call | undefined }) {
  const { t } = useTranslation();
  const actions = useCallActions(call);
  const openCase = useOpenCase();
  const talking = call.state === 'active' || call.state === 'held';
  const holdBusy = call.pending === 'hold' || call.pending === 'resume';
  const held = call.state === 'held';
  useKey('hangUp', actions.hangUp);
  useKey('mute', talking ? actions.toggleMute : undefined);
  useKey('hold', talking && !holdBusy ? actions.toggleHold : undefined);
  const words = troubles(call, t);
  return (
    <div className={styles.card} data-held={held}>
      <CallHead
        call={call}
        word={t(`call.${call.state}`)}
        clock={talking && call.answeredAt !== undefined && <Timer since={call.answeredAt} />}
      />
      <div role="status" className={styles.troublesPlace}>
        <ul className={styles.troubles}>
          {words.map((word) => (
            <li key={word}>{word}</li>
          ))}
          {other !== undefined && (
            <li>{t('call.another', { who: other.remoteName ?? numberText(other.remoteNumber, t) })}</li>
          )}
        </ul>
      </div>
      <div className={styles.buttons}>
        <Button
          variant={call.muted ? 'filled' : 'default'}
          className={call.muted ? styles.on : undefined}
          aria-pressed={call.muted}
          disabled={!talking}
          leftSection={
            call.muted ? (
              <IconMicrophoneOff size={15} aria-hidden />
            ) : (
              <IconMicrophone size={15} aria-hidden />
            )
          }
          rightSection={<KeyHint name="mute" onFill={call.muted} />}
          onClick={actions.toggleMute}
        >
          {call.muted ? t('call.unmute') : t('call.mute')}
        </Button>
        <Button
          variant={held ? 'filled' : 'default'}
          className={held ? styles.on : undefined}
          aria-pressed={held}
          disabled={!talking || holdBusy}
          leftSection={
            held ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
          }
          rightSection={<KeyHint name="hold" onFill={held} />}
          onClick={actions.toggleHold}
        >
          {held ? t('call.resume') : t('call.hold')}
        </Button>
        <Button
          variant="default"
          disabled={!talking}
          leftSection={<IconNotes size={15} aria-hidden />}
          rightSection={<KeyHint name="case" />}
          onClick={() => void openCase()}
        >
          {t('call.newCase')}
        </Button>
        <Button
          className={styles.bad}
          leftSection={<IconPhoneOff size={15} aria-hidden />}
          rightSection={<KeyHint name="hangUp" onFill />}
          onClick={actions.hangUp}
          aria-disabled={call.pending === 'hangUp'}
        >
          {call.pending === 'hangUp' ? t('call.hangingUp') : t('call.hangUp')}
        </Button>
      </div>
    </div>
  );
}

function Timer({ since }: { since: string }) {
  return <span className={`${styles.timer} tabular`}>{formatClock(useNow() - Date.parse(since))}</span>;
}
