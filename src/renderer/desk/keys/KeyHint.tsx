import { comboText, shortComboText } from './combo.ts';
import { deskKeys, type DeskKey } from './desk-keys.ts';
import styles from './keys.module.css';

export interface KeyHintProps {
  readonly name: DeskKey;
  readonly onFill?: boolean;
  /** Written out, as in the help; else as short as a button needs it. */
  readonly long?: boolean;
  /** Which digit of a key that has several: `Alt+1…9`. */
  readonly digit?: number | undefined;
}

/** The key of an action, as it stands on its button; read out in full. */
export function KeyHint({ name, onFill = false, long = false, digit }: KeyHintProps) {
  const all: string = deskKeys[name].combo;
  const combo = digit === undefined ? all : all.replace('1…9', String(digit));
  const text = comboText(combo);
  const short = shortComboText(combo);
  return (
    <kbd className={styles.key} data-on-fill={onFill}>
      {long || short === text ? (
        text
      ) : (
        <>
          <span aria-hidden="true">{short}</span>
          <span className="visually-hidden">{text}</span>
        </>
      )}
    </kbd>
  );
}
