import { describe, expect, test } from 'vitest';
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
import { mainSteps, type ScriptGraph } from '../../../../src/domain/script/script-graph.ts';
import type { ScriptPath } from '../../../../src/domain/script/script-path.ts';

const graph: ScriptGraph = {
  id: 'complaint',
  title: { en: 'Complaint' },
  version: 3,
  start: 'identify',
  steps: [
    {
      key: 'identify',
      title: { en: 'Identify' },
      required: [{ key: 'recording' }],
      choices: [{ to: 'describe' }],
    },
    { key: 'describe', title: { en: 'Describe' }, choices: [{ to: 'register' }] },
    { key: 'register', title: { en: 'Register' }, choices: [] },
    { key: 'conflict', title: { en: 'Angry' }, choices: [{ to: 'describe' }, { to: 'boundary' }] },
    {
      key: 'boundary',
      title: { en: 'Limit' },
      required: [{ key: 'warning' }],
      choices: [{ to: 'register' }],
    },
    { key: 'dear', title: { en: 'Too dear' }, choices: [] },
  ],
  branches: [
    { key: 'conflict', kind: 'conflict', to: 'conflict' },
    { key: 'price', kind: 'objection', to: 'dear' },
  ],
};
const steps = ({ visits }: ScriptPath) => visits.map(({ step }) => step);
const recording = { step: 'identify', sentence: 'recording', said: true };
const begun = beginPath(graph);
const identified = tick(graph, begun, recording);

test('the steps of a branch are those that the start does not lead to', () => {
  expect([...mainSteps(graph)]).toEqual(['identify', 'describe', 'register']);
});

describe('a required sentence', () => {
  test('keeps the step until it is ticked', () => {
    expect(placeOf(graph, begun).choices.map(({ open }) => open)).toEqual([false]);
    expect(choose(graph, begun, 0)).toBe(begun);
    expect(restart(graph, begun)).toBe(begun);
    expect(steps(choose(graph, identified, 0))).toEqual(['identify', 'describe']);
    expect(choose(graph, tick(graph, identified, { ...recording, said: false }), 0).visits).toHaveLength(1);
  });

  test('stays said when one goes back, begins anew or comes by again', () => {
    const on = choose(graph, identified, 0);
    expect(placeOf(graph, goBack(graph, on)).required[0]?.said).toBe(true);
    const anew = restart(graph, on);
    expect(steps(anew)).toEqual(['identify', 'describe', 'identify']);
    expect(placeOf(graph, anew)).toMatchObject({ trail: [{ step: 'identify' }], required: [{ said: true }] });
    expect(goBack(graph, anew)).toEqual(on);
  });

  test('can be ticked only where it is asked for', () => {
    const on = choose(graph, identified, 0);
    expect(tick(graph, on, { ...recording, said: false })).toBe(on);
    expect(tick(graph, begun, { ...recording, sentence: 'other' })).toBe(begun);
    expect(tick(graph, identified, recording)).toBe(identified);
  });
});

describe('a branch', () => {
  test('can be gone into from every step, and comes back to it', () => {
    const inside = enterBranch(graph, begun, 'conflict');
    expect(placeOf(graph, inside)).toMatchObject({
      step: { key: 'conflict' },
      branch: { key: 'conflict' },
      interrupted: { key: 'identify' },
    });
    const after = leaveBranch(graph, inside);
    expect(steps(after)).toEqual(['identify', 'conflict', 'identify']);
    expect(placeOf(graph, after)).toMatchObject({ branch: undefined, interrupted: undefined });
    expect(leaveBranch(graph, after)).toBe(after);
  });

  test('does not take the conversation past a sentence that it has interrupted', () => {
    const inside = enterBranch(graph, begun, 'conflict');
    const { owed, choices } = placeOf(graph, inside);
    expect(owed).toEqual([{ step: 'identify', sentence: { key: 'recording' }, said: false }]);
    expect(choices.map(({ open }) => open)).toEqual([false, true]);
    const said = tick(graph, inside, recording);
    const on = choose(graph, said, 0);
    expect(steps(on)).toEqual(['identify', 'conflict', 'describe']);
    // The conversation has gone on: there is nothing to come back to.
    expect(placeOf(graph, on)).toMatchObject({ branch: undefined, interrupted: undefined, owed: [] });
  });

  test('asks for its own sentences before it is left, but lets one undo that one came there', () => {
    const limit = choose(graph, enterBranch(graph, identified, 'conflict'), 1);
    expect(leaveBranch(graph, limit)).toBe(limit);
    expect(steps(goBack(graph, limit))).toEqual(['identify', 'conflict']);
    const said = tick(graph, limit, { step: 'boundary', sentence: 'warning', said: true });
    expect(steps(leaveBranch(graph, said)).at(-1)).toBe('identify');
  });

  test('can interrupt another one, and comes back into it', () => {
    const angry = enterBranch(graph, identified, 'conflict');
    expect(enterBranch(graph, angry, 'conflict')).toBe(angry);
    const dear = enterBranch(graph, angry, 'price');
    expect(placeOf(graph, dear).branch?.key).toBe('price');
    const back = leaveBranch(graph, dear);
    expect(placeOf(graph, back)).toMatchObject({ step: { key: 'conflict' }, branch: { key: 'conflict' } });
    expect(placeOf(graph, leaveBranch(graph, back)).step?.key).toBe('identify');
  });

  test('that leads nowhere is not gone into', () => {
    const broken = { ...graph, branches: [{ key: 'x', kind: 'conflict', to: 'gone' } as const] };
    expect(enterBranch(broken, begun, 'x')).toBe(begun);
    expect(enterBranch(graph, begun, 'unknown')).toBe(begun);
  });
});

describe('a script that has changed meanwhile', () => {
  const newer: ScriptGraph = {
    ...graph,
    version: 4,
    steps: graph.steps.filter(({ key }) => key !== 'describe'),
  };

  test('keeps the steps that were taken, with their titles and versions', () => {
    const on = choose(graph, identified, 0);
    expect(placeOf(newer, on)).toMatchObject({ step: undefined, required: [], choices: [], canGoBack: true });
    expect(on.visits.at(-1)).toMatchObject({ title: { en: 'Describe' }, version: 3 });
    const back = goBack(newer, on);
    expect(steps(back)).toEqual(['identify']);
    // Its only choice leads to what is gone.
    expect(placeOf(newer, back).choices.map(({ open }) => open)).toEqual([false]);
    const anew = restart(newer, on);
    expect(anew.visits.map(({ version }) => version)).toEqual([3, 3, 4]);
  });
});
