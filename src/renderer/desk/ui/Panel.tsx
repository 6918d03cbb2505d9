import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './ui.module.css';

export interface PanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A page of its own in a place of the desk, opened and closed by the operator; nothing waits behind it. It takes the
 * focus when it opens, and gives it back.
 */
export function Panel({ title, onClose, children }: PanelProps) {
  const { t } = useTranslation();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    heading.current?.focus();
    return () => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);
  return (
    <section
      className={styles.panel}
      aria-labelledby={id}
      // Escape closes from anywhere in it; itself it is nothing to press.
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className={styles.panelHead}>
        <h2 ref={heading} id={id} tabIndex={-1} className={styles.panelTitle}>
          {title}
        </h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </header>
      <div className={styles.panelBody}>{children}</div>
    </section>
  );
}
