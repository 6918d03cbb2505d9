import { mainSteps, stepOf, type RequiredSentence, type ScriptGraph } from './script-graph.ts';
import { mostVisits, type Arrival, type ScriptPath, type Visit } from './script-path.ts';

type StepOf<G extends ScriptGraph> = G['steps'][number];
type SentenceOf<G extends ScriptGraph> = NonNullable<StepOf<G>['required']>[number];

/** A required sentence as it is shown: the step that asks for it, and whether it was said. */
export interface Sentence<S extends RequiredSentence = RequiredSentence> {
  readonly step: string;
  readonly sentence: S;
  readonly said: boolean;
}

/** Where one is in a script, and what can be done there. */
export interface Place<G extends ScriptGraph = ScriptGraph> {
  /** Undefined where this version of the script no longer has the step. */
  readonly step: StepOf<G> | undefined;
  /** The visits since the script was begun last, the present one included. */
  readonly trail: readonly Visit[];
  /** The required sentences of this step. While one of them is not said, the step can only be gone back from. */
  readonly required: readonly Sentence<SentenceOf<G>>[];
  /** Not said in the steps that a branch has interrupted: no choice takes the conversation on without them. */
  readonly owed: readonly Sentence<SentenceOf<G>>[];
  readonly choices: readonly { readonly choice: StepOf<G>['choices'][number]; readonly open: boolean }[];
  /** The branch that one is in. */
  readonly branch: NonNullable<G['branches']>[number] | undefined;
  /** The step that the branch has interrupted, and that `leaveBranch` comes back to. */
  readonly interrupted: StepOf<G> | undefined;
  readonly canGoBack: boolean;
  /** Whether `restart` begins anew: not at the very beginning, and not with a sentence left to say. */
  readonly canRestart: boolean;
}

/** The path at the beginning of a script. */
export function beginPath(graph: ScriptGraph): ScriptPath {
  return {
    scriptId: graph.id,
    title: graph.title,
    visits: arrive(graph, [], graph.start, { by: 'start' }),
    said: [],
  };
}

/** Where a path has come to. The script may be newer than the path. */
export function placeOf<G extends ScriptGraph>(graph: G, path: ScriptPath): Place<G> {
  const step = stepOf(graph, path.visits.at(-1)?.step);
  const main = mainSteps(graph);
  const detours = openDetours(path.visits, main);
  const required = sentencesOf(graph, path, step?.key);
  const steps = new Set(detours.map(({ from }) => from).filter((key) => key !== step?.key));
  const owed = [...steps].flatMap((key) => sentencesOf(graph, path, key)).filter(({ said }) => !said);
  const isSaid = required.every(({ said }) => said);
  const detour = detours.at(-1);
  return {
    step,
    trail: path.visits.slice(
      Math.max(
        0,
        path.visits.findLastIndex(({ arrival }) => arrival.by === 'start'),
      ),
    ),
    required,
    owed,
    choices: (step?.choices ?? []).map((choice) => ({
      choice,
      open: isSaid && stepOf(graph, choice.to) !== undefined && (owed.length === 0 || !main.has(choice.to)),
    })),
    branch: graph.branches?.find(({ key }) => key === detour?.branch),
    interrupted: stepOf(graph, detour?.from),
    canGoBack: earlier(graph, path).length > 0,
    canRestart: isSaid && owed.length === 0 && path.visits.at(-1)?.arrival.by !== 'start',
  };
}

/** Takes a choice of the present step, by its place from 0. One that is not open changes nothing. */
export function choose(graph: ScriptGraph, path: ScriptPath, choice: number): ScriptPath {
  const chosen = placeOf(graph, path).choices[choice];
  if (chosen === undefined || !chosen.open) return path;
  return { ...path, visits: arrive(graph, path.visits, chosen.choice.to, { by: 'choice', choice }) };
}

/**
 * Goes into a branch, from any step: it only interrupts the step, so that sentences not yet said do not stand in the
 * way of it. Into the branch that one is in already, or into one that leads nowhere, changes nothing.
 */
