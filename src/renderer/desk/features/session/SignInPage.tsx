import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReasonCode } from '../../../../contract/reasons.ts';
import { Brand } from '../../ui/Brand.tsx';
import { useDesk, useDeskAccess } from '../../stores/desk-context.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { ServerAddress } from './ServerAddress.tsx';
import { ServerLine } from './ServerLine.tsx';
import { SignInField } from './SignInField.tsx';
import styles from './sign-in.module.css';

type FieldName = 'username' | 'password' | 'previousPassword';
interface Problem {
  readonly text: string;
  readonly field?: FieldName;
}

/** What is measured from the start of the program: the first sign-in page that can be used. */
const usableMark = 'zari:sign-in-usable';

/** Fields whose content a refusal speaks about: it gets the focus, its text selected. */
const fieldOfReason: Partial<Record<ReasonCode, FieldName>> = {
  'auth.wrongPassword': 'password',
  'auth.previousPasswordNeeded': 'previousPassword',
};

/**
 * Where the desk begins. Written without the component library, so that the window is usable before that is read;
 * `onTyping` is called at the first key and may fetch the rest.
 */
export function SignInPage({ onTyping }: { onTyping: () => void }) {
  const { t } = useTranslation();
  const { bridge } = useDeskAccess();
  const host = useDesk((state) => state.host);
  const [username, setUsername] = useState(host.lastUsername ?? '');
  const [password, setPassword] = useState('');
  const [previous, setPrevious] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // This page is drawn from the host's first state on, so it can be used now.
  useEffect(() => {
    if (performance.getEntriesByName(usableMark).length === 0) performance.mark(usableMark);
  }, []);
  const focus = (field: FieldName) => {
    const input = form.current?.elements.namedItem(field);
    if (input instanceof HTMLInputElement) {
      input.focus();
      input.select();
    }
  };

  const missing = (): Problem | undefined => {
    if (username.trim() === '') return { text: t('signIn.missingUsername'), field: 'username' };
    if (password === '') return { text: t('signIn.missingPassword'), field: 'password' };
    if (previous === '') return { text: t('signIn.missingPreviousPassword'), field: 'previousPassword' };
    return undefined;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const gap = missing();
    setProblem(gap);
    if (gap?.field !== undefined) return focus(gap.field);
    setBusy(true);
    const result = await bridge.command('session.signIn', {
      username: username.trim(),
      password,
      ...(previous === undefined ? {} : { previousPassword: previous }),
    });
    setBusy(false);
    if (result.ok) return; // the host's next state replaces this page
    const field = fieldOfReason[result.reason];
    setProblem({ text: t(`reason.${result.reason}`), ...(field === undefined ? {} : { field }) });
    if (result.reason === 'auth.previousPasswordNeeded') setPrevious('');
    // After React has drawn the field that may be new.
    setTimeout(() => focus(field ?? 'password'));
  };

  const watchKeys = (event: KeyboardEvent) => {
    onTyping();
    setCapsLock(event.getModifierState('CapsLock'));
  };

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <form
          ref={form}
          className={styles.form}
          onSubmit={(event) => void submit(event)}
          onKeyDown={watchKeys}
          onKeyUp={watchKeys}
          noValidate
        >
          <header className={styles.brand}>
            <Brand size={36} />
            <div>
              <h1 className={styles.name}>{t('app.name')}</h1>
              <p className={styles.tagline}>{t('app.tagline')}</p>
            </div>
          </header>
          <SignInField
            label={t('signIn.username')}
            name="username"
            autoComplete="username"
            value={username}
            onChange={setUsername}
            autoFocus={username === ''}
            invalid={problem?.field === 'username'}
            describedBy="sign-in-problem"
          />
          <SignInField
            label={t('signIn.password')}
            name="password"
            secret
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            autoFocus={username !== ''}
            invalid={problem?.field === 'password'}
            describedBy="sign-in-problem"
            hint={capsLock ? t('signIn.capsLock') : undefined}
          />
          {previous !== undefined && (
            <SignInField
              label={t('signIn.previousPassword')}
              name="previousPassword"
              secret
              autoComplete="off"
              value={previous}
              onChange={setPrevious}
              invalid={problem?.field === 'previousPassword'}
              describedBy="sign-in-problem"
              hint={t('signIn.previousPasswordHint')}
            />
          )}
          <p id="sign-in-problem" role="alert" className={styles.problem}>
            {problem?.text}
          </p>
          <button type="submit" className={styles.submit} aria-disabled={busy}>
            {busy ? t('signIn.submitting') : t('signIn.submit')}
          </button>
        </form>
        <ServerLine />
        <ServerAddress />
      </div>
      <footer className={styles.foot}>
        <LanguageSwitch />
        <span className={styles.version}>{t('signIn.version', { version: host.version })}</span>
      </footer>
    </main>
  );
}
