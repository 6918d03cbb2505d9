import { ActionIcon, TextInput, UnstyledButton } from '@mantine/core';
import { IconBackspace, IconClipboardText } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhoneAsTyped } from '../../../../domain/phone.ts';
import { comboText } from '../../keys/combo.ts';
import { deskKeys } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { isDialable } from './dialable.ts';
import { fieldText, numberText } from './number-text.ts';
import { useSuggestions, type Suggestion } from './use-suggestions.ts';
import styles from './tools.module.css';

export interface NumberFieldProps {
  /** The number, or the beginning of a name, as it is typed. */
  readonly number: string;
  readonly onNumber: (number: string) => void;
  readonly onCopied: () => void;
  readonly focusWanted: boolean;
  readonly onFocused: () => void;
}

/**
 * The number to call. Suggests whom a name or the first digits may mean; what is chosen of it stands in the field and
 * is not called yet. Arrow down in the empty field offers the latest numbers.
 */
export function NumberField({ number, onNumber, onCopied, focusWanted, onFocused }: NumberFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(open ? number.trim() : undefined);
  const shown = open && suggestions.length > 0;
  useEffect(() => {
    if (!focusWanted) return;
    input.current?.focus();
    onFocused();
  }, [focusWanted, onFocused]);

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (suggestion: Suggestion) => {
    onNumber(fieldText(suggestion.number));
    close();
    input.current?.focus();
  };
  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const { value, selectionStart } = event.currentTarget;
    // Whoever corrects in the middle must not have the caret thrown to the end.
    onNumber(
      selectionStart === value.length && value.length > number.length ? formatPhoneAsTyped(value) : value,
    );
    setOpen(value.trim() !== '');
    // A name cannot be called: Enter then means who is on top.
    setActive(canStay(value) ? -1 : 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) setOpen(true);
      else {
        const by = event.key === 'ArrowDown' ? 1 : -1;
        // A number has one place more than there are rows: back in the field, with nothing chosen.
        const first = canStay(number) ? -1 : 0;
        const places = suggestions.length - first;
        setActive(((active - first + by + places) % places) + first);
      }
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      const suggestion = shown ? suggestions[active] : undefined;
      if (suggestion === undefined) return;
      event.preventDefault();
      choose(suggestion);
    }
  };

  return (
    <div
      className={styles.field}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <TextInput
        ref={input}
        aria-label={t('dial.number')}
        placeholder={t('dial.placeholder')}
        value={number}
        onChange={type}
        onKeyDown={onKeyDown}
        maxLength={80}
        autoComplete="off"
        role="combobox"
        aria-expanded={shown}
        aria-controls={id}
        aria-activedescendant={shown && active >= 0 ? `${id}${active}` : undefined}
        classNames={{ input: styles.dialInput ?? '' }}
        rightSection={
          <span className={styles.fieldEnd}>
            {number === '' ? (
              <KeyHint name="dialFocus" />
            ) : (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('dial.clear')}
                onClick={() => onNumber(formatPhoneAsTyped(plain(number).slice(0, -1)))}
              >
                <IconBackspace size={18} aria-hidden />
              </ActionIcon>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${t('dial.copied')} ${comboText(deskKeys.dialCopied.combo)}`}
              title={`${t('dial.copied')} (${comboText(deskKeys.dialCopied.combo)})`}
              onClick={onCopied}
            >
              <IconClipboardText size={18} aria-hidden />
            </ActionIcon>
          </span>
        }
        rightSectionWidth={72}
      />
      <div
        id={id}
        role="listbox"
        aria-label={t('dial.suggestions')}
        className={styles.suggestions}
        hidden={!shown}
      >
        {shown &&
          suggestions.map((suggestion, index) => (
            <UnstyledButton
              key={`${suggestion.kind}${suggestion.number}${suggestion.name ?? ''}`}
              id={`${id}${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={styles.suggestion}
              // The field keeps the focus, and its list with it.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(suggestion)}
            >
              <span className={styles.suggestionName}>
                {suggestion.name ?? numberText(suggestion.number, t)}
              </span>
              <span className={`${styles.suggestionMore} tabular`}>
                {suggestion.name !== undefined && `${numberText(suggestion.number, t)} · `}
                {t(`dial.kind.${suggestion.kind}`)}
              </span>
            </UnstyledButton>
          ))}
      </div>
    </div>
  );
}

/** Whether Enter may mean the field as it is: a name cannot be called. */
const canStay = (text: string): boolean => text.trim() === '' || isDialable(text);

/** The digits of a formatted number, so that a digit more or less is formatted anew. */
export function plain(formatted: string): string {
  return /^[+\d\s()-]+$/.test(formatted) ? formatted.replace(/[^+\d]/g, '') : formatted;
}
