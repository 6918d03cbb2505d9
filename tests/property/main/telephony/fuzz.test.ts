import { expect, it } from 'vitest';
import { fuzz } from '../../../fuzz/run.ts';

it('two thousand mutants of SIP messages cost neither the registration nor a call, and throw nothing', async () => {
  const { slowestMs: _, words, ...outcome } = await fuzz(2000, 4475);
  expect([...words.keys()]).toEqual([]);
  expect(outcome).toEqual({
    escaped: 0,
    thrown: 0,
    caught: 0,
    registered: true,
    calls: 20,
    answered: 20,
  });
});
