import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { PracticeCalls } from '../training/PracticeCalls.tsx';
import { CallHistory } from './CallHistory.tsx';
import { DialPad } from './DialPad.tsx';
import { OutcomePanel } from './OutcomePanel.tsx';
import styles from './tools.module.css';

const pages = ['dial', 'history', 'practice'] as const;

/** Below the call: dial pad, history and practice calls; after a call its outcome. */
export function CallTools() {
  const { t } = useTranslation();
  const [page, setPage] = useState<string>('dial');
  const ended = useDesk((state) => state.calls.find((call) => call.state === 'ended' && call.needsOutcome));
  if (ended !== undefined) return <OutcomePanel key={ended.id} call={ended} />;
  return (
    <Tabs
      value={page}
      onChange={(value) => setPage(value ?? 'dial')}
      keepMounted={false}
      className={styles.tools}
      classNames={{ list: styles.tabs ?? '', tab: styles.tab ?? '', panel: styles.panel ?? '' }}
    >
      <Tabs.List grow>
        {pages.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`${each}.tab`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="dial">
        <DialPad onNeeded={() => setPage('dial')} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <CallHistory />
      </Tabs.Panel>
      <Tabs.Panel value="practice">
        <PracticeCalls />
      </Tabs.Panel>
    </Tabs>
  );
}
