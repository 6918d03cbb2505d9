import { stepOf, type ScriptGraph } from './script-graph.ts';
import type { ScriptPath } from './script-path.ts';

/** A script whose choices may say what they put into the form of the case. */
export interface FillingGraph<F extends object> extends ScriptGraph {
  readonly steps: readonly (ScriptGraph['steps'][number] & {
    readonly choices: readonly { readonly to: string; readonly fills?: F | undefined }[];
  })[];
}

/**
 * What the answers of a path have put into the form so far; of two for one field the later one counts. Choices that
 * were taken in another version of the script are left out: what stands in their place now may be something else.
 */
export function fillsOf<F extends object>(graph: FillingGraph<F>, { visits }: ScriptPath): Partial<F> {
  const taken = visits.flatMap(({ arrival, version }, index) => {
    if (arrival.by !== 'choice' || version !== graph.version) return [];
    return stepOf(graph, visits[index - 1]?.step)?.choices[arrival.choice]?.fills ?? [];
  });
  return Object.assign({}, ...taken);
}
