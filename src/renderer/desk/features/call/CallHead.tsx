import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useFormat } from '../../i18n/format.ts';
import { useCaller } from './use-caller.ts';
import styles from './call.module.css';

/** Line, name and number of a call: the same place in every state of it. */
export function CallHead({ call, word }: { call: Call; word: string }) {
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
      <p className={styles.line}>
        <strong>{line === undefined ? t('call.unknownLine') : format.text(line.companyName)}</strong>
        {line !== undefined && <span> {format.text(line.name)}</span>}
      </p>
      <p className={styles.word}>{word}</p>
      <h2 className={styles.name} title={name}>
        {name ?? t('call.unknownCaller')}
      </h2>
      <p className={`${styles.number} tabular`}>{number}</p>
    </>
  );
}
