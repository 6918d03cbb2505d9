import { uuidv7 } from 'uuidv7';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../../src/main/store/requests.ts';
import {
  applyContent,
  companyId,
  otherCompanyId,
  sampleArticle,
  sampleProduct,
} from '../../../support/store-samples.ts';
import { temporaryStore } from '../../../support/temporary-store.ts';

const outage = sampleArticle({
  title: { ka: 'ინტერნეტი არ მუშაობს', en: 'No internet', ru: 'Нет интернета' },
  body: {
    ka: '## რა ვქნათ\n\nგადატვირთეთ როუტერი და შეამოწმეთ **ხაზი** [ბმული](https://example.com).',
    en: 'Restart the router and check the line.',
    ru: 'Перезагрузите роутер и проверьте линию. Ещё раз.',
  },
  keywords: ['შეფერხება'],
});
const payment = sampleArticle({
  title: { ka: 'გადახდა', en: 'Payment' },
  body: { ka: 'ინტერნეტი შეიძლება გადაიხადოთ ბარათით.', en: 'Pay by card.' },
});
const foreign = sampleArticle({
  companyId: otherCompanyId,
  title: { ka: 'ინტერნეტი ინტერნეტი' },
  body: { ka: 'ინტერნეტი' },
});
const router = sampleProduct({
  name: { ka: 'როუტერი AX-3000', en: 'Router AX-3000' },
  code: 'AX3000',
  description: { ka: 'სწრაფი Wi-Fi', en: 'Fast Wi-Fi' },
  specifications: [{ name: { ka: 'სიხშირე' }, value: { ka: '5 გჰც' } }],
});

let store: Store;
beforeEach(async () => {
  ({ store } = await temporaryStore());
  await applyContent(
    store,
    ...[outage, payment, foreign].map((row) => ({ entity: 'article' as const, row })),
    { entity: 'product', row: router },
  );
});

const search = (text: string, language: 'ka' | 'en' | 'ru' = 'ka', limit = 10) =>
  store.run('knowledge.search', { text, companyId, language, limit });
const idsOf = async (text: string): Promise<string[]> => (await search(text)).map(({ id }) => id);

describe('the search', () => {
  test('puts the title first, and marks what matched', async () => {
    const hits = await search('ინტერნეტი');
    expect(hits.map(({ id }) => id)).toEqual([outage.id, payment.id]);
    expect(hits[0]).toMatchObject({ kind: 'article', companyId, title: '\ue000ინტერნეტი\ue001 არ მუშაობს' });
    expect(hits[1]?.excerpt).toContain('\ue000ინტერნეტი\ue001 შეიძლება');
  });

  test.each(['ინტერნეტი', 'ინტერნეტის', 'ინტერნეტი ჩემთან'])(
    'gives nothing of another company for “%s”, and everything without a company',
    async (text) => {
      expect(await idsOf(text)).not.toContain(foreign.id);
      const all = await store.run('knowledge.search', { text, language: 'ka', limit: 10 });
      expect(all.map(({ id }) => id).toSorted()).toEqual([outage.id, payment.id, foreign.id].toSorted());
    },
  );

  test.each([
    ['the beginning of a word', 'ინტ'],
    ['capitals (Mtavruli)', 'ᲘᲜᲢᲔᲠᲜᲔᲢᲘ'],
    ['another language', 'internet'],
    ['Russian with е for ё', 'еще раз'],
    ['a keyword', 'შეფერხება'],
    ['an inflected form', 'ხაზის'],
    ['words of which one is not there', 'ინტერნეტი ჩემთან სახლში'],
  ])('finds by %s', async (_what, text) => {
    expect(await idsOf(text)).toContain(outage.id);
  });

  test.each(['AX-3000', 'ax3000', 'როუტერის', 'სიხშირე', 'wi-fi'])('finds a product by %s', async (text) => {
    expect(await idsOf(text)).toContain(router.id);
  });

  test('shows the asked language, without Markdown', async () => {
    const [hit] = await search('ხაზი');
    expect(hit?.excerpt).toBe('რა ვქნათ გადატვირთეთ როუტერი და შეამოწმეთ \ue000ხაზი\ue001 ბმული.');
    const [english] = await search('ხაზი', 'en');
    expect(english).toMatchObject({
      title: 'No internet',
      excerpt: 'Restart the router and check the line.',
    });
    const [other] = await search('გადახდა', 'ru');
    expect(other?.title).toBe('\ue000გადახდა\ue001');
  });

  test('marks what was meant where it was mistyped, and puts what is called so before what speaks of it', async () => {
    const called = { ...payment, id: uuidv7(), title: { ka: 'როუტერის პაროლი' }, body: { ka: 'სხვა' } };
    const speaks = {
      ...payment,
      id: uuidv7(),
      title: { ka: 'სხვა რამ' },
      body: { ka: 'პაროლი პაროლი პაროლი როუტერის პაროლი' },
    };
    await applyContent(store, { entity: 'article', row: speaks }, { entity: 'article', row: called });
    const hits = await search('პაორლი');
    expect(hits.map(({ id }) => id)).toEqual([called.id, speaks.id]);
    expect(hits[0]?.title).toBe('როუტერის \ue000პაროლი\ue001');
  });

  test('shortens a long text about its match', async () => {
    const body = `${'წინ '.repeat(200)}საძიებელი ${'მერე '.repeat(200)}`;
    await applyContent(store, { entity: 'article', row: { ...payment, body: { ka: body } } });
    const [hit] = await search('საძიებელი');
    expect(hit?.excerpt).toMatch(/^… .*\ue000საძიებელი\ue001.* …$/);
    expect(hit?.excerpt.length).toBeLessThan(200);
  });

  test('follows changes and removals', async () => {
    await applyContent(
      store,
      { entity: 'article', row: { ...outage, title: { ka: 'სხვა' }, body: { ka: 'რამ' }, keywords: [] } },
      { entity: 'product', gone: router.id },
    );
    expect(await idsOf('როუტერი')).toEqual([]);
    expect(await idsOf('სხვა')).toEqual([outage.id]);
  });

  test('gives no more than asked for, none twice', async () => {
    expect(await search('ინტერნეტი', 'ka', 2)).toHaveLength(2);
    const ids = await idsOf('ინტერნეტი როუტერი');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('finds nothing in nothing', async () => {
    for (const text of ['', '   ', '?!', '"', '*', '👍👍', '\u0000']) expect(await search(text)).toEqual([]);
  });
});
