import type { GeneratedDocument } from './corpus.ts';
import { seeded } from './random.ts';

/**
 * Questions that have an answer: one to three words of one document; in two of five the last word is only begun. The same
 * for each corpus and seed.
 */
export function drawQuestions(
  documents: readonly GeneratedDocument[],
  count: number,
  seed: number,
): string[] {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  return Array.from({ length: count }, () => {
    const { title, body, code } = documents[upTo(documents.length)] ?? { title: '', body: '' };
    if (code !== undefined && random() < 0.1) return code;
    const words = `${title} ${title} ${body}`.match(/\p{L}+/gu) ?? [];
    const asked = Array.from({ length: 1 + upTo(3) }, () => words[upTo(words.length)] ?? '');
    const last = asked.at(-1) ?? '';
    if (random() < 0.4) asked[asked.length - 1] = last.slice(0, 2 + upTo(Math.max(1, last.length - 2)));
    return asked.join(' ');
  });
}
