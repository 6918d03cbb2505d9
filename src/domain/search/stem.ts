/**
 * The stem of a search key: what all inflected forms of a word share, and what the index holds. It is no word of any
 * dictionary, and only has to be the same for the forms of one word and another one for other words.
 */
export type Inflection = 'georgian' | 'russian' | 'english';

/** An ending goes only where so much of the word is left. */
const shortest = 2;

/** One ending of each row is taken off, in this order; longer ones stand first. */
const georgianRows: readonly (readonly string[])[] = [
  // "too": -ც.
  ['ac', 'c'],
  // Postpositions: -თვის -თან -დან -გან -მდე -კენ -ვით -ში -ზე.
  ['tvis', 'tan', 'dan', 'gan', 'mde', 'ken', 'vit', 'xi', 'ze'],
  // Cases: -ის(ა) -ით(ა) -ად(ა) -მა -ს(ა) -ი -ო -მ.
  ['isa', 'ita', 'ada', 'is', 'it', 'ad', 'ma', 'sa', 's', 'i', 'o', 'm'],
  // The plural: -ებ-.
  ['eb'],
  // The vowel that some stems lose: კომპანია, კომპანიის; and what verbal nouns end in before it: გაუქმება.
  ['a', 'e'],
  ['eb'],
];
const russianRows: readonly (readonly string[])[] = [
  ['sia', 's'],
  [
    ...['iami', 'iakh', 'ogo', 'ego', 'omu', 'emu', 'imi', 'ami', 'aia', 'iaia', 'uiu', 'iah', 'iam', 'iei'],
    ...['ah', 'am', 'om', 'em', 'oi', 'ei', 'ov', 'ev', 'ii', 'ie', 'oe', 'ee', 'iu', 'ih', 'im', 'ia'],
    ...['ait', 'aet', 'iet', 'at', 'it', 'et', 'ut', 'al', 'il', 'el', 'la', 'li', 'lo'],
    ...['a', 'e', 'i', 'o', 'u'],
  ],
  ['i', 'n'],
];
const englishRows: readonly (readonly string[])[] = [['s'], ['ing', 'ed', 'er', 'e', 'i', 'li'], ['e', 'i']];
const rows = { georgian: georgianRows, russian: russianRows, english: englishRows };

/** The vowel before the last sign that comes and goes: ნომერი, ნომრის; звонок, звонка. */
const comesAndGoes = /(?<=[^aeiou\d])[aeo](?=[lmnrvkc]$)/u;

/** The stem of a key of one language; keys with digits are their own. */
export function stem(key: string, inflection: Inflection): string {
  if (/\d/u.test(key)) return key;
  let rest = key;
  for (const row of rows[inflection]) {
    const ending = row.find((each) => rest.endsWith(each) && rest.length - each.length >= shortest);
    if (ending !== undefined) rest = rest.slice(0, -ending.length);
  }
  return rest.length > 3 ? rest.replace(comesAndGoes, '') : rest;
}
