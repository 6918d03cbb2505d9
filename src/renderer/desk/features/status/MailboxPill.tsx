import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../stores/desk-context.ts';
import { isTalking } from '../../stores/front-call.ts';
import { useRun } from '../../stores/use-run.ts';
import { StatusPill } from './StatusPill.tsx';
import styles from './status.module.css';

/** Messages in the operator's mailbox, and the call that plays them; not there while none waits. */
export function MailboxPill() {
  const { t } = useTranslation();
  const run = useRun();
  const mailbox = useDesk((state) => state.mailbox);
  const registered = useDesk((state) => state.registration.status === 'registered');
  const busy = useDesk((state) => state.calls.some((call) => isTalking(call) || call.state === 'ringing'));
  if (mailbox?.waiting !== true) return null;
  const text = mailbox.fresh > 0 ? t('mailbox.fresh', { count: mailbox.fresh }) : t('mailbox.waiting');
  const short = mailbox.fresh > 0 ? t('mailbox.short', { count: mailbox.fresh }) : undefined;
  const { number } = mailbox;
  return (
    <StatusPill firm tone="quiet" text={text} {...(short === undefined ? {} : { short })}>
      {(close) => (
        <>
          <p className={styles.dropTitle}>{text}</p>
          {mailbox.old > 0 && <p className={styles.quiet}>{t('mailbox.old', { count: mailbox.old })}</p>}
          {number === undefined ? (
            <p>{t('mailbox.listen')}</p>
          ) : (
            <>
              <Button
                size="xs"
                leftSection={<IconPhone size={15} aria-hidden />}
                disabled={busy || !registered}
                onClick={() => {
                  close();
                  void run('call.dial', { number });
                }}
              >
                {t('mailbox.call', { number })}
              </Button>
              {busy && <p className={styles.quiet}>{t('mailbox.afterCall')}</p>}
              {!registered && <p className={styles.quiet}>{t('dial.notRegistered')}</p>}
            </>
          )}
        </>
      )}
    </StatusPill>
  );
}
