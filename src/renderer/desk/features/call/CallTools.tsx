import { Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { takesTyping } from '../../keys/desk-keys.ts';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk, useMoment } from '../../stores/desk-context.ts';
import { isLive } from '../../stores/front-call.ts';
import { useCallToFinish } from '../../stores/use-front-call.ts';
import { useWorkState } from '../../stores/work-context.tsx';
import { noticeDone } from '../../ui/notices.ts';
import { PracticeCalls } from '../training/PracticeCalls.tsx';
import { HandoverPanel } from '../transfer/HandoverPanel.tsx';
import { CallHistory } from './CallHistory.tsx';
import { DialPad } from './DialPad.tsx';
import { fieldText, numberText } from './number-text.ts';
import { OutcomePanel } from './OutcomePanel.tsx';
import styles from './tools.module.css';

const pages = ['dial', 'history', 'practice'] as const;
type Page = (typeof pages)[number];

/**
 * Below the call: dial pad, history and practice calls; the panel for handing over where one is; after the last call
 * its outcome.
 */
export function CallTools() {
  const { t } = useTranslation();
  const [page, setPage] = useState<Page>('dial');
  const [number, setNumber] = useState('');
  // High windows have room for the history beside the rest.
  const tall = useMediaQuery('(min-height: 960px)', false, { getInitialValueInEffect: false });
  const ended = useCallToFinish();
  const busy = useDesk((state) => state.calls.some(isLive));
  const handover = useWorkState((state) => state.handover);
  const handedOver = useDesk((state) => state.calls.find(({ id }) => id === handover?.callId));
  const [focusWanted, setFocusWanted] = useState(false);
  useKey('dialFocus', () => {
    setPage('dial');
    setFocusWanted(true);
  });
  // A link was opened: its number is offered, dialling it is the operator's.
  useMoment('dialRequest', ({ number: wanted }) => {
    setNumber(fieldText(wanted));
    setPage('dial');
    if (!takesTyping(document.activeElement)) setFocusWanted(true);
    noticeDone(t('dial.requested', { number: numberText(wanted, t) }));
  });
  if (handover !== undefined && handedOver !== undefined) {
    return (
      <HandoverPanel key={`${handover.kind}${handover.callId}`} call={handedOver} kind={handover.kind} />
    );
  }
  if (ended !== undefined && !busy) return <OutcomePanel key={ended.id} call={ended} />;
  const shown = tall && page === 'history' ? 'dial' : page;
  return (
    <div className={styles.tools} data-tall={tall}>
      <Tabs
        value={shown}
        onChange={(value) => setPage(pages.find((each) => each === value) ?? 'dial')}
        keepMounted={false}
        className={styles.pages}
        classNames={{ list: styles.tabs ?? '', tab: styles.tab ?? '', panel: styles.panel ?? '' }}
      >
        <Tabs.List grow>
          {pages
            .filter((each) => !tall || each !== 'history')
            .map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`${each}.tab`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="dial">
          <DialPad
            number={number}
            onNumber={setNumber}
            focusWanted={focusWanted}
            onFocused={() => setFocusWanted(false)}
          />
        </Tabs.Panel>
        {!tall && (
          <Tabs.Panel value="history">
            <CallHistory />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="practice">
          <PracticeCalls />
        </Tabs.Panel>
      </Tabs>
      {tall && (
        <section className={styles.below} aria-label={t('history.tab')}>
          <h2 className={styles.belowTitle}>{t('history.tab')}</h2>
          <div className={styles.panel}>
            <CallHistory />
          </div>
        </section>
      )}
    </div>
  );
}
