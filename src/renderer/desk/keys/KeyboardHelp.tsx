import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../stores/desk-context.ts';
import { keysOf, takesTyping, type KeyGroup } from './desk-keys.ts';
import { KeyHint } from './KeyHint.tsx';
import { useKey } from './KeyboardProvider.tsx';
import styles from './keys.module.css';

const groups: readonly KeyGroup[] = ['call', 'calls', 'work', 'desk'];

/** The list of all keys: F1, or ? outside of fields. A call that rings puts it away. */
export function KeyboardHelp() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const ringing = useDesk((state) => state.calls.some((call) => call.state === 'ringing'));
  useKey('help', () => setOpen((was) => !was));
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === '?' && !takesTyping(event.target)) setOpen(true);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  useEffect(() => {
    if (ringing) setOpen(false);
  }, [ringing]);
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title={t('keys.title')}
      size={1080}
      // A header of the page is what screen readers would take it for.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('keys.close') }}
    >
      <p className={styles.lead}>{t('keys.lead')}</p>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3 className={styles.groupTitle}>{t(`keys.group.${group}`)}</h3>
            <dl className={styles.list}>
              {keysOf(group).map((name) => (
                <div key={name} className={styles.row}>
                  <dt>{t(`keys.${name}`)}</dt>
                  <dd>
                    <KeyHint name={name} long />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
