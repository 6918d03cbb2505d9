import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { StatusPill } from './StatusPill.tsx';
import styles from './status.module.css';

/** Messages in the operator's mailbox; not there while none waits. */
export function MailboxPill() {
  const { t } = useTranslation();
  const mailbox = useDesk((state) => state.mailbox);
  if (mailbox?.waiting !== true) return null;
  const text = mailbox.fresh > 0 ? t('mailbox.fresh', { count: mailbox.fresh }) : t('mailbox.waiting');
  return (
    <StatusPill firm tone="quiet" text={text}>
      <p className={styles.dropTitle}>{text}</p>
      {mailbox.old > 0 && <p className={styles.quiet}>{t('mailbox.old', { count: mailbox.old })}</p>}
      <p>{t('mailbox.listen')}</p>
    </StatusPill>
  );
}
