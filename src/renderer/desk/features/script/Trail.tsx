import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Script } from '../../../../contract/content.ts';
import type { Visit } from '../../../../domain/script/script-path.ts';
import { useFormat } from '../../i18n/format.ts';
import { ReadOut } from './ReadOut.tsx';
import styles from './script.module.css';

export interface TrailProps {
  readonly script: Script;
  readonly trail: readonly Visit[];
  /** Goes back by so many steps. */
  readonly onBack: (steps: number) => void;
}

/** Where one is: the script with its version, the step's number, and the steps before it to go back to. */
export function Trail({ script, trail, onBack }: TrailProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <nav className={styles.path} aria-label={t('script.path')}>
      <span className={styles.scriptTitle} title={t('script.version', { version: script.version })}>
        <ReadOut text={format.text(script.title)} />
      </span>
      {trail.slice(0, -1).map((passed, index) => (
        // A path only grows at its end.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} className={styles.passed}>
          <IconChevronRight size={12} aria-hidden />
          <UnstyledButton className={styles.passedLink} onClick={() => onBack(trail.length - 1 - index)}>
            <ReadOut text={format.text(passed.title)} />
          </UnstyledButton>
        </span>
      ))}
      <span className={styles.number}>{t('script.step', { number: trail.length })}</span>
    </nav>
  );
}
