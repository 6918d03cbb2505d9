import { comboText, deskKeys, type DeskKey } from './desk-keys.ts';
import styles from './keys.module.css';

/** The key of an action, as it stands on its button. */
export function KeyHint({ name, onFill = false }: { name: DeskKey; onFill?: boolean }) {
  return (
    <kbd className={styles.key} data-on-fill={onFill}>
      {comboText(deskKeys[name].combo)}
    </kbd>
  );
}
