import { isDialable } from './dialable.ts';

/** Longer than any number with its extension; a copied paragraph with a digit in it is none. */
const longest = 40;

/**
 * The number in a text that was copied: `tel:` and `sip:` links without their scheme and parameters, the rest as it is
 * written. Undefined where the text is not a number and nothing else.
 */
export function copiedNumber(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^(tel|sips?|callto):(\/\/)?/i, '')
    .replace(/[;?].*$/s, '')
    .replace(/[.\u00a0\u2010-\u2015]/g, (sign) => (sign === '\u00a0' ? ' ' : '-'))
    .trim();
  const number = bare.includes('@')
    ? text
        .trim()
        .replace(/^sips?:/i, '')
        .replace(/[;?].*$/s, '')
    : bare;
  return number.length <= longest && isDialable(number) ? number : undefined;
}

/** The tones in a text that was pasted, at most as many as one command sends; undefined where there are others signs. */
export function copiedTones(text: string): string | undefined {
  const tones = text.replace(/[\s()-]/g, '').toUpperCase();
  return /^[0-9A-D*#]{1,40}$/.test(tones) ? tones : undefined;
}
