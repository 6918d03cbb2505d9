import { expect, test } from 'vitest';
import { fillsOf } from '../../../../src/domain/script/case-fills.ts';
import { beginPath, choose, goBack } from '../../../../src/domain/script/runner.ts';

const graph = {
  id: 's',
  title: {},
  version: 1,
  start: 'a',
  steps: [
    { key: 'a', title: {}, choices: [{ to: 'b', fills: { category: 'slow', kind: 'complaint' } }] },
    { key: 'b', title: {}, choices: [{ to: 'a', fills: { category: 'bill' } }, { to: 'a' }] },
  ],
};

test('the later of two answers for a field counts, and going back takes it away', () => {
  const first = choose(graph, beginPath(graph), 0);
  const second = choose(graph, first, 0);
  expect(fillsOf(graph, beginPath(graph))).toEqual({});
  expect(fillsOf(graph, second)).toEqual({ category: 'bill', kind: 'complaint' });
  expect(fillsOf(graph, choose(graph, first, 1))).toEqual({ category: 'slow', kind: 'complaint' });
  expect(fillsOf(graph, goBack(graph, second))).toEqual(fillsOf(graph, first));
});

test('choices of another version of the script are not looked up in this one', () => {
  expect(fillsOf({ ...graph, version: 2 }, choose(graph, beginPath(graph), 0))).toEqual({});
});
