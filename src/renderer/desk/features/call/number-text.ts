import type { TFunction } from 'i18next';
import { formatPhone, formatPhoneAsTyped, toE164 } from '../../../../domain/phone.ts';

/** A number as people write it; extensions and codes as they are; words for a withheld one. */
export function numberText(number: string | undefined, t: TFunction): string {
  if (number === undefined) return t('call.anonymous');
  return toE164(number) === undefined ? number : formatPhone(number);
}

/** A number that comes whole (copied, of a link, suggested) as it stands in the field for the number. */
export function fieldText(number: string): string {
  return toE164(number) === undefined ? formatPhoneAsTyped(number) : formatPhone(number);
}
