import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useDeskAccess } from '../../stores/desk-context.ts';
import { readServerAddress } from './server-address.ts';
import styles from './sign-in.module.css';

/** Where the central server is: one quiet line, and a field to change it. Only there while nobody is signed in. */
export function ServerAddress() {
  const { t } = useTranslation();
  const { bridge } = useDeskAccess();
  const address = useDesk((state) => state.host.serverUrl);
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState('');
  /** What was saved last: where the address stays another one, it was given with the start of the program. */
  const [saved, setSaved] = useState<string>();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const change = useRef<HTMLButtonElement>(null);
  const open = typed !== undefined;
  const wasOpen = useRef(false);
  useEffect(() => {
    if (open) input.current?.select();
    else if (wasOpen.current) change.current?.focus();
    wasOpen.current = open;
  }, [open]);

  const close = () => {
    setTyped(undefined);
    setProblem('');
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const serverUrl = readServerAddress(typed ?? '');
    if (serverUrl === undefined) {
      setProblem(t('signIn.server.invalid'));
      input.current?.focus();
      return;
    }
    const result = await bridge.command('settings.set', { serverUrl });
    if (!result.ok) {
      setProblem(t(`reason.${result.reason}`));
      input.current?.focus();
      return;
    }
    setSaved(serverUrl);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  };

  if (!open) {
    return (
      <div className={styles.address}>
        <p>
          {t('signIn.server.at', { address })}{' '}
          <button
            ref={change}
            type="button"
            className={styles.link}
            aria-label={`${t('signIn.server.address')}: ${t('signIn.server.change')}`}
            onClick={() => setTyped(address)}
          >
            {t('signIn.server.change')}
          </button>
        </p>
        <p role="status">{saved !== undefined && saved !== address && t('signIn.server.fixed')}</p>
      </div>
    );
  }
  return (
    <form
      className={styles.addressForm}
      onSubmit={(event) => void save(event)}
      onKeyDown={onKeyDown}
      noValidate
    >
      <div className={styles.field}>
        <label htmlFor={id}>{t('signIn.server.address')}</label>
        <input
          ref={input}
          id={id}
          name="serverUrl"
          className={styles.input}
          type="url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          maxLength={300}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          aria-invalid={problem !== ''}
          aria-describedby={`${id}-problem`}
        />
      </div>
      <p id={`${id}-problem`} role="alert" className={styles.problem}>
        {problem}
      </p>
      <div className={styles.addressButtons}>
        <button type="submit" className={styles.plain}>
          {t('signIn.server.save')}
        </button>
        <button type="button" className={styles.plain} onClick={close}>
          {t('signIn.server.cancel')}
        </button>
      </div>
    </form>
  );
}
