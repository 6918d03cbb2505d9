import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  beginPath,
  choose,
  enterBranch,
  goBack,
  leaveBranch,
  placeOf,
  restart,
  tick,
} from '../../../../src/domain/script/runner.ts';
import { branchKinds, type ScriptGraph } from '../../../../src/domain/script/script-graph.ts';
import type { ScriptPath } from '../../../../src/domain/script/script-path.ts';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
const key = fc.constantFrom(...keys);

/** Any script over some of six steps; choices and branches may lead to steps that it does not have. */
const graphs = (version: number): fc.Arbitrary<ScriptGraph> =>
  fc
    .record({
      steps: fc.array(
        fc.record({
          choices: fc.array(
            key.map((to) => ({ to })),
            { maxLength: 3 },
          ),
          required: fc.option(fc.constantFrom([{ key: 'x' }], [{ key: 'x' }, { key: 'y' }]), {
            nil: undefined,
          }),
        }),
        { minLength: 1, maxLength: keys.length },
      ),
      branches: fc.array(fc.record({ kind: fc.constantFrom(...branchKinds), to: key }), { maxLength: 2 }),
    })
    .map(({ steps, branches }) => ({
      id: 'script',
      title: {},
      version,
      start: 'a',
      steps: steps.map((step, index) => ({
        ...step,
        key: keys[index] ?? '',
        title: { en: `${keys[index]}${version}` },
      })),
      branches: branches.map((branch, index) => ({ ...branch, key: `branch${index}` })),
    }));

type Move = (graph: ScriptGraph, path: ScriptPath) => ScriptPath;
const named = (name: string, move: Move) => ({ name, move });
const onward: fc.Arbitrary<{ name: string; move: Move }> = fc.oneof(
  fc.nat(2).map((at) => named(`choose ${at}`, (graph, path) => choose(graph, path, at))),
  fc
    .constantFrom('branch0', 'branch1')
    .map((branch) => named(`enter ${branch}`, (graph, path) => enterBranch(graph, path, branch))),
  fc.constant(named('leave', leaveBranch)),
  fc.constant(named('restart', restart)),
);
const ticks: fc.Arbitrary<{ name: string; move: Move }> = fc
  .record({ step: key, sentence: fc.constantFrom('x', 'y'), said: fc.boolean() })
  .map((what) => named(`tick ${JSON.stringify(what)}`, (graph, path) => tick(graph, path, what)));
const moves = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: onward },
    { weight: 3, arbitrary: ticks },
    fc.constant(named('back', goBack)),
  ),
  { maxLength: 40 },
);

/** Whether each visit can be come to from the one before. */
function isWalkable(graph: ScriptGraph, { visits }: ScriptPath): boolean {
  return visits.every(({ step, arrival }, index) => {
    const before = visits[index - 1];
    const from = graph.steps.find((each) => each.key === before?.step);
    switch (arrival.by) {
      case 'start':
        return step === graph.start;
      case 'choice':
        return from?.choices[arrival.choice]?.to === step;
      case 'branch':
        return (
          graph.branches?.some(({ key: branch, to }) => branch === arrival.branch && to === step) === true
        );
      default:
        return visits.some(
          (later, at) => at < index && later.arrival.by === 'branch' && visits[at - 1]?.step === step,
        );
    }
  });
}

test('the path can always be walked in the script', () => {
  fc.assert(
    fc.property(graphs(1), moves, (graph, taken) => {
      let path = beginPath(graph);
      for (const { move } of taken) {
        path = move(graph, path);
        expect(isWalkable(graph, path)).toBe(true);
        expect(placeOf(graph, path).step).toBeDefined();
      }
    }),
  );
});

test('going back undoes every move but a tick', () => {
  fc.assert(
    fc.property(graphs(1), moves, onward, (graph, taken, { move }) => {
      const path = taken.reduce((before, each) => each.move(graph, before), beginPath(graph));
      const after = move(graph, path);
      if (after !== path) expect(goBack(graph, after)).toEqual(path);
    }),
  );
});

test('a step is never left while one of its sentences is not said', () => {
  fc.assert(
    fc.property(graphs(1), moves, (graph, taken) => {
      let path = beginPath(graph);
      // Steps that a branch has interrupted are not left yet: those are watched until the branch is.
      for (const { move } of taken) {
        const before = path;
        path = move(graph, before);
        if (move === goBack || path.visits.length === before.visits.length) continue;
        const { required, interrupted, branch } = placeOf(graph, before);
        const now = placeOf(graph, path);
        const unsaid = required.filter(({ said }) => !said);
        if (path.visits.at(-1)?.arrival.by !== 'branch') expect(unsaid).toEqual([]);
        else expect(now.owed.length + now.required.length).toBeGreaterThanOrEqual(unsaid.length);
        // Out of all branches without having come back: nothing is owed any more.
        const isBack = path.visits.at(-1)?.arrival.by === 'return';
        if (branch !== undefined && now.branch === undefined && !isBack) {
          const kept = graph.steps.find((step) => step.key === interrupted?.key)?.required ?? [];
          for (const sentence of kept) {
            expect(before.said).toContainEqual({ step: interrupted?.key, sentence: sentence.key });
          }
        }
      }
    }),
  );
});

test('a branch is reachable from every step, and comes back to it', () => {
  fc.assert(
    fc.property(graphs(1), moves, (graph, taken) => {
      const path = taken.reduce((before, { move }) => move(graph, before), beginPath(graph));
      const place = placeOf(graph, path);
      for (const branch of graph.branches ?? []) {
        const inside = enterBranch(graph, path, branch.key);
        const leads = graph.steps.some((step) => step.key === branch.to);
        const isThere = place.branch?.key === branch.key || place.step?.key === branch.to;
        expect(inside !== path).toBe(leads && !isThere);
        if (inside === path) continue;
        const all = placeOf(graph, inside).required.reduce(
          (said, { step, sentence }) => tick(graph, said, { step, sentence: sentence.key, said: true }),
          inside,
        );
        const back = placeOf(graph, leaveBranch(graph, all));
        expect(back.step?.key).toBe(place.step?.key);
        expect(back.branch).toEqual(place.branch);
      }
    }),
  );
});

test('a newer version keeps the old path readable, and can always be gone on with', () => {
  fc.assert(
    fc.property(graphs(1), moves, graphs(2), moves, (old, before, newer, after) => {
      const path = before.reduce((walked, { move }) => move(old, walked), beginPath(old));
      let now = path;
      for (const { move } of after) {
        now = move(newer, now);
        const kept = now.visits.filter(({ version }) => version === 1);
        // Going back may take away the last visits, nothing changes one.
        expect(path.visits.slice(0, kept.length)).toEqual(kept);
        expect(now.visits.every(({ step, title, version }) => title.en === `${step}${version}`)).toBe(true);
      }
    }),
  );
});
