import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../../src/main/store/requests.ts';
import { applyContent, sampleCall, sampleCustomer } from '../../../support/store-samples.ts';
import { temporaryStore } from '../../../support/temporary-store.ts';

const nino = sampleCustomer({ name: 'ნინო ბერიძე', phones: ['+995599111111', '+995322111112'] });
const ivan = sampleCustomer({ name: 'Иван Петров', phones: ['+995599222222'] });
const gone = sampleCustomer({ name: 'ნინო წასული', phones: ['+995599333333'] });

let store: Store;
beforeEach(async () => {
  ({ store } = await temporaryStore());
  await applyContent(store, ...[nino, ivan, gone].map((row) => ({ entity: 'customer' as const, row })));
  await applyContent(store, { entity: 'customer', gone: gone.id });
  for (const [remoteNumber, startedAt] of [
    ['+995577000001', '2026-03-01T08:00:00.000Z'],
    ['+995599222222', '2026-03-01T09:00:00.000Z'],
    ['+995577000001', '2026-03-01T10:00:00.000Z'],
  ] as const) {
    await store.run('call.record', sampleCall({ remoteNumber, startedAt, customerId: undefined }));
  }
});
const numbers = async (text: string, limit = 10): Promise<string[]> =>
  (await store.run('number.suggest', { text, limit })).map(({ number }) => number);

describe('numbers for what is typed', () => {
  test.each(['ნინო', 'ნინ', 'ᲜᲘᲜᲝ', 'ბერ ნინო'])('“%s” finds the customer by name', async (text) => {
    expect((await numbers(text)).toSorted()).toEqual(nino.phones.toSorted());
  });

  test('a name in Cyrillic is found in any case', async () => {
    expect(await numbers('ИВАН пет')).toEqual(ivan.phones);
  });

  test('digits are found anywhere, as they are typed, the last calls first', async () => {
    expect(await numbers('0599')).toEqual(['+995599222222', '+995599111111']);
    expect(await numbers('599 11')).toEqual(['+995599111111']);
    expect(await numbers('111112')).toEqual(['+995322111112']);
  });

  test('nothing typed gives the last numbers, each once', async () => {
    expect(await numbers('')).toEqual(['+995577000001', '+995599222222']);
    expect(await numbers('', 1)).toEqual(['+995577000001']);
  });

  test('a renamed customer is found by the new name only', async () => {
    await store.run('customer.save', { ...nino, name: 'მარიამ ბერიძე' });
    expect(await numbers('ნინო')).toEqual([]);
    expect(await numbers('მარიამ')).toHaveLength(2);
  });

  test.each(['"', '*', 'ნინო" OR "', "'; drop table customer; --", '(', '😀', '+', 'a'.repeat(80)])(
    '%s is no error',
    async (text) => {
      expect(Array.isArray(await numbers(text))).toBe(true);
    },
  );
});
