import { Button } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCustomer, useWork, useWorkState } from '../../stores/work-context.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { CustomerCard } from './CustomerCard.tsx';
import { CustomerChooser } from './CustomerChooser.tsx';
import { CustomerEditor } from './CustomerEditor.tsx';
import { Story } from './Story.tsx';
import styles from './customer.module.css';

/** Who: the card of the one who calls or is called, and what was before. */
export function CustomerPanel() {
  return (
    <div className={styles.panel}>
      <Aside />
      <Who />
    </div>
  );
}

function Who() {
  const { t } = useTranslation();
  const search = useCustomer((state) => state.search);
  const problem = useCustomer((state) => state.problem);
  const chosen = useCustomer((state) => state.chosen);
  const hasForm = useCustomer((state) => state.form !== undefined);
  const wanted = useCustomer((state) => state.wanted);
  const matches = useCustomer((state) => state.matches);
  if (hasForm) return <CustomerEditor />;
  if (chosen !== undefined) {
    return (
      <>
        <CustomerCard customer={chosen} />
        <Story key={chosen.id} customerId={chosen.id} number={wanted.number} />
      </>
    );
  }
  if (search === 'idle') {
    return <Empty icon={<IconUser size={28} stroke={1.4} aria-hidden />}>{t('customer.idle')}</Empty>;
  }
  if (search === 'searching') return <p className={styles.words}>{t('customer.searching')}</p>;
  if (search === 'failed') {
    return (
      <p role="alert" className={styles.words}>
        {typeof problem === 'string' ? t(`reason.${problem}`) : t('reason.internal')}
      </p>
    );
  }
  return <CustomerChooser matches={matches} companyId={wanted.companyId} />;
}

/** A card whose words were kept when another call came, to go on with. */
function Aside() {
  const { t } = useTranslation();
  const work = useWork();
  const aside = useWorkState((state) => state.aside);
  if (aside === undefined) return null;
  return (
    <div className={styles.aside}>
      <Button variant="light" color="zari" onClick={() => work.continueAside()}>
        {t('customer.aside', { who: aside.name || aside.phones })}
      </Button>
    </div>
  );
}
