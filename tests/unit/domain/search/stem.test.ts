import { describe, expect, test } from 'vitest';
import { firstSign, searchKey } from '../../../../src/domain/search/search-key.ts';
import { indexKey } from '../../../../src/domain/search/index-words.ts';

describe('the forms of a word have one key', () => {
  test.each([
    [
      'ბარათი ბარათს ბარათის ბარათით ბარათად ბარათმა ბარათები ბარათების ბარათებზე ბარათისთვის ბარათიდან ბარათამდე',
    ],
    ['ნომერი ნომრის ნომერს ნომრები ნომრებით ნომერზე ᲜᲝᲛᲔᲠᲘ'],
    ['ფანჯარა ფანჯრის ფანჯარას ფანჯრები ფანჯარაში'],
    ['კომპანია კომპანიის კომპანიას კომპანიები კომპანიამ კომპანიისთვის'],
    ['წყალი წყლის წყალს წყლით'],
    ['ხაზი ხაზის ხაზებზე ხაზიც'],
    ['тариф тарифа тарифы тарифов тарифам ТАРИФЕ'],
    ['звонок звонка звонки звонков'],
    ['жалоба жалобы жалобу жалобой жалоб'],
    ['мобильный мобильная мобильного мобильные'],
    ['payment payments'],
    ['charge charging charged charges'],
  ])('%s', (forms) => {
    const keys = new Set(forms.split(' ').map((form) => indexKey(form)));
    expect([...keys]).toHaveLength(1);
  });

  test('and other words have others', () => {
    const words = 'ბარათი ბანკი ნომერი ხაზი ხარისხი გადახდა გათიშვა тариф товар звонок payment router'.split(
      ' ',
    );
    expect(new Set(words.map((word) => indexKey(word))).size).toBe(words.length);
  });
});

test('a loan word has one key in all three scripts', () => {
  expect(indexKey('ინტერნეტის')).toBe(indexKey('internet'));
  expect(indexKey('интернета')).toBe(indexKey('internet'));
});

test('a word of nothing but an ending is left something', () => {
  for (const word of ['ის', 'ში', 'ი', 'а', 'ing', 's', '1', '5gs']) expect(indexKey(word)).not.toBe('');
});

test('what a word is said to begin with is what its key begins with', () => {
  for (const word of [
    'ხაზი',
    'ᲮᲐᲖᲘ',
    'Холодильник',
    'ъ',
    'ящик',
    'Щётка',
    'Étage',
    '3000',
    'shop',
    'phone',
  ]) {
    const first = firstSign(word);
    if (first !== undefined) expect(searchKey(word).startsWith(first), word).toBe(true);
  }
  expect(firstSign('ხაზი')).toBe('h');
  expect(firstSign('phone')).toBeUndefined();
});
