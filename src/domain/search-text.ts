/**
 * How texts and questions are made comparable before they meet in the search index. Both sides go through the same
 * function, so that a rule here never separates a word from itself.
 */
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * One form for all spellings of a text: Unicode NFKC; lower case, which for Georgian capitals (Mtavruli,
 * U+1C90…U+1CBF) means Mkhedruli; ё as е. Punctuation stays; see `searchWords`.
 */
export function normaliseForSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
}

/** The words of a text in their search form: letters, digits and marks only, everything else separates. */
export function searchWords(text: string): string[] {
  return normaliseForSearch(text).match(wordPattern) ?? [];
}

/** Whether each word of the question begins a word of the label; an empty question asks for nothing. */
export function matchesWords(label: string, question: string): boolean {
  const asked = searchWords(question);
  const words = searchWords(label);
  return asked.length > 0 && asked.every((each) => words.some((word) => word.startsWith(each)));
}

/** The words of a text as they are written, with where they lie in it, one after the other. */
export function* wordsInPlace(
  text: string,
): Generator<{ readonly start: number; readonly end: number; readonly word: string }> {
  for (const match of text.matchAll(wordPattern)) {
    yield { start: match.index, end: match.index + match[0].length, word: match[0] };
  }
}
