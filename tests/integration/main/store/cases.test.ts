import { describe, expect, test } from 'vitest';
import { parseReference } from '../../../../src/domain/reference.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { openStore } from '../../../../src/main/store/client.ts';
import { join } from 'node:path';
import {
  applyContent,
  sampleCall,
  sampleCustomer,
  sampleDraft,
  sampleLine,
} from '../../../support/store-samples.ts';
import {
  reopenStore,
  storeWorkerUrl,
  temporaryFolder,
  temporaryStore,
} from '../../../support/temporary-store.ts';

async function deskStore() {
  const opened = await temporaryStore();
  await applyContent(opened.store, { entity: 'line', row: sampleLine });
  return opened;
}

describe('submitting a case', () => {
  test('gives the next reference of the desk and queues one operation', async () => {
    const { store } = await deskStore();
    const draft = sampleDraft();
    await store.run('draft.save', draft);

    const { reference } = await store.run('case.submit', draft);

    expect(reference).toMatch(/^1004-000001-\d$/);
    expect(parseReference(reference)).toBe(reference);
    expect(await store.run('draft.list')).toEqual([]);
    const [operation, ...others] = await store.run('outbox.next', { limit: 10 });
    expect(others).toEqual([]);
    expect(operation).toMatchObject({
      kind: 'case.submit',
      subject: draft.id,
      payload: { id: draft.id, reference, companyId: sampleLine.companyId, fields: draft.fields },
    });
    expect(await store.run('case.list', { limit: 10 })).toMatchObject([
      { id: draft.id, reference, delivery: 'waiting' },
    ]);
  });

  test('answers the same draft with the same reference, even when sent at once', async () => {
    const { store } = await deskStore();
    const draft = sampleDraft();
    const answers = await Promise.all([1, 2, 3].map(() => store.run('case.submit', draft)));
    expect(new Set(answers.map(({ reference }) => reference)).size).toBe(1);
    expect(await store.run('case.submit', sampleDraft())).toMatchObject({
      reference: expect.stringMatching(/^1004-000002-/),
    });
    expect(await store.run('outbox.summary')).toMatchObject({ waiting: 2, waitingCases: 2 });
  });

  test('refuses empty required fields and uses up no number', async () => {
    const { store } = await deskStore();
    const fields = { ...sampleDraft().fields, description: '  ', customerName: '' };
    await expect(store.run('case.submit', sampleDraft({ fields }))).rejects.toMatchObject({
      reason: 'case.incomplete',
      message: 'customerName, description',
    });
    expect(await store.run('outbox.list')).toEqual([]);
    const { reference } = await store.run('case.submit', sampleDraft());
    expect(reference).toMatch(/^1004-000001-/);
  });

  test('refuses a case on a line nobody knows, and before anybody signed in', async () => {
    const { store } = await deskStore();
    const unknownLine = sampleDraft({ lineId: '01900000-0000-7000-8000-00000000dead' });
    await expect(store.run('case.submit', unknownLine)).rejects.toMatchObject({ reason: 'notFound' });

    const fresh = await openStore({
      file: join(await temporaryFolder(), 'desk.db'),
      key: new Uint8Array(32),
      workerUrl: storeWorkerUrl,
      log: silentLog,
    });
    await expect(fresh.run('case.submit', sampleDraft())).rejects.toMatchObject({
      reason: 'session.signedOut',
    });
    await fresh.close();
  });

  test('works for a line that the server has taken away meanwhile', async () => {
    const { store } = await deskStore();
    await applyContent(store, { entity: 'line', gone: sampleLine.id });
    expect(await store.run('line.list')).toEqual([]);
    await expect(store.run('case.submit', sampleDraft())).resolves.toBeDefined();
  });

  test('goes on after the highest number that the server has seen', async () => {
    const { store } = await deskStore();
    await store.run('reference.atLeast', 41);
    await store.run('reference.atLeast', 7);
    expect((await store.run('case.submit', sampleDraft())).reference).toMatch(/^1004-000042-/);
  });
});

describe('a draft', () => {
  test('is kept over a restart, newest first', async () => {
    const opened = await deskStore();
    const older = sampleDraft({ savedAt: '2026-03-01T08:00:00.000Z' });
    const newer = sampleDraft({ savedAt: '2026-03-01T08:05:00.000Z' });
    await opened.store.run('draft.save', newer);
    await opened.store.run('draft.save', older);
    await opened.store.close();
    const again = await reopenStore(opened);
    expect(await again.run('draft.list')).toEqual([newer, older]);
  });

  test('discarded stays away when a late save arrives, and comes back with those words', async () => {
    const { store } = await deskStore();
    const draft = sampleDraft();
    await store.run('draft.save', draft);
    await store.run('draft.discard', { draftId: draft.id });
    const late = { ...draft, fields: { ...draft.fields, address: 'თბილისი' } };
    await store.run('draft.save', late);
    expect(await store.run('draft.list')).toEqual([]);
    await store.run('draft.restore', { draftId: draft.id });
    expect(await store.run('draft.list')).toEqual([late]);
  });

  test('submitted never comes back', async () => {
    const { store } = await deskStore();
    const draft = sampleDraft();
    await store.run('case.submit', draft);
    await store.run('draft.save', draft);
    await store.run('draft.discard', { draftId: draft.id });
    await store.run('draft.restore', { draftId: draft.id });
    expect(await store.run('draft.list')).toEqual([]);
    expect(await store.run('case.list', { limit: 10 })).toHaveLength(1);
  });
});

describe('the story of a customer', () => {
  test('joins calls and cases by customer, by caller and by callback number', async () => {
    const { store } = await deskStore();
    const customer = sampleCustomer();
    const call = sampleCall({ customerId: customer.id });
    await store.run('customer.save', customer);
    await store.run('call.record', call);
    await store.run('call.record', sampleCall({ remoteNumber: '+995599000000' }));
    const byCallback = sampleDraft();
    const byCaller = sampleDraft({
      callId: call.id,
      fields: { ...byCallback.fields, callback: '599 77 77 77' },
    });
    const stranger = sampleDraft({ fields: { ...byCallback.fields, callback: '599 88 88 88' } });
    for (const draft of [byCallback, byCaller, stranger]) await store.run('case.submit', draft);

    const byNumber = await store.run('customer.story', { number: '+995599123456' });
    expect(byNumber.calls).toMatchObject([{ callId: call.id, customerName: customer.name }]);
    expect(new Set(byNumber.cases.map(({ id }) => id))).toEqual(new Set([byCallback.id, byCaller.id]));
    expect((await store.run('customer.story', { customerId: customer.id })).calls).toHaveLength(1);
    expect(await store.run('customer.story', {})).toEqual({ calls: [], cases: [] });
  });
});
