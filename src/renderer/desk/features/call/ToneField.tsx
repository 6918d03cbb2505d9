import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { noticeProblem } from '../../ui/notices.ts';
import { copiedTones } from './copied-number.ts';
import styles from './tools.module.css';

export interface ToneFieldProps {
  /** What this call has been sent already. */
  readonly sent: string;
  /** A whole string that waits for Enter; undefined while keys go out one by one. */
  readonly waiting: string | undefined;
  readonly onWaiting: (tones: string | undefined) => void;
  readonly onSend: (tones: string) => void;
  readonly focusWanted: boolean;
  readonly onFocused: () => void;
}

/** Tones of a call: keys are sent as they are pressed; a string that was pasted is looked at first, then sent whole. */
export function ToneField(props: ToneFieldProps) {
  const { sent, waiting, onWaiting, onSend, focusWanted, onFocused } = props;
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!focusWanted) return;
    input.current?.focus();
    onFocused();
  }, [focusWanted, onFocused]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9*#]$/.test(event.key)) {
      event.preventDefault();
      if (waiting === undefined) onSend(event.key);
      else onWaiting(`${waiting}${event.key}`.slice(0, 40));
    } else if (waiting !== undefined && event.key === 'Backspace') {
      event.preventDefault();
      onWaiting(waiting.length > 1 ? waiting.slice(0, -1) : undefined);
    } else if (waiting !== undefined && (event.key === 'Enter' || event.key === 'Escape')) {
      event.preventDefault();
      if (event.key === 'Enter') onSend(waiting);
      onWaiting(undefined);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    const tones = copiedTones(event.clipboardData.getData('text'));
    if (tones === undefined) noticeProblem(t('dial.notTones'));
    else onWaiting(tones);
  };
  return (
    <TextInput
      ref={input}
      aria-label={waiting === undefined ? t('dial.tones') : t('dial.tonesWaiting')}
      placeholder={t('dial.tonesPlaceholder')}
      value={waiting ?? sent}
      // What is in it comes from keys and pasting, which `onKeyDown` and `onPaste` see to.
      onChange={() => undefined}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      inputMode="tel"
      autoComplete="off"
      classNames={{ input: styles.dialInput ?? '' }}
      rightSectionWidth={waiting === undefined ? 42 : 110}
      rightSection={
        waiting === undefined ? (
          <KeyHint name="dialFocus" />
        ) : (
          <Button
            size="compact-xs"
            onClick={() => {
              onSend(waiting);
              onWaiting(undefined);
            }}
          >
            {t('dial.sendTones')}
          </Button>
        )
      }
    />
  );
}
