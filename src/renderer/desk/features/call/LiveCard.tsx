import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { formatClock } from '../../i18n/format.ts';
import { useNow } from '../../stores/clock.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { SoundMark } from '../quality/SoundMark.tsx';
import { TroubleNote } from '../quality/TroubleNote.tsx';
import { CallButtons } from './CallButtons.tsx';
import { CallHead } from './CallHead.tsx';
import { MutedSpeaking } from './MutedSpeaking.tsx';
import { RecordingNotice } from './RecordingNotice.tsx';
import { callNotes, stateText } from './call-words.ts';
import { standsStill } from './recording-state.ts';
import styles from './call.module.css';

export interface LiveCardProps {
  readonly call: Call;
  /** Without other calls their strip has room for what is wrong with the sound. */
  readonly alone: boolean;
}

/** The call in front while it is on, or is being set up. */
export function LiveCard({ call, alone }: LiveCardProps) {
  const { t } = useTranslation();
  const heldSince = useWorkState((state) => state.heldSince[call.id]);
  const held = call.state === 'held';
  const talking = call.state === 'active' || held;
  return (
    <div className={styles.card} data-held={held}>
      <CallHead
        call={call}
        word={
          <>
            {stateText(call, t)}
            {held && heldSince !== undefined && <Clock since={heldSince} />}
          </>
        }
        mark={<SoundMark quality={call.quality} />}
        clock={
          talking &&
          call.answeredAt !== undefined && (
            <span className={styles.timer}>
              <Clock since={Date.parse(call.answeredAt)} />
            </span>
          )
        }
      />
      <div className={styles.status}>
        <RecordingNotice recording={call.recording} />
        {!(alone && standsStill(call.recording)) && <MutedSpeaking call={call} />}
        {!alone && <TroubleNote quality={call.quality} />}
        <div role="status">
          <ul className={styles.notes}>
            {callNotes(call, t).map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      </div>
      <CallButtons call={call} />
    </div>
  );
}

/** A running time; nothing to a screen reader, which would never come to an end. */
function Clock({ since }: { since: number }) {
  return (
    <span className="tabular" aria-hidden="true">
      {' '}
      {formatClock(useNow() - since)}
    </span>
  );
}
