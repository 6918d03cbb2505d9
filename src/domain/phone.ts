import { AsYouType, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** The region that numbers without a country code belong to (ISO 3166-1 alpha-2). */
export const defaultRegion: CountryCode = 'GE';

/**
 * The E.164 form (`+995599123456`) of what a person typed or a PBX sent, or undefined where it is no possible
 * number (feature codes, extensions, anonymous callers). International prefixes `00` and `011` are read as `+`.
 */
export function toE164(text: string, region: CountryCode = defaultRegion): string | undefined {
  const trimmed = text.trim().replace(/^(00|011)(?=(?:[\s()-]*\d){8})/, '+');
  // A PBX often leaves the + away: 995… of full length can be nothing else in Georgia.
  const candidate = /^995\d{9}$/.test(trimmed) ? `+${trimmed}` : trimmed;
  const parsed = parsePhoneNumberFromString(candidate, region);
  return parsed?.isPossible() === true && parsed.nationalNumber.length >= 7 ? parsed.number : undefined;
}

/** What was typed or copied, without what people write between digits: spaces, brackets, dots, dashes and slashes. */
export function withoutSeparators(text: string): string {
  return text.replace(/[\s().\-/\u00a0\u2010-\u2015]/gu, '');
}

/** How people of the number's own country write it (`599 12 34 56`); foreign numbers keep their country code. */
export function formatPhone(number: string, region: CountryCode = defaultRegion): string {
  const parsed = parsePhoneNumberFromString(number, region);
  if (parsed === undefined) return number;
  return parsed.country === region ? parsed.formatNational() : parsed.formatInternational();
}

/** Formats digits while they are typed, for the dial pad. */
export function formatPhoneAsTyped(text: string, region: CountryCode = defaultRegion): string {
  return /^[+\d\s()-]+$/.test(text) ? new AsYouType(region).input(text) : text;
}
