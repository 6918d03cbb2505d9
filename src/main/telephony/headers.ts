import { listOf } from './sip-frame.ts';

/** Gives the value of a header field of a message, or undefined. */
export type HeaderReader = (name: string) => string | undefined;

/** The header fields of a message by name; one that is there several times as one list (RFC 3261 §7.3.1). */
export function headersOf(message: { getHeaders(name: string): string[] }): HeaderReader {
  return (name) => {
    const values = message.getHeaders(name);
    return values.length === 0 ? undefined : values.join(', ');
  };
}

/** Whether an option tag is in Supported or Require, or a method in Allow. */
export function lists(value: string | undefined, item: string): boolean {
  const wanted = item.toLowerCase();
  return listOf(value ?? '').some((each) => each.toLowerCase() === wanted);
}
