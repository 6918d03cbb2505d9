import { Button, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { useFormat } from '../../i18n/format.ts';
import { takesTyping } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useKey } from '../../keys/KeyboardProvider.tsx';
import { useLine } from '../../stores/use-line.ts';
import { useRun } from '../../stores/use-run.ts';
import styles from './tools.module.css';

/** For a call on a line that this desk does not know, and so has no outcomes of. */
const plainOutcome = 'done';

/** How the call ended in the line's own words: a number chooses, F8 finishes and makes ready again. */
export function OutcomePanel({ call }: { call: Call }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const line = useLine(call.lineId);
  const outcomes =
    line === undefined
      ? [{ code: plainOutcome, label: t('outcome.done') }]
      : line.outcomes.map(({ code, label }) => ({ code, label: format.text(label) }));
  const [chosen, setChosen] = useState<string>();
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const group = useRef<HTMLFieldSetElement>(null);

  const choose = (index: number) => {
    const outcome = outcomes[index];
    if (outcome !== undefined) setChosen(outcome.code);
  };
  const finish = async () => {
    if (busy) return;
    if (chosen === undefined) {
      setAsked(true);
      group.current?.querySelector('input')?.focus();
      return;
    }
    setBusy(true);
    const text = note.trim();
    await run('call.finish', {
      callId: call.id,
      outcome: chosen,
      ...(text === '' ? {} : { note: text }),
    });
    setBusy(false);
  };
  useKey('finish', () => void finish());
  useKey('numbered', (event) => choose(Number(event.code.at(-1)) - 1));
  const latestChoose = useRef(choose);
  useEffect(() => {
    latestChoose.current = choose;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
      if (plain && /^[1-9]$/.test(event.key) && !takesTyping(event.target)) {
        latestChoose.current(Number(event.key) - 1);
      }
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);

  return (
    <section className={styles.outcome} aria-label={t('outcome.title')}>
      <fieldset ref={group} className={styles.outcomes}>
        <legend>{t('outcome.title')}</legend>
        {line === undefined && <p className={styles.note}>{t('outcome.noLine')}</p>}
        {outcomes.map((outcome, index) => (
          <label key={outcome.code} className={styles.choice} data-chosen={chosen === outcome.code}>
            <input
              type="radio"
              name={`outcome-${call.id}`}
              className="visually-hidden"
              checked={chosen === outcome.code}
              onChange={() => setChosen(outcome.code)}
            />
            <span className={styles.choiceText}>{outcome.label}</span>
            {index < 9 && <kbd className={styles.choiceKey}>{index + 1}</kbd>}
          </label>
        ))}
      </fieldset>
      <Textarea
        label={t('outcome.note')}
        placeholder={t('outcome.notePlaceholder')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        rows={2}
      />
      <p role="alert" className={styles.problem}>
        {asked && chosen === undefined && t('outcome.choose')}
      </p>
      <Button size="sm" rightSection={<KeyHint name="finish" onFill />} onClick={() => void finish()}>
        {busy ? t('outcome.finishing') : t('outcome.ready')}
      </Button>
    </section>
  );
}
