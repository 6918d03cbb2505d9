import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { formatClock } from '../../i18n/format.ts';
import { useNow } from '../../stores/clock.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { CallButtons } from './CallButtons.tsx';
import { CallHead } from './CallHead.tsx';
import { RecordingNotice } from './RecordingNotice.tsx';
import { callNotes, stateText } from './call-words.ts';
import styles from './call.module.css';

/** The call in front while it is on, or is being set up. */
export function LiveCard({ call }: { call: Call }) {
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
