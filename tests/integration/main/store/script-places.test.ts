import { expect, test } from 'vitest';
import type { StoredScriptPath } from '../../../../src/contract/operations.ts';
import { sampleCall } from '../../../support/store-samples.ts';
import { reopenStore, temporaryStore } from '../../../support/temporary-store.ts';

const begun: StoredScriptPath = {
  scriptId: '01900000-0000-7000-8000-0000000000e1',
  title: { ka: 'საჩივარი' },
  visits: [{ step: 'identify', title: { ka: 'დადგენა' }, version: 3, arrival: { by: 'start' } }],
  said: [{ step: 'identify', sentence: 'recording' }],
};
const further: StoredScriptPath = {
  ...begun,
  visits: [
    ...begun.visits,
    { step: 'angry', title: { ka: 'კონფლიქტი' }, version: 3, arrival: { by: 'branch', branch: 'angry' } },
  ],
};
const at = '2026-03-01T08:00:00.000Z';

test('the place in a script is there after a restart, and goes to the server with the record of its call', async () => {
  const opened = await temporaryStore();
  const call = sampleCall();
  await opened.store.run('script.keep', { callId: call.id, path: begun, at });
  await opened.store.run('script.keep', { callId: call.id, path: further, at });
  await opened.store.close();
  const store = await reopenStore(opened);
  expect(await store.run('script.place', { callId: call.id })).toEqual(further);
  expect(await store.run('script.place', { callId: sampleCall().id })).toBeUndefined();

  await store.run('call.record', call);
  const [operation] = await store.run('outbox.next', { limit: 10 });
  expect(operation).toMatchObject({ kind: 'call.record', payload: { id: call.id, scriptPath: further } });
  expect(await store.run('call.withoutOutcome')).toMatchObject([{ id: call.id, scriptPath: further }]);
  expect((await store.run('call.history', { limit: 1 }))[0]).not.toHaveProperty('scriptPath');
});

test('a call without a script has none in its record', async () => {
  const { store } = await temporaryStore();
  await store.run('call.record', sampleCall());
  const [operation] = await store.run('outbox.next', { limit: 10 });
  expect(operation?.payload).not.toHaveProperty('scriptPath');
});

test('places of long ago are forgotten', async () => {
  const { store } = await temporaryStore();
  const old = sampleCall();
  const call = sampleCall();
  await store.run('script.keep', { callId: old.id, path: begun, at: '2026-01-01T08:00:00.000Z' });
  await store.run('script.keep', { callId: call.id, path: begun, at });
  expect(await store.run('script.place', { callId: old.id })).toBeUndefined();
  expect(await store.run('script.place', { callId: call.id })).toEqual(begun);
});
