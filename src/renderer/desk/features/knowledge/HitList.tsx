import { Button, UnstyledButton } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../../contract/desk/commands.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useCompanyName } from '../customer/use-company-name.ts';
import { Marked } from './Marked.tsx';
import type { DeskAction } from './use-actions.ts';
import type { SearchState } from './use-search.ts';
import styles from './knowledge.module.css';

/** The element of the n-th option, for the field's aria-activedescendant. */
export function hitElementId(index: number): string {
  return `knowledge-hit-${index}`;
}

export interface HitListProps {
  readonly search: SearchState;
  readonly actions: readonly DeskAction[];
  /** Counts through the actions, then through the hits. */
  readonly active: number;
  readonly onRun: (action: DeskAction) => void;
  readonly onOpen: (hit: SearchHit) => void;
  readonly onBack: () => void;
}

/** What can be done by that name, and below it what was found, the best first. */
export function HitList({ search, actions, active, onRun, onOpen, onBack }: HitListProps) {
  const { t } = useTranslation();
  const companyName = useCompanyName();
  const hits = search.status === 'found' || search.status === 'searching' ? search.hits : [];
  return (
    <>
      <div className={styles.hitHead}>
        <p role="status">
          {search.status === 'searching' && t('knowledge.searching')}
          {search.status === 'found' && hits.length > 0 && t('knowledge.count', { count: hits.length })}
          {search.status === 'found' &&
            hits.length === 0 &&
            (actions.length > 0 ? t('knowledge.actions') : t('knowledge.nothing', { text: search.text }))}
          {search.status === 'failed' && t(`reason.${search.reason}`)}
        </p>
        <Button size="compact-xs" variant="subtle" onClick={onBack}>
          {t('knowledge.backToScript')}
        </Button>
      </div>
      <div id="knowledge-hits" role="listbox" aria-label={t('knowledge.results')} className={styles.hits}>
        {actions.map((action, index) => (
          <UnstyledButton
            key={action.id}
            id={hitElementId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={`${styles.hit} ${styles.action}`}
            onClick={() => onRun(action)}
          >
            <IconBolt size={16} aria-hidden />
            <span className={styles.hitTitle}>{action.label}</span>
            {action.key !== undefined && <KeyHint name={action.key} />}
          </UnstyledButton>
        ))}
        {hits.map((hit, index) => (
          <UnstyledButton
            key={hit.id}
            id={hitElementId(actions.length + index)}
            role="option"
            tabIndex={-1}
            aria-selected={actions.length + index === active}
            className={styles.hit}
            onClick={() => onOpen(hit)}
          >
            <span className={styles.hitTitle}>
              <Marked text={hit.title} />
            </span>
            <span className={styles.hitExcerpt}>
              <Marked text={hit.excerpt} />
            </span>
            <span className={styles.hitMore}>
              {[t(`knowledge.${hit.kind}`), companyName(hit.companyId)].filter(Boolean).join(' · ')}
            </span>
          </UnstyledButton>
        ))}
      </div>
    </>
  );
}
