/** A header field; `name` in lower case and in its long form, `value` on one line. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A SIP message split by RFC 3261 §7 alone: no value has been looked into. */
export interface Frame {
  readonly startLine: string;
  readonly fields: readonly Field[];
  /** What follows the empty line; undefined where there is none and the head has no end. */
  readonly body: Buffer | undefined;
}

/** The compact forms of header field names (RFC 3261 §20 and the registry's later ones). */
const longNames = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['d', 'request-disposition'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['j', 'reject-contact'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['n', 'identity-info'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
  ['y', 'identity'],
]);

/** Splits a message into start line, header fields (unfolded, §7.3.1) and body; empty lines before it do not count (§7.5). */
export function readFrame(bytes: Buffer): Frame {
  let start = 0;
  while (bytes[start] === 13 && bytes[start + 1] === 10) start += 2;
  const end = bytes.indexOf('\r\n\r\n', start);
  const head = bytes.toString('utf8', start, end === -1 ? bytes.length : end);
  const [startLine = '', ...lines] = head.replace(/\r\n[ \t]+/gu, ' ').split('\r\n');
  return {
    startLine,
    fields: lines.filter((line) => line !== '' || end !== -1).map(readField),
    body: end === -1 ? undefined : bytes.subarray(end + 4),
  };
}

function readField(line: string): Field {
  const colon = line.indexOf(':');
  if (colon === -1) return { name: '', value: line };
  const name = line.slice(0, colon).trim().toLowerCase();
  return { name: longNames.get(name) ?? name, value: line.slice(colon + 1).trim() };
}

/** The values of all header fields of a name. */
export function valuesOf(frame: Frame, name: string): readonly string[] {
  return frame.fields.flatMap((field) => (field.name === name ? [field.value] : []));
}

/** The first value of a name. */
export function valueOf(frame: Frame, name: string): string | undefined {
  return frame.fields.find((field) => field.name === name)?.value;
}

/** Splits a list value at its commas, but for those in quotes or angle brackets. */
export function listOf(value: string): readonly string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const char = value.charAt(at);
    if (quoted && char === '\\') {
      item += char + value.charAt(++at);
      continue;
    }
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === '<') bracketed = true;
    else if (!quoted && char === '>') bracketed = false;
    if (char === ',' && !quoted && !bracketed) {
      items.push(item.trim());
      item = '';
    } else item += char;
  }
  items.push(item.trim());
  return items.filter((each) => each !== '');
}

/** The message as text again, in the plain form: one line per field, the body as long as Content-Length says. */
export function writeFrame(startLine: string, fields: readonly Field[], body: Buffer): string {
  const text = body.toString('utf8');
  const kept = fields.filter(({ name }) => name !== 'content-length');
  return [
    startLine,
    ...kept.map(({ name, value }) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ].join('\r\n');
}
