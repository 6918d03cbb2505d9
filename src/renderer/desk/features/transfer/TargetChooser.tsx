import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ComponentType, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { numberText } from '../call/number-text.ts';
import { useSuggestions } from '../call/use-suggestions.ts';
import { ColleagueState } from './ColleagueState.tsx';
import { targetsFor, type Target } from './targets.ts';
import styles from './transfer.module.css';

/** Something that can be done with whoever is chosen. */
export interface TargetAction {
  readonly label: string;
  readonly icon: ComponentType<{ size: number; 'aria-hidden': true }>;
  /** A key of its own; without one it is what Enter does. */
  readonly hint?: DeskKey;
  readonly run: (target: Target) => void;
}

export interface TargetChooserProps {
  readonly actions: readonly TargetAction[];
  readonly onEscape: () => void;
}

/**
 * Looks for a colleague, a customer or a number. Nobody is chosen at first: what sends a caller away must not meet
 * whoever happens to be on top.
 */
export function TargetChooser({ actions, onEscape }: TargetChooserProps) {
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(-1);
  const colleagues = useDesk((state) => state.colleagues);
  const suggestions = useSuggestions(text.trim() === '' ? undefined : text.trim());
  const targets = targetsFor(text, colleagues, suggestions);
  const chosen = targets[active];
  // Opened by the operator's own key or click.
  useEffect(() => input.current?.focus(), []);

  const choose = (index: number) => {
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (targets.length === 0) return;
      const from = event.key === 'ArrowUp' && active < 0 ? 0 : active;
      choose((from + (event.key === 'ArrowDown' ? 1 : -1) + targets.length) % targets.length);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (chosen !== undefined) actions.find(({ hint }) => hint === undefined)?.run(chosen);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onEscape();
    }
  };

  return (
    <>
      <TextInput
        ref={input}
        size="sm"
        aria-label={t('transfer.search')}
        placeholder={t('transfer.search')}
        value={text}
        maxLength={80}
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}${active}`}
        leftSection={<IconSearch size={16} aria-hidden />}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(event.currentTarget.value.trim() === '' ? -1 : 0);
        }}
      />
      <p role="status" className={styles.count}>
        {targets.length === 0 &&
          (text.trim() === '' ? t('transfer.noColleagues') : t('transfer.nobody', { text: text.trim() }))}
      </p>
      <div ref={list} id={id} role="listbox" aria-label={t('transfer.targets')} className={styles.targets}>
        {targets.map((target, index) => (
          <UnstyledButton
            key={`${target.kind}${target.number}`}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.target}
            onClick={() => {
              choose(index);
              input.current?.focus();
            }}
          >
            <span className={styles.targetName}>{target.name ?? numberText(target.number, t)}</span>
            <span className={`${styles.targetNumber} tabular`}>
              {target.name === undefined ? t('transfer.thisNumber') : numberText(target.number, t)}
            </span>
            {target.state === undefined ? (
              target.kind !== 'number' && (
                <span className={styles.state}>{t(`dial.kind.${target.kind}`)}</span>
              )
            ) : (
              <ColleagueState state={target.state} />
            )}
          </UnstyledButton>
        ))}
      </div>
      <div className={styles.actions} data-single={actions.length === 1}>
        {actions.map((action) => (
          <ActionButton key={action.label} action={action} target={chosen} />
        ))}
      </div>
    </>
  );
}

function ActionButton({ action, target }: { action: TargetAction; target: Target | undefined }) {
  const { label, icon: Icon, hint, run } = action;
  const press = target === undefined ? undefined : () => run(target);
  useKey(hint, press);
  return (
    <Button
      variant={hint === undefined ? 'filled' : 'default'}
      disabled={press === undefined}
      leftSection={<Icon size={15} aria-hidden />}
      rightSection={hint === undefined ? <EnterHint /> : <KeyHint name={hint} />}
      onClick={press}
    >
      {label}
    </Button>
  );
}

function EnterHint() {
  return (
    <kbd className={styles.enter}>
      <span aria-hidden="true">↵</span>
      <span className="visually-hidden">Enter</span>
    </kbd>
  );
}
