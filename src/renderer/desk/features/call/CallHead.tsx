import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useFormat } from '../../i18n/format.ts';
import { useCaller } from './use-caller.ts';
import styles from './call.module.css';

export interface CallHeadProps {
  readonly call: Call;
  /** The call's state in words. */
  readonly word: ReactNode;
  /** How it sounds. */
  readonly mark?: ReactNode;
  readonly clock?: ReactNode;
}

/** Line, name and number of a call: the same place in every state of it. */
export function CallHead({ call, word, mark, clock }: CallHeadProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, number, line } = useCaller(call);
  return (
    <>
      <span
        className={styles.lineBar}
        style={line === undefined ? undefined : { background: line.colour }}
        aria-hidden="true"
      />
      <p className={styles.company}>
        {line === undefined ? t('call.unknownLine') : format.text(line.companyName)}
      </p>
      <p className={styles.sound}>{mark}</p>
      <p className={styles.line}>{line !== undefined && format.text(line.name)}</p>
      <p className={styles.word}>{word}</p>
      <h2 className={styles.name} title={name}>
        {name ?? t('call.unknownCaller')}
      </h2>
      <p className={`${styles.number} tabular`}>{number}</p>
      {clock}
    </>
  );
}
