import { Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useMirror } from '../../stores/desk-context.ts';
import { useAnswer } from '../../stores/use-answer.ts';
import { useDraft, useWork, useWorkState } from '../../stores/work-context.tsx';
import { CustomerPanel } from '../customer/CustomerPanel.tsx';
import { CasePanel } from './CasePanel.tsx';
import { useOpenCase } from './use-open-case.ts';
import styles from './middle.module.css';

/** Who and what: customer and case, side by side where there is room. */
export function Middle() {
  const { t } = useTranslation();
  const wide = useMediaQuery('(min-width: 1600px)', false, { getInitialValueInEffect: false });
  const work = useWork();
  const page = useWorkState((state) => state.page);
  const openCase = useOpenCase();
  useKey('case', () => void openCase());
  useKey('customer', () => {
    work.showPage('customer');
    work.customer.edit();
  });
  const listVersion = useDraft((state) => state.listVersion);
  const linkStatus = useMirror((mirror) => mirror.link.status);
  const drafts = useAnswer('draft.list', {}, `${listVersion}${linkStatus}`);
  const count = drafts.status === 'ok' ? drafts.value.drafts.length : 0;

  // Once, after signing in: what was left unfinished is in front.
  const offered = useRef(false);
  useEffect(() => {
    if (offered.current || drafts.status !== 'ok') return;
    offered.current = true;
    if (drafts.value.drafts.length > 0 && work.store.getState().subject === undefined) work.showPage('case');
  }, [drafts, work]);

  if (wide) {
    return (
      <div className={styles.wide}>
        <div className={styles.column}>
          <CustomerPanel />
        </div>
        <div className={styles.column}>
          <CasePanel drafts={drafts} />
        </div>
      </div>
    );
  }
  return (
    <Tabs
      className={styles.narrow}
      value={page}
      onChange={(value) => work.showPage(value === 'case' ? 'case' : 'customer')}
      keepMounted={false}
      classNames={{ list: styles.tabs ?? '', tab: styles.tab ?? '', panel: styles.panel ?? '' }}
    >
      <Tabs.List>
        <Tabs.Tab value="customer" rightSection={<KeyHint name="customer" />}>
          {t('customer.tab')}
        </Tabs.Tab>
        <Tabs.Tab value="case" rightSection={<KeyHint name="case" />}>
          {t('case.tab')}
          {count > 0 && (
            <span className={styles.count} aria-label={`${t('drafts.title')}: ${count}`}>
              {count}
            </span>
          )}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="customer">
        <CustomerPanel />
      </Tabs.Panel>
      <Tabs.Panel value="case">
        <CasePanel drafts={drafts} />
      </Tabs.Panel>
    </Tabs>
  );
}
