import { useEffect, useState } from 'react';
import type { DeskOutput } from '../../../../contract/desk/commands.ts';
import { useAnswer } from '../../stores/use-answer.ts';

export type Suggestion = DeskOutput<'dial.suggest'>['suggestions'][number];

const none: readonly Suggestion[] = [];
const shown = 8;

/**
 * Whom a name or a part of a number may mean, best first. Those of the text before stay until the new ones are there,
 * so that the list does not blink at each key; no text (`undefined`) means nobody.
 */
export function useSuggestions(text: string | undefined): readonly Suggestion[] {
  const answer = useAnswer('dial.suggest', text === undefined ? undefined : { text, limit: shown });
  const [last, setLast] = useState(none);
  useEffect(() => {
    if (answer.status === 'ok') setLast(answer.value.suggestions);
  }, [answer]);
  if (text === undefined) return none;
  return answer.status === 'ok' ? answer.value.suggestions : last;
}
