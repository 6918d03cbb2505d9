import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import styles from './sign-in.module.css';

/** The link to the server in words, and what can be done without it. */
export function ServerLine() {
  const { t } = useTranslation();
  const format = useFormat();
  const server = useDesk((state) => state.server);
  return (
    <div role="status" className={styles.server} data-status={server.status}>
      <p className={styles.serverState}>
        <span className={styles.dot} aria-hidden="true" />
        {t(`server.${server.status}`, { time: format.moment(server.since) })}
      </p>
      {server.status === 'unreachable' && <p className={styles.serverHint}>{t('signIn.offlineHint')}</p>}
    </div>
  );
}
