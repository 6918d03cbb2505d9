import { Button, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../../contract/desk/commands.ts';
import { useCompanyName } from '../customer/use-company-name.ts';
import { Marked } from './Marked.tsx';
import type { SearchState } from './use-search.ts';
import styles from './knowledge.module.css';

/** The element of the n-th hit, for the field's aria-activedescendant. */
export function hitElementId(index: number): string {
  return `knowledge-hit-${index}`;
}

export interface HitListProps {
  readonly search: SearchState;
  readonly active: number;
  readonly onOpen: (hit: SearchHit) => void;
  readonly onBack: () => void;
}

/** What was found, the best first. */
export function HitList({ search, active, onOpen, onBack }: HitListProps) {
  const { t } = useTranslation();
  const companyName = useCompanyName();
  const hits = search.status === 'found' || search.status === 'searching' ? search.hits : [];
  return (
    <>
      <div className={styles.hitHead}>
        <p role="status">
          {search.status === 'searching' && t('knowledge.searching')}
          {search.status === 'found' && hits.length > 0 && t('knowledge.count', { count: hits.length })}
          {search.status === 'found' && hits.length === 0 && t('knowledge.nothing', { text: search.text })}
          {search.status === 'failed' && t(`reason.${search.reason}`)}
        </p>
        <Button size="compact-xs" variant="subtle" onClick={onBack}>
          {t('knowledge.backToScript')}
        </Button>
      </div>
      <div id="knowledge-hits" role="listbox" aria-label={t('knowledge.results')} className={styles.hits}>
        {hits.map((hit, index) => (
          <UnstyledButton
            key={hit.id}
            id={hitElementId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
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
