import { Popover, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import styles from './status.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet';

export interface StatusPillProps {
  readonly tone: Tone;
  /** The state in words; the tone only underlines it. */
  readonly text: string;
  /** The text where it is shown, if it can be shorter there; `text` is what is read out. */
  readonly short?: string;
  /** What a click tells more; given `close` where something in it ends that. */
  readonly children: ReactNode | ((close: () => void) => ReactNode);
  readonly onOpen?: () => void;
  /** Is never cut short where there is little room; for what is short, or ends with what matters. */
  readonly firm?: boolean;
}

/** A state in the top bar, with more about it in a pop-over. */
export function StatusPill({ tone, text, short, children, onOpen, firm = false }: StatusPillProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" offset={6} width={340}>
      <Popover.Target>
        <UnstyledButton
          className={styles.pill}
          data-tone={tone}
          data-firm={firm}
          onClick={() => {
            if (!open) onOpen?.();
            setOpen(!open);
          }}
        >
          <span className={styles.dot} aria-hidden="true" />
          <span className={styles.pillText} title={text}>
            {short === undefined ? (
              text
            ) : (
              <>
                <span aria-hidden="true">{short}</span>
                <span className="visually-hidden">{text}</span>
              </>
            )}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.drop} aria-label={text}>
        {typeof children === 'function' ? children(() => setOpen(false)) : children}
      </Popover.Dropdown>
    </Popover>
  );
}
