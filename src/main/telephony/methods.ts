/**
 * The methods that a desk answers: Allow in what it sends (RFC 3261 §20.5). No MESSAGE: Zari has no place to show one,
 * and "accepted" would be a lie.
 */
export const ownMethods = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'INFO',
  'NOTIFY',
  'PRACK',
  'REFER',
  'UPDATE',
] as const;

const written = /^Allow:[^\r\n]*$/imu;

/** A message as it goes out, with our methods where SIP.js has written those that it knows. */
export function withOwnMethods(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  const head = end === -1 ? message : message.slice(0, end);
  return head.replace(written, `Allow: ${ownMethods.join(', ')}`) + message.slice(head.length);
}
