import { Button, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../../contract/content.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useWork } from '../../stores/work-context.tsx';
import styles from './customer.module.css';
import { useCompanyName } from './use-company-name.ts';

export interface CustomerChooserProps {
  readonly matches: readonly Customer[];
  /** The company of the line. */
  readonly companyId: string | undefined;
}

/** Several cards with one number, or a card of another company only: the operator says who it is. */
export function CustomerChooser({ matches, companyId }: CustomerChooserProps) {
  const { t } = useTranslation();
  const { customer } = useWork();
  const companyName = useCompanyName();
  const lines = useDesk((state) => state.lines);
  const newCompany = companyId ?? lines[0]?.companyId;
  const othersOnly = matches.length > 0 && matches.every((match) => match.companyId !== companyId);
  return (
    <section className={styles.chooser} aria-label={t('customer.title')}>
      <h2 className={styles.heading}>
        {matches.length === 0
          ? t('customer.newHint')
          : othersOnly && companyId !== undefined
            ? t('customer.chooseOther')
            : t('customer.choose')}
      </h2>
      <ul className={styles.matches}>
        {matches.map((match) => (
          <li key={match.id}>
            <UnstyledButton className={styles.match} onClick={() => customer.choose(match)}>
              <span className={styles.matchName}>{match.name}</span>
              <span className={styles.matchMore}>
                {[companyName(match.companyId), match.account, match.address].filter(Boolean).join(' · ')}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {newCompany !== undefined && (
        <Button variant="default" onClick={() => customer.startNew(newCompany)}>
          {matches.length === 0 ? t('customer.new') : t('customer.notThese')}
        </Button>
      )}
    </section>
  );
}
