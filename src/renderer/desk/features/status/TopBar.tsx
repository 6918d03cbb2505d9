import { useTranslation } from 'react-i18next';
import { PresenceMenu } from '../shift/PresenceMenu.tsx';
import { ShiftClock } from '../shift/ShiftClock.tsx';
import { Brand } from '../../ui/Brand.tsx';
import { MailboxPill } from './MailboxPill.tsx';
import { MediaPill } from './MediaPill.tsx';
import { OperatorMenu } from './OperatorMenu.tsx';
import { OutboxPill } from './OutboxPill.tsx';
import { RegistrationPill } from './RegistrationPill.tsx';
import { ServerPill } from './ServerPill.tsx';
import styles from './status.module.css';

/** State, shift clock, line, server and what is unsent: all of it as the host says it is. */
export function TopBar() {
  const { t } = useTranslation();
  return (
    <header className={styles.bar} aria-label={t('status.area')}>
      <h1 className="visually-hidden">
        {t('app.name')}: {t('app.tagline')}
      </h1>
      <div className={styles.group}>
        <span className={styles.brand}>
          <Brand />
        </span>
        <PresenceMenu />
        <ShiftClock />
      </div>
      <div className={styles.group} data-end>
        <MediaPill />
        <MailboxPill />
        <RegistrationPill />
        <ServerPill />
        <OutboxPill />
        <OperatorMenu />
      </div>
    </header>
  );
}
