import { Button } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { noticeDone } from '../../ui/notices.ts';
import styles from '../call/tools.module.css';

/** Recorded callers who ring on request. */
export function PracticeCalls() {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const session = useDesk((state) => state.session);
  const scenarios = session.status === 'signedIn' ? session.practiceScenarios : [];
  const request = async (scenarioId: string) => {
    const result = await run('practice.request', { scenarioId });
    if (result.ok) noticeDone(t('practice.requested'));
  };
  if (scenarios.length === 0) return <p className={styles.note}>{t('practice.empty')}</p>;
  return (
    <>
      <p className={styles.note}>{t('practice.lead')}</p>
      <ul className={styles.scenarios}>
        {scenarios.map((scenario) => (
          <li key={scenario.id}>
            <Button
              variant="default"
              fullWidth
              justify="start"
              className={styles.scenario}
              leftSection={<IconPhoneIncoming size={16} aria-hidden />}
              onClick={() => void request(scenario.id)}
            >
              {format.text(scenario.title)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
