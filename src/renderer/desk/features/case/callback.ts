import { formatPhone, toE164 } from '../../../../domain/phone.ts';

/** The number of a call as the form's "call back on" has it; empty where there is none. */
export function callbackText(number: string | undefined): string {
  const phone = number === undefined ? undefined : toE164(number);
  return phone === undefined ? (number ?? '') : formatPhone(phone);
}
