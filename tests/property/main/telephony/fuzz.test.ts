import { expect, it } from 'vitest';
import { fuzz } from '../../../fuzz/run.ts';

it('two thousand mutants of SIP messages cost neither the registration nor a call', async () => {
  const { slowestMs: _, ...outcome } = await fuzz(2000, 4475);
  expect(outcome).toEqual({ escaped: 0, registered: true, calls: 4, answered: 4 });
});
