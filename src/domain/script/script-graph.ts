import type { Localized } from '../language.ts';

/** A sentence that has to be said (consent, notice of recording) before its step may be left. */
export interface RequiredSentence {
  /** Told apart within its step. */
  readonly key: string;
}

export interface ScriptStep {
  readonly key: string;
  readonly title: Localized;
  readonly required?: readonly RequiredSentence[] | undefined;
  readonly choices: readonly { readonly to: string }[];
}

/** What a branch helps with: a caller who is angry, or one who objects to what is offered. */
export const branchKinds = ['conflict', 'objection'] as const;
export type BranchKind = (typeof branchKinds)[number];

/** A way out of every step, and back to it. */
export interface ScriptBranch {
  readonly key: string;
  readonly kind: BranchKind;
  /** The step that it begins with. */
  readonly to: string;
}

/** What the runner has to know of a script; its texts are the desk's matter. */
export interface ScriptGraph {
  readonly id: string;
  readonly title: Localized;
  readonly version: number;
  /** The step that a call begins with. */
  readonly start: string;
  readonly steps: readonly ScriptStep[];
  readonly branches?: readonly ScriptBranch[] | undefined;
}

/** A step by its key; undefined where this version of the script does not have it. */
export function stepOf<G extends ScriptGraph>(
  graph: G,
  key: string | undefined,
): G['steps'][number] | undefined {
  return graph.steps.find((step) => step.key === key);
}

/**
 * The keys of the main steps: those that the start leads to by choices alone, without the first step of a branch. A
 * choice of a branch that leads to one of them takes the conversation on; all other steps belong to branches.
 */
export function mainSteps(graph: ScriptGraph): ReadonlySet<string> {
  const entries = new Set((graph.branches ?? []).map(({ to }) => to));
  const main = new Set([graph.start]);
  for (const key of main) {
    for (const { to } of stepOf(graph, key)?.choices ?? []) if (!entries.has(to)) main.add(to);
  }
  return main;
}
