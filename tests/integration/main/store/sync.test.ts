import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../src/contract/server/api.ts';
import {
  applyContent,
  companyId,
  otherCompanyId,
  sampleArticle,
  sampleCall,
  sampleCustomer,
  sampleDraft,
  sampleLine,
} from '../../../support/store-samples.ts';
import { reopenStore, temporaryStore } from '../../../support/temporary-store.ts';

const at = '2026-03-01T08:00:00.000Z';

describe('the outbox', () => {
  test('keeps what the server refused, shows it, and lets everything else pass', async () => {
    const opened = await temporaryStore();
    const { store } = opened;
    await applyContent(store, { entity: 'line', row: sampleLine });
    const draft = sampleDraft();
    const { reference } = await store.run('case.submit', draft);
    const customer = sampleCustomer();
    await store.run('customer.save', customer);
    const [submitted, put] = await store.run('outbox.next', { limit: 10 });
    await store.run('outbox.settle', {
      results: [
        { id: submitted?.id ?? '', status: 'applied' },
        { id: put?.id ?? '', status: 'rejected', detail: 'no such company' },
      ],
      at,
    });
    await store.run('customer.save', { ...customer, note: 'behind the refused one' });
    await store.run('call.record', sampleCall());

    expect(await store.run('outbox.next', { limit: 10 })).toMatchObject([{ kind: 'call.record' }]);
    expect(await store.run('outbox.summary')).toMatchObject({ waiting: 2, waitingCases: 0, parked: 1 });
    await store.close();
    const again = await reopenStore(opened);
    expect(await again.run('outbox.list')).toMatchObject([
      { operationId: put?.id, kind: 'customer.put', parked: true, detail: 'no such company' },
      { kind: 'customer.put', parked: false },
      { kind: 'call.record', parked: false },
    ]);
    expect(await again.run('case.list', { limit: 1 })).toMatchObject([{ reference, delivery: 'delivered' }]);
  });

  test('counts tries, says since when something waits, and names the case', async () => {
    const { store } = await temporaryStore();
    await applyContent(store, { entity: 'line', row: sampleLine });
    const { reference } = await store.run('case.submit', sampleDraft());
    const [operation] = await store.run('outbox.next', { limit: 1 });
    await store.run('outbox.tried', { ids: [operation?.id ?? ''] });
    await store.run('outbox.tried', { ids: [operation?.id ?? '', 'unknown'] });
    expect(await store.run('outbox.list')).toEqual([
      {
        operationId: operation?.id,
        kind: 'case.submit',
        madeAt: operation?.madeAt,
        attempts: 2,
        parked: false,
        reference,
      },
    ]);
    expect(await store.run('outbox.summary')).toEqual({
      waiting: 1,
      waitingCases: 1,
      parked: 0,
      oldestAt: operation?.madeAt,
    });
  });

  test('settles twice as once', async () => {
    const { store } = await temporaryStore();
    await store.run('call.record', sampleCall());
    const [operation] = await store.run('outbox.next', { limit: 1 });
    const results = [{ id: operation?.id ?? '', status: 'duplicate' as const }];
    await store.run('outbox.settle', { results, at });
    await store.run('outbox.settle', { results, at });
    expect(await store.run('outbox.list')).toEqual([]);
  });
});

describe('pulled content', () => {
  test('replaces, removes and remembers where the pull stands', async () => {
    const opened = await temporaryStore();
    const { store } = opened;
    expect(await store.run('content.position')).toEqual({ cursor: undefined, updatedAt: undefined });
    const article = sampleArticle();
    await store.run('content.apply', {
      changes: [
        { entity: 'company', row: { id: companyId, name: { ka: 'ქსელი' } } },
        { entity: 'line', row: sampleLine },
        { entity: 'article', row: article },
        { entity: 'article', row: { ...article, version: 2 } },
      ],
      cursor: 'c1',
      at,
    });
    expect(await store.run('line.list')).toEqual([sampleLine]);
    expect(await store.run('article.get', { id: article.id })).toMatchObject({ version: 2 });
    await store.run('content.apply', {
      changes: [
        { entity: 'article', gone: article.id },
        { entity: 'company', gone: companyId },
        { entity: 'script', gone: companyId },
        { entity: 'product', gone: companyId },
        { entity: 'customer', gone: companyId },
      ],
      cursor: 'c2',
      at,
    });
    expect(await store.run('article.get', { id: article.id })).toBeUndefined();
    await store.close();
    const again = await reopenStore(opened);
    expect(await again.run('content.position')).toEqual({ cursor: 'c2', updatedAt: at });
  });

  test('that breaks in the middle of a page leaves neither rows nor cursor', async () => {
    const { store } = await temporaryStore();
    // Past every check: a row that only the schema refuses.
    const nameless = sampleCustomer();
    Reflect.deleteProperty(nameless, 'name');
    const changes: Change[] = [
      { entity: 'line', row: sampleLine },
      { entity: 'customer', row: nameless },
    ];
    await expect(store.run('content.apply', { changes, cursor: 'c1', at })).rejects.toMatchObject({
      reason: 'internal',
    });
    expect(await store.run('line.list')).toEqual([]);
    expect(await store.run('content.position')).toMatchObject({ cursor: undefined });
  });

  test('finds customers by number, those of the asked company first', async () => {
    const { store } = await temporaryStore();
    const ours = sampleCustomer({ name: 'ჯ' });
    const theirs = sampleCustomer({ companyId: otherCompanyId, name: 'ა' });
    const stranger = sampleCustomer({ phones: ['+995599000000'] });
    await applyContent(
      store,
      ...[ours, theirs, stranger].map((row) => ({ entity: 'customer' as const, row })),
    );
    const number = '+995599123456';
    expect(await store.run('customer.findByNumber', { number, companyId })).toEqual([ours, theirs]);
    expect(await store.run('customer.findByNumber', { number })).toEqual([theirs, ours]);
    await applyContent(store, { entity: 'customer', row: { ...ours, phones: ['+995599111111'] } });
    expect(await store.run('customer.findByNumber', { number })).toEqual([theirs]);
    await applyContent(store, { entity: 'customer', gone: theirs.id });
    expect(await store.run('customer.findByNumber', { number })).toEqual([]);
  });

  test('never overwrites a customer whose change is not sent, and is not lost either', async () => {
    const { store } = await temporaryStore();
    const original = sampleCustomer();
    await applyContent(store, { entity: 'customer', row: original });
    const edited = { ...original, note: 'typed here' };
    await store.run('customer.save', edited);

    await applyContent(store, { entity: 'customer', row: { ...original, note: 'by a colleague' } });
    await applyContent(store, { entity: 'customer', row: { ...original, note: 'by another' } });
    expect(await store.run('customer.get', { id: original.id })).toEqual(edited);

    const [operation] = await store.run('outbox.next', { limit: 1 });
    await store.run('outbox.settle', { results: [{ id: operation?.id ?? '', status: 'applied' }], at });
    // Sent: the own words stay until the next page comes with what the server made of both.
    expect(await store.run('customer.get', { id: original.id })).toEqual(edited);
    await applyContent(store);
    expect(await store.run('customer.get', { id: original.id })).toMatchObject({ note: 'by another' });
    await applyContent(store, { entity: 'customer', row: edited });
    await applyContent(store);
    expect(await store.run('customer.get', { id: original.id })).toEqual(edited);
  });
});
