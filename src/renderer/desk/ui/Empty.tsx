import type { ReactNode } from 'react';
import styles from './ui.module.css';

/** Says what will be in an empty place and how it comes there. */
export function Empty({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      {icon}
      <p>{children}</p>
    </div>
  );
}
