import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './sign-in.module.css';

export interface SignInFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: string;
  readonly secret?: boolean;
  readonly autoFocus?: boolean;
  readonly invalid: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy: string;
  readonly hint?: string | undefined;
}

/** A labelled field of the sign-in page; a secret one can be shown while it is typed. */
export function SignInField(props: SignInFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{props.label}</label>
      <div className={styles.inputRow}>
        <input
          id={id}
          name={props.name}
          className={styles.input}
          type={props.secret === true && !shown ? 'password' : 'text'}
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          autoComplete={props.autoComplete}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={props.autoFocus ?? false}
          aria-invalid={props.invalid}
          aria-describedby={`${id}-hint ${props.describedBy}`}
        />
        {props.secret === true && (
          <button
            type="button"
            className={styles.reveal}
            aria-pressed={shown}
            aria-label={shown ? t('signIn.hide') : t('signIn.show')}
            onClick={() => setShown(!shown)}
          >
            <svg
              width="18"
              height="18"
              viewBox="0 0 24 24"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              aria-hidden="true"
            >
              <path
                d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"
                strokeLinejoin="round"
              />
              <circle cx="12" cy="12" r="3" />
              {shown && <path d="M4 4l16 16" strokeLinecap="round" />}
            </svg>
          </button>
        )}
      </div>
      <p id={`${id}-hint`} role="status" className={styles.hint}>
        {props.hint}
      </p>
    </div>
  );
}
