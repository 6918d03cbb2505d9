import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useLine } from '../../stores/use-line.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { ScriptSteps } from './ScriptSteps.tsx';
import styles from './script.module.css';

/** The script of the call's line, one step at a time. */
export function ScriptPanel() {
  const { t } = useTranslation();
  const subject = useWorkState((state) => state.subject);
  const line = useLine(subject?.lineId);
  const contentVersion = useDesk((state) => state.content.updatedAt);
  const scriptId = line?.scriptId;
  const answer = useAnswer('script.get', scriptId === undefined ? undefined : { scriptId }, contentVersion);
  const place = useAnswer('script.place', subject === undefined ? undefined : { callId: subject.callId });
  if (subject === undefined || line === undefined) return null;
  if (scriptId === undefined) return <p className={styles.words}>{t('script.none')}</p>;
  if (answer.status === 'loading' || place.status === 'loading')
    return <p className={styles.words}>{t('script.loading')}</p>;
  if (answer.status === 'failed') {
    return (
      <p role="alert" className={styles.words}>
        {t(`reason.${answer.reason}`)}
      </p>
    );
  }
  const { script } = answer.value;
  if (script === undefined) return <p className={styles.words}>{t('script.missing')}</p>;
  return (
    <ScriptSteps
      key={`${subject.callId}/${script.id}`}
      script={script}
      callId={subject.callId}
      line={line}
      stored={place.status === 'ok' ? place.value.path : undefined}
    />
  );
}
