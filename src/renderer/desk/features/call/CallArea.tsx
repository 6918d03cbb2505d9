import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { EndedCard } from './EndedCard.tsx';
import { IdleCard } from './IdleCard.tsx';
import { LiveCard } from './LiveCard.tsx';
import { RingingCard } from './RingingCard.tsx';
import styles from './call.module.css';

/** The call that the area shows: the one that is on, else the one that rings, else the one just ended. */
function shownCall(calls: readonly Call[]): Call | undefined {
  return (
    calls.find((call) => call.state !== 'ringing' && call.state !== 'ended') ??
    calls.find((call) => call.state === 'ringing') ??
    calls.find((call) => call.needsOutcome)
  );
}

/**
 * The place of the call, of one size whatever is in it: what rings appears here and moves nothing. Without a call
 * there is nothing to click in it, so that no click can hit what came under the pointer a moment ago.
 */
export function CallArea() {
  const { t } = useTranslation();
  const calls = useDesk((state) => state.calls);
  const call = shownCall(calls);
  const other = calls.find((each) => each.state === 'ringing' && each.id !== call?.id);
  return (
    <section className={styles.area} aria-label={t('call.area')} data-state={call?.state ?? 'none'}>
      {call === undefined && <IdleCard />}
      {call?.state === 'ringing' && <RingingCard key={call.id} call={call} />}
      {call?.state === 'ended' && <EndedCard key={call.id} call={call} />}
      {call !== undefined && call.state !== 'ringing' && call.state !== 'ended' && (
        <LiveCard key={call.id} call={call} other={other} />
      )}
    </section>
  );
}
