import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { isLive } from '../../stores/front-call.ts';
import { useCallToFinish, useFrontCall } from '../../stores/use-front-call.ts';
import { TroubleNote } from '../quality/TroubleNote.tsx';
import { EndedCard } from './EndedCard.tsx';
import { IdleCard } from './IdleCard.tsx';
import { LiveCard } from './LiveCard.tsx';
import { MutedSpeaking } from './MutedSpeaking.tsx';
import { OtherCalls } from './OtherCalls.tsx';
import { standsStill } from './recording-state.ts';
import { RingingCard } from './RingingCard.tsx';
import styles from './call.module.css';

/**
 * The place of the calls, of one size whatever is in it: what rings appears here and moves nothing. The call in front
 * is above, the others are in a strip of their own below. Without a call there is nothing to click, so that no click
 * can hit what came under the pointer a moment ago.
 */
export function CallArea() {
  const { t } = useTranslation();
  const calls = useDesk((state) => state.calls);
  const front = useFrontCall();
  const toFinish = useCallToFinish();
  const shown = front ?? toFinish;
  const others = calls.filter(
    (each) => each.id !== shown?.id && (each.state !== 'ended' || each.needsOutcome),
  );
  const alone = others.length === 0;
  return (
    <section
      className={styles.area}
      aria-label={t('call.area')}
      data-state={shown?.state ?? 'none'}
      data-alone={alone}
    >
      {shown === undefined && <IdleCard />}
      {front?.state === 'ringing' && <RingingCard key={front.id} call={front} />}
      {shown?.state === 'ended' && <EndedCard key={shown.id} call={shown} />}
      {front !== undefined && isLive(front) && <LiveCard key={front.id} call={front} alone={alone} />}
      {!alone && <OtherCalls front={front} others={others} />}
      {alone && front !== undefined && isLive(front) && (
        <div className={styles.below}>
          {/* Both cannot stand in the card at once, and neither may be cut. */}
          {standsStill(front.recording) && <MutedSpeaking call={front} />}
          <TroubleNote quality={front.quality} />
        </div>
      )}
    </section>
  );
}
