import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DeskCommandName, DeskInput, DeskOutput } from '../../../contract/desk/commands.ts';
import type { ReasonCode } from '../../../contract/reasons.ts';
import { useDeskAccess } from './desk-context.ts';

export type Answer<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'failed'; readonly reason: ReasonCode };

/**
 * Asks the host and keeps the answer; asks again when the question or `version` changes. The last question wins,
 * whatever order the answers come in; an older answer of the same question stays until the new one is there. No
 * question (`undefined`) is `loading`.
 */
export function useAnswer<N extends DeskCommandName>(
  name: N,
  input: DeskInput<N> | undefined,
  version: unknown = 0,
): Answer<DeskOutput<N>> {
  const { bridge } = useDeskAccess();
  const [kept, setKept] = useState<{ question: string; answer: Answer<DeskOutput<N>> }>();
  const question = JSON.stringify([name, input]);
  // `question` stands for name and input, which are new objects at each rendering.
  const latest = useRef({ name, input });
  useLayoutEffect(() => {
    latest.current = { name, input };
  });
  useEffect(() => {
    const { name, input } = latest.current;
    if (input === undefined) return undefined;
    let current = true;
    void bridge.command(name, input).then((result) => {
      if (!current) return;
      const answer: Answer<DeskOutput<N>> = result.ok
        ? { status: 'ok', value: result.value }
        : { status: 'failed', reason: result.reason };
      setKept({ question, answer });
    });
    return () => {
      current = false;
    };
  }, [bridge, question, version]);
  return kept?.question === question ? kept.answer : { status: 'loading' };
}
