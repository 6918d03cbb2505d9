import { useTranslation } from 'react-i18next';
import type { DeskState } from '../../../../contract/desk/bridge.ts';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { StatusPill, type Tone } from './StatusPill.tsx';
import styles from './status.module.css';

const tones: Readonly<Record<DeskState['server']['status'], Tone>> = {
  unknown: 'quiet',
  reachable: 'good',
  unreachable: 'warn',
  signInNeeded: 'bad',
};

/** The link to the server in words, and what its being away means. */
export function ServerPill() {
  const { t } = useTranslation();
  const format = useFormat();
  const server = useDesk((state) => state.server);
  const content = useDesk((state) => state.content);
  const offline = useDesk((state) => state.session.status === 'signedIn' && state.session.offline);
  const text = t(`server.${server.status}`, { time: format.moment(server.since) });
  return (
    <StatusPill tone={tones[server.status]} text={text}>
      <p className={styles.dropTitle}>{text}</p>
      {server.lastAnswerAt !== undefined && (
        <p className={styles.quiet}>{t('server.lastAnswer', { time: format.moment(server.lastAnswerAt) })}</p>
      )}
      {server.status === 'unreachable' && <p>{t('server.workOffline')}</p>}
      {server.status === 'signInNeeded' && <p>{t('server.signInAgain')}</p>}
      {offline && <p>{t('server.offlineSession')}</p>}
      <p className={styles.quiet}>
        {t(`content.${content.status}`, {
          time: content.updatedAt === undefined ? '' : format.moment(content.updatedAt),
        })}
      </p>
    </StatusPill>
  );
}
