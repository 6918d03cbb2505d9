import type { Localized } from '../language.ts';

/** A path longer than this loses its beginning. */
export const mostVisits = 300;

/** How a step was come to; `branch` has the branch's key, `choice` the choice's place in its step, from 0. */
export type Arrival =
  | { readonly by: 'start' }
  | { readonly by: 'choice'; readonly choice: number }
  | { readonly by: 'branch'; readonly branch: string }
  | { readonly by: 'return' };

/** A step that was on the screen: with its title and version, so that it can be read when the script has changed. */
export interface Visit {
  readonly step: string;
  readonly title: Localized;
  readonly version: number;
  readonly arrival: Arrival;
}

/** A required sentence that the operator has ticked. */
export interface SaidSentence {
  readonly step: string;
  readonly sentence: string;
}

/** The way through a script in one call: plain data that can be stored as it is. The present step is the last. */
export interface ScriptPath {
  readonly scriptId: string;
  /** The script's, so that the path can be read without it. */
  readonly title: Localized;
  readonly visits: readonly Visit[];
  /** What was said stays said for the whole call, also when one goes back. */
  readonly said: readonly SaidSentence[];
}