export function enterBranch(graph: ScriptGraph, path: ScriptPath, key: string): ScriptPath {
  const branch = graph.branches?.find((each) => each.key === key);
  if (branch === undefined || stepOf(graph, branch.to) === undefined) return path;
  const detour = openDetours(path.visits, mainSteps(graph)).at(-1);
  if (detour?.branch === key || path.visits.at(-1)?.step === branch.to) return path;
  return { ...path, visits: arrive(graph, path.visits, branch.to, { by: 'branch', branch: key }) };
}

/** Comes back from a branch to the step that it has interrupted, once what the present step asks for is said. */
export function leaveBranch(graph: ScriptGraph, path: ScriptPath): ScriptPath {
  const { interrupted, required } = placeOf(graph, path);
  if (interrupted === undefined || required.some(({ said }) => !said)) return path;
  return { ...path, visits: arrive(graph, path.visits, interrupted.key, { by: 'return' }) };
}

/** Undoes the last move, whatever it was. Steps that the script no longer has are skipped. */
export function goBack(graph: ScriptGraph, path: ScriptPath): ScriptPath {
  const visits = earlier(graph, path);
  return visits.length === 0 ? path : { ...path, visits };
}

/** Begins anew with the same caller: the way so far stays in the path, and what was said stays said. */
export function restart(graph: ScriptGraph, path: ScriptPath): ScriptPath {
  if (!placeOf(graph, path).canRestart) return path;
  return { ...path, visits: arrive(graph, path.visits, graph.start, { by: 'start' }) };
}

/** Ticks a required sentence that is asked for now, or takes the tick away. */
export function tick(
  graph: ScriptGraph,
  path: ScriptPath,
  { step, sentence, said }: { readonly step: string; readonly sentence: string; readonly said: boolean },
): ScriptPath {
  const place = placeOf(graph, path);
  const asked = [...place.required, ...place.owed].find(
    (each) => each.step === step && each.sentence.key === sentence,
  );
  if (asked === undefined || asked.said === said) return path;
  const others = path.said.filter((each) => each.step !== step || each.sentence !== sentence);
  return { ...path, said: said ? [...others, { step, sentence }] : others };
}

function arrive(
  graph: ScriptGraph,
  before: readonly Visit[],
  key: string,
  arrival: Arrival,
): readonly Visit[] {
  const title = stepOf(graph, key)?.title ?? {};
  return [...before.slice(1 - mostVisits), { step: key, title, version: graph.version, arrival }];
}

/** The visits up to the last one before the present that the script still has; empty if there is none. */
function earlier(graph: ScriptGraph, { visits }: ScriptPath): readonly Visit[] {
  const last = visits.slice(0, -1).findLastIndex(({ step }) => stepOf(graph, step) !== undefined);
  return visits.slice(0, last + 1);
}

function sentencesOf<G extends ScriptGraph>(
  graph: G,
  path: ScriptPath,
  key: string | undefined,
): Sentence<SentenceOf<G>>[] {
  const step = stepOf(graph, key);
  const required: readonly SentenceOf<G>[] = step?.required ?? [];
  return required.map((sentence) => ({
    step: step?.key ?? '',
    sentence,
    said: path.said.some((each) => each.step === step?.key && each.sentence === sentence.key),
  }));
}

/** The branches that were gone into and neither come back from nor left for a main step, the outermost first. */
function openDetours(
  visits: readonly Visit[],
  main: ReadonlySet<string>,
): readonly { readonly branch: string; readonly from: string }[] {
  const open: { branch: string; from: string }[] = [];
  for (const [index, { step, arrival }] of visits.entries()) {
    const from = visits[index - 1]?.step;
    if (arrival.by === 'return') open.pop();
    else if (arrival.by === 'start') open.length = 0;
    else if (arrival.by === 'branch' && from !== undefined) open.push({ branch: arrival.branch, from });
    else if (main.has(step)) open.length = 0;
  }
  return open;
}
