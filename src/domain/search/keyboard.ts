/**
 * What was meant where a text was typed with the wrong keyboard layout: the same keys read in another layout. Russian
 * is ЙЦУКЕН, Georgian is the QWERTY layout of Windows and macOS (Shift gives ჭ ღ თ შ ჟ ძ ჩ), Latin is US QWERTY.
 */
const latinKeysRow = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const russianRow = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const latinShifted = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>';
const georgianFromLatin = new Map(
  Array.from('abcdefghijklmnopqrstuvwxyzWRTSJZC', (key, at) => [
    key,
    'აბცდეფგჰიჯკლმნოპქრსტუვწხყზჭღთშჟძჩ'[at] ?? '',
  ]),
);
const latinFromGeorgian = new Map([...georgianFromLatin].map(([key, letter]) => [letter, key]));
const russianFromLatin = new Map<string, string>();
const latinFromRussian = new Map<string, string>();
for (const [at, letter] of Array.from(russianRow).entries()) {
  const [plain, shifted] = [latinKeysRow[at] ?? '', latinShifted[at] ?? ''];
  russianFromLatin.set(plain, letter).set(shifted, letter.toUpperCase());
  latinFromRussian.set(letter, plain).set(letter.toUpperCase(), shifted);
}

const through = (text: string, keys: ReadonlyMap<string, string>): string =>
  Array.from(text, (letter) => keys.get(letter) ?? letter).join('');

/** The script that a text's letters are in, or undefined where it mixes several or has none. */
export function scriptOf(text: string): 'georgian' | 'cyrillic' | 'latin' | undefined {
  const [georgian, cyrillic, latin] = [
    /\p{Script=Georgian}/u.test(text),
    /\p{Script=Cyrillic}/u.test(text),
    /[a-z]/iu.test(text),
  ];
  if (Number(georgian) + Number(cyrillic) + Number(latin) !== 1) return undefined;
  return georgian ? 'georgian' : cyrillic ? 'cyrillic' : 'latin';
}

/**
 * The texts that the same keys give in the other layouts, the likelier first; none where the text is in several scripts.
 * Latin needs no Georgian reading: latinKeys reads the Georgian keyboard's letters already.
 */
export function otherLayouts(text: string): string[] {
  switch (scriptOf(text)) {
    case 'latin':
      return [through(text, russianFromLatin)];
    case 'cyrillic':
      return [through(text, latinFromRussian)];
    case 'georgian': {
      const keys = through(text, latinFromGeorgian);
      return [keys, through(keys, russianFromLatin)];
    }
    case undefined:
      return [];
  }
}
