import { Button } from '@mantine/core';
import {
  IconArrowForwardUp,
  IconMicrophone,
  IconMicrophoneOff,
  IconNotes,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useWork } from '../../stores/work-context.tsx';
import { useOpenCase } from '../case/use-open-case.ts';
import { isUnderWay } from '../transfer/transfer-words.ts';
import { useConsultation } from '../transfer/use-consultation.ts';
import { standsStill } from './recording-state.ts';
import { useCallActions } from './use-call-actions.ts';
import styles from './call.module.css';

/** What can be done with the call in front; hanging up is always in the same corner. */
export function CallButtons({ call }: { call: Call }) {
  const { t } = useTranslation();
  const actions = useCallActions(call);
  const openCase = useOpenCase();
  const work = useWork();
  const consultation = useConsultation();
  const held = call.state === 'held';
  const talking = call.state === 'active' || held;
  const holdBusy = call.pending === 'hold' || call.pending === 'resume';
  const recording = call.recording?.status;
  const recordingBusy = recording === 'pausing' || recording === 'resuming';
  const stopped = standsStill(call.recording);
  const canSwitch =
    recording !== undefined && !recordingBusy && (stopped ? talking : call.state === 'active');
  useKey('hangUp', actions.hangUp);
  useKey('mute', talking ? actions.toggleMute : undefined);
  useKey('hold', talking && !holdBusy ? actions.toggleHold : undefined);
  const handOver = () => {
    if (consultation === undefined) work.handOver({ callId: call.id, kind: 'transfer' });
    else if (consultation.ready) consultation.complete();
  };
  const canHandOver = consultation === undefined ? talking && !isUnderWay(call.transfer) : consultation.ready;
  useKey('transfer', canHandOver ? handOver : undefined);
  useKey('recording', canSwitch ? actions.toggleRecording : undefined);
  return (
    <div className={styles.buttons}>
      <CallButton
        on={call.muted}
        disabled={!talking}
        icon={call.muted ? IconMicrophoneOff : IconMicrophone}
        hint="mute"
        onClick={actions.toggleMute}
      >
        {call.muted ? t('call.unmute') : t('call.mute')}
      </CallButton>
      <CallButton
        on={held}
        disabled={!talking || holdBusy}
        icon={held ? IconPlayerPlay : IconPlayerPause}
        hint="hold"
        onClick={actions.toggleHold}
      >
        {held ? t('call.resume') : t('call.hold')}
      </CallButton>
      <CallButton
        strong={consultation?.ready === true && !consultation.rings}
        disabled={!canHandOver}
        icon={IconArrowForwardUp}
        hint="transfer"
        onClick={handOver}
      >
        {consultation === undefined
          ? t('transfer.open')
          : t(consultation.rings ? 'transfer.completeNow' : 'transfer.complete')}
      </CallButton>
      <CallButton disabled={!talking} icon={IconNotes} hint="case" onClick={() => void openCase()}>
        {t('call.newCase')}
      </CallButton>
      <div className={styles.lastButtons}>
        {recording !== undefined && (
          <CallButton on={stopped} disabled={!canSwitch} hint="recording" onClick={actions.toggleRecording}>
            {stopped ? t('recording.resume') : t('recording.pause')}
          </CallButton>
        )}
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

interface CallButtonProps {
  /** A switch, and how it stands; absent for what is no switch. */
  readonly on?: boolean;
  /** What is likely to be wanted next. */
  readonly strong?: boolean | undefined;
  readonly disabled: boolean;
  /** Absent where the words need its room. */
  readonly icon?: ComponentType<{ size: number; 'aria-hidden': true }>;
  readonly hint: DeskKey;
  readonly onClick: () => void;
  readonly children: string;
}

function CallButton({ on, strong, disabled, icon: Icon, hint, onClick, children }: CallButtonProps) {
  const filled = on === true || strong === true;
  return (
    <Button
      variant={filled ? 'filled' : 'default'}
      className={on === true ? styles.on : undefined}
      aria-pressed={on}
      disabled={disabled}
      leftSection={Icon !== undefined && <Icon size={15} aria-hidden />}
      rightSection={<KeyHint name={hint} onFill={filled} />}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
