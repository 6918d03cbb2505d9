import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { openStore } from '../../../../src/main/store/client.ts';
import { StoreError } from '../../../../src/main/store/requests.ts';
import { applyContent, sampleCustomer, sampleDraft, sampleLine } from '../../../support/store-samples.ts';
import { reopenStore, temporaryFolder, temporaryStore } from '../../../support/temporary-store.ts';

describe('a full disk', () => {
  test('is said, takes nothing of what was there, and half of nothing is written', async () => {
    const opened = await temporaryStore({ pageLimit: 110 });
    const { store } = opened;
    await applyContent(store, { entity: 'line', row: sampleLine });
    const fields = { ...sampleDraft().fields, description: 'ბ'.repeat(2000) };
    const submitted: string[] = [];
    let refused: unknown;
    while (refused === undefined && submitted.length < 1000) {
      const draft = sampleDraft({ fields });
      try {
        await store.run('case.submit', draft);
        submitted.push(draft.id);
      } catch (error) {
        refused = error;
      }
    }
    expect(refused).toBeInstanceOf(StoreError);
    expect(refused).toMatchObject({ reason: 'store.full' });
    expect(submitted.length).toBeGreaterThan(0);

    // The store goes on answering, and the next start finds each case with its operation.
    expect(await store.run('case.list', { limit: 1000 })).toHaveLength(submitted.length);
    await store.close();
    const again = await reopenStore(opened);
    expect((await again.run('case.list', { limit: 1000 })).map(({ id }) => id).toSorted()).toEqual(
      submitted.toSorted(),
    );
    expect(await again.run('outbox.summary')).toMatchObject({ waitingCases: submitted.length });
    // With room again, the refused number is the next one given.
    const { reference } = await again.run('case.submit', sampleDraft({ fields }));
    expect(Number(reference.split('-')[1])).toBe(submitted.length + 1);
  });
});

describe('the worker', () => {
  const fake = new URL('../../../support/failing-store-worker.ts', import.meta.url);
  const options = async () => ({
    file: join(await temporaryFolder(), 'desk.db'),
    key: new Uint8Array(32),
    workerUrl: fake,
    log: silentLog,
  });

  test('crashing fails whatever waits and whatever comes later, and tells once that it is gone', async () => {
    let gone = 0;
    const store = await openStore({ ...(await options()), onGone: () => (gone += 1) });
    const waiting = [store.run('draft.list'), store.run('line.list'), store.run('outbox.summary')];
    for (const { status, ...rest } of await Promise.allSettled(waiting)) {
      expect(status).toBe('rejected');
      expect(rest).toMatchObject({ reason: { name: 'StoreError', reason: 'internal' } });
    }
    await expect(store.run('draft.list')).rejects.toMatchObject({ reason: 'internal' });
    await store.close();
    expect(gone).toBe(1);
  });

  test('that cannot even be loaded refuses to open', async () => {
    const workerUrl = new URL('no-such-worker.ts', fake);
    await expect(openStore({ ...(await options()), workerUrl })).rejects.toMatchObject({
      reason: 'internal',
    });
  });
});

describe('requests', () => {
  test('are answered in the order they were made, up to the close', async () => {
    const { store } = await temporaryStore();
    const order: number[] = [];
    const saved = Array.from({ length: 50 }, async (_, index) => {
      await store.run('draft.save', sampleDraft());
      order.push(index);
    });
    const listed = store.run('draft.list');
    const closed = store.close();
    await Promise.all(saved);
    expect(await listed).toHaveLength(50);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await closed;
    await store.close();
    await expect(store.run('draft.list')).rejects.toMatchObject({ reason: 'internal' });
  });

  test('with a row that the server would refuse are refused at once, and keep nothing', async () => {
    const { store } = await temporaryStore();
    const customer = sampleCustomer({ phones: ['not a number'] });
    await expect(store.run('customer.save', customer)).rejects.toMatchObject({ reason: 'input.invalid' });
    expect(await store.run('customer.get', { id: customer.id })).toBeUndefined();
    expect(await store.run('outbox.list')).toEqual([]);
  });
});
