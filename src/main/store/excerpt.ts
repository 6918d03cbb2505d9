import { wordsInPlace } from '../../domain/search-text.ts';

/** What encloses a match in titles and excerpts: private-use characters, which no text of ours holds. */
const matchStart = '\ue000';
const matchEnd = '\ue001';
/** Length of an excerpt in UTF-16 units, words kept whole, so that it may be a little longer. */
const excerptLength = 160;

/** Whether a word, as it is written, is marked. */
type Matches = (word: string) => boolean;

/** The text with each matching word enclosed in U+E000 … U+E001. */
export function markMatches(text: string, matches: Matches): string {
  const clean = text.replaceAll(/[\ue000\ue001]/g, '');
  let marked = '';
  let done = 0;
  for (const { start, end, word } of wordsInPlace(clean)) {
    if (!matches(word)) continue;
    marked += `${clean.slice(done, start)}${matchStart}${clean.slice(start, end)}${matchEnd}`;
    done = end;
  }
  return marked + clean.slice(done);
}

/** Markdown as running text: links by their words, no signs of headings, lists, emphasis or code. */
function plainText(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^[ \t]*(?:#{1,6}|[-*+>]|\d+\.)[ \t]+/gm, '')
    .replaceAll(/[*_`~|]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The part of a Markdown text about its first match, in one line, matches marked; its beginning if there is none. */
export function excerpt(markdown: string, matches: Matches): string {
  const text = plainText(markdown);
  /** The first word that fits: an end of the text is not looked at where a beginning will do. */
  const first = (fits: (word: { start: number; end: number; word: string }) => boolean) => {
    for (const word of wordsInPlace(text)) if (fits(word)) return word;
    return undefined;
  };
  // From the beginning where the match is near it, else from a few words before the match.
  const matchAt = first(({ word }) => matches(word))?.start ?? 0;
  const from =
    matchAt <= excerptLength / 2
      ? 0
      : (first(({ start }) => start >= matchAt - excerptLength / 4)?.start ?? 0);
  const to = first(({ end }) => end >= from + excerptLength)?.end ?? text.length;
  const part = markMatches(text.slice(from, to), matches);
  return `${from > 0 ? '… ' : ''}${part}${to < text.length ? ' …' : ''}`;
}
