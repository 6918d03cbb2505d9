import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../../contract/content.ts';
import { formatPhone } from '../../../../domain/phone.ts';
import { useFormat } from '../../i18n/format.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useCustomer, useWork } from '../../stores/work-context.tsx';
import styles from './customer.module.css';
import { useCompanyName } from './use-company-name.ts';

/** The card as it is stored, to read. */
export function CustomerCard({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const work = useWork();
  const companyName = useCompanyName();
  const savedAt = useCustomer((state) => state.savedAt);
  const others = useCustomer((state) => state.matches.length - 1);
  const rows = [
    { label: t('customer.phones'), value: customer.phones.map((phone) => formatPhone(phone)).join(', ') },
    { label: t('customer.account'), value: customer.account },
    { label: t('customer.email'), value: customer.email },
    { label: t('customer.address'), value: customer.address },
  ];
  return (
    <section className={styles.card} aria-label={t('customer.title')}>
      <div className={styles.cardHead}>
        <div className={styles.cardTitle}>
          <h2 className={styles.name}>{customer.name}</h2>
          <p className={styles.sub}>
            {[t(`customer.kind.${customer.kind}`), companyName(customer.companyId)]
              .filter(Boolean)
              .join(' · ')}
            {savedAt !== undefined && (
              <span role="status">
                {' · '}
                {t('customer.saved', { time: format.timeWithSeconds(savedAt) })}
              </span>
            )}
          </p>
        </div>
        <Button
          variant="default"
          leftSection={<IconPencil size={15} aria-hidden />}
          rightSection={<KeyHint name="customer" />}
          onClick={() => work.customer.edit()}
        >
          {t('customer.edit')}
        </Button>
      </div>
      <dl className={styles.rows}>
        {rows.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={value ? 'tabular' : styles.blank}>{value || t('customer.notFilled')}</dd>
          </div>
        ))}
      </dl>
      {customer.note !== undefined && customer.note !== '' && (
        <p className={styles.cardNote}>{customer.note}</p>
      )}
      {others > 0 && (
        <Button size="compact-xs" variant="subtle" mt={6} ml={-8} onClick={() => work.customer.chooseAgain()}>
          {t('customer.others', { count: others })}
        </Button>
      )}
    </section>
  );
}
