import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Script } from '../../../../contract/content.ts';
import type { Place } from '../../../../domain/script/runner.ts';
import { useFormat } from '../../i18n/format.ts';
import { takesTyping } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { isLive } from '../../stores/front-call.ts';
import { useCallToFinish } from '../../stores/use-front-call.ts';
import { ReadOut } from './ReadOut.tsx';
import styles from './script.module.css';

export interface ChoicesProps {
  readonly choices: Place<Script>['choices'];
  /** Also for a choice that is not open: whoever wants it is told why. */
  readonly onChoose: (index: number) => void;
}

/** The answers of a step, each with its number. When outcomes are asked for the numbers are theirs. */
export function Choices({ choices, onChoose }: ChoicesProps) {
  const format = useFormat();
  const toFinish = useCallToFinish();
  const busy = useDesk((state) => state.calls.some(isLive));
  const numbered = choices.length > 0 && (toFinish === undefined || busy);
  const press = (index: number) => {
    if (index < choices.length) onChoose(index);
  };
  useKey('numbered', numbered ? ({ code }) => press(Number(code.at(-1)) - 1) : undefined);
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  });
  useEffect(() => {
    if (!numbered) return undefined;
    const listen = (event: KeyboardEvent) => {
      const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat;
      if (plain && /^[1-9]$/.test(event.key) && !takesTyping(event.target)) {
        latest.current(Number(event.key) - 1);
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [numbered]);
  return (
    <ul className={styles.choices}>
      {choices.map(({ choice, open }, index) => (
        <li key={`${choice.to}/${format.text(choice.label)}`}>
          <UnstyledButton
            className={styles.choice}
            aria-disabled={!open}
            aria-keyshortcuts={numbered && index < 9 ? `Alt+${index + 1}` : undefined}
            onClick={() => onChoose(index)}
          >
            <span>
              <ReadOut text={format.text(choice.label)} />
            </span>
            <span className={styles.choiceEnd} aria-hidden="true">
              {numbered && index < 9 && <KeyHint name="numbered" digit={index + 1} />}
              <IconChevronRight size={16} />
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
