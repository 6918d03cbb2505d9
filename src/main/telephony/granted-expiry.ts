import { listOf, type Field } from './sip-frame.ts';

/**
 * Seconds that a registration is asked for; SIP.js renews it at four fifths. Short, because a PBX may forget a contact
 * without a word (a restart, a fault of its own): until the next renewal the operator would wait in vain.
 */
export const registrationSeconds = 60;

/**
 * The contacts of a 200 to REGISTER with the time that each is granted (RFC 3261 §10.2.4: of the contact itself, else of
 * Expires, else left to us) in whole seconds and never longer than we ask for: who grants an hour is asked again as soon
 * as who grants a minute. SIP.js knows no Expires beside a contact, and takes what it cannot read, or what is too long
 * for a timer, for no time at all: it registers again and again without a pause. A contact without any time is none.
 */
export function withGrantedExpiry(fields: readonly Field[]): readonly Field[] {
  const common = fields.find(({ name }) => name === 'expires')?.value;
  return fields.flatMap((field) => {
    if (field.name === 'expires') return [];
    if (field.name !== 'contact') return [field];
    return listOf(field.value).flatMap((contact) => {
      // Behind the address, which may have parameters of its own.
      const end = contact.lastIndexOf('>') + 1;
      const [address, parameters] = [contact.slice(0, end), contact.slice(end)];
      const seconds = secondsOf(ownExpires.exec(parameters)?.[1], common);
      if (seconds === 0) return [];
      const others = parameters.replace(ownExpires, '');
      return [{ name: 'contact', value: `${address}${others};expires=${seconds}` }];
    });
  });
}

const ownExpires = /;\s*expires\s*=([^;]*)/iu;

function secondsOf(...said: readonly (string | undefined)[]): number {
  const digits = said.map((text) => /^\s*"?(\d+)"?\s*$/u.exec(text ?? '')?.[1]);
  const granted = digits.find((each) => each !== undefined);
  return granted === undefined ? registrationSeconds : Math.min(registrationSeconds, Number(granted));
}
