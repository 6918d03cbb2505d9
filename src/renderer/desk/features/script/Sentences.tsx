import type { Script } from '../../../../contract/content.ts';
import type { Place } from '../../../../domain/script/runner.ts';
import { useFormat } from '../../i18n/format.ts';
import { ReadOut } from './ReadOut.tsx';
import styles from './script.module.css';

export interface SentencesProps {
  readonly legend: string;
  readonly sentences: Place<Script>['required'];
  readonly onTick: (sentence: { step: string; sentence: string; said: boolean }) => void;
}

/** Sentences that must be said, each with its box; nothing where there are none. */
export function Sentences({ legend, sentences, onTick }: SentencesProps) {
  const format = useFormat();
  if (sentences.length === 0) return null;
  return (
    <fieldset className={styles.sentences}>
      <legend>{legend}</legend>
      {sentences.map(({ step, sentence, said }) => (
        <label key={`${step}/${sentence.key}`} className={styles.sentence} data-said={said}>
          <input
            type="checkbox"
            checked={said}
            onChange={(event) => onTick({ step, sentence: sentence.key, said: event.currentTarget.checked })}
          />
          <span>
            <ReadOut text={format.text(sentence.say)} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
