import { toE164 } from '../../domain/phone.ts';
import type { HeaderReader } from './headers.ts';

/** Who is at the other side, as far as the PBX says. */
export interface Identity {
  /** E.164, or the user part as it came; absent for anonymous callers. */
  readonly number?: string | undefined;
  readonly name?: string | undefined;
}

const longestName = 120;
const longestNumber = 64;

/**
 * The caller of an INVITE: P-Asserted-Identity (RFC 3325 §9.1), which the PBX vouches for, before From. With
 * `Privacy: id` (RFC 3325 §9.3) or an anonymous address (RFC 3323 §4.1) there is neither number nor name.
 */
export function callerOf(header: HeaderReader): Identity {
  if (wantsPrivacy(header)) return {};
  const asserted = parseAddress(header('P-Asserted-Identity'));
  const from = parseAddress(header('From'));
  const chosen = asserted ?? from;
  if (chosen === undefined || isAnonymous(chosen)) return {};
  return identityOf(chosen, chosen.name ?? (asserted === undefined ? '' : (from?.name ?? '')));
}

/**
 * Who a request within a call says is at the other side by now; undefined where it says nothing, or nothing that can be
 * read. From counts only where it `fromChanged` (RFC 4916): most PBXs leave in it whoever was there first, so it lends
 * P-Asserted-Identity no name either.
 */
export function partyOfRequest(header: HeaderReader, fromChanged: boolean): Identity | undefined {
  if (wantsPrivacy(header)) return {};
  const address =
    parseAddress(header('P-Asserted-Identity')) ?? (fromChanged ? parseAddress(header('From')) : undefined);
  if (address === undefined) return undefined;
  if (!isAnonymous(address)) return identityOf(address, address.name ?? '');
  // An address without a user is the PBX itself rather than somebody who hides.
  return address.user === '' && address.host !== 'anonymous.invalid' ? undefined : {};
}

/** Who is there after `said`; undefined where that is nobody else. A number that comes without its name keeps it. */
export function partyAfter(known: Identity, said: Identity): Identity | undefined {
  const name = said.name ?? (said.number === known.number ? known.name : undefined);
  return said.number === known.number && name === known.name ? undefined : { number: said.number, name };
}

/** RFC 3323 §4.2, RFC 3325 §9.3. */
function wantsPrivacy(header: HeaderReader): boolean {
  return /(^|[;,\s])(id|user|header)($|[;,\s])/iu.test(header('Privacy') ?? '');
}

function identityOf({ user }: Address, given: string): Identity {
  const name = cleanText(given, longestName);
  const number = numberOf(user);
  // Many PBXs repeat the number as the display name: that is no name.
  return { number, name: name === user || numberOf(name) === number ? undefined : name || undefined };
}

/**
 * The number or user that was called: what the account's own header says (`X-Called-Number: 0322123456`, or an
 * address), then P-Called-Party-ID (RFC 7315 §4.2), then what the caller dialled before the call was sent on
 * (`original`), then To.
 */
export function calledNumberOf(
  header: HeaderReader,
  original?: string,
  ownHeader?: string,
): string | undefined {
  const own = ownHeader === undefined ? undefined : (header(ownHeader) ?? '');
  return (
    (own === undefined ? undefined : plainNumber(own)) ??
    userOf(header('P-Called-Party-ID')) ??
    original ??
    userOf(header('To'))
  );
}

function userOf(header: string | undefined): string | undefined {
  const address = parseAddress(header);
  return address === undefined ? undefined : numberOf(address.user);
}

/** A number as it stands in a header field that has no grammar: an address, or the digits alone. */
function plainNumber(value: string): string | undefined {
  if (value.length > 2000) return undefined;
  return userOf(value) ?? numberOf(value.split(/[;,<>"]/u)[0] ?? '');
}

/**
 * A text from the network as it may be shown: without control, bidirectional and other invisible characters, in one
 * line, at most `longest` characters (never half of one).
 */
export function cleanText(text: string, longest: number): string {
  const visible = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return Array.from(visible).slice(0, longest).join('').trim();
}

export interface Address {
  readonly name?: string | undefined;
  readonly user: string;
  readonly host: string;
}

/**
 * Reads `"name" <sip:user@host>`, `<tel:+995…>` and bare addresses (RFC 3261 §25.1 name-addr and addr-spec, RFC 3966).
 * Lenient: what is odd gives undefined. Of a list the first is read (RFC 3325 allows a sip and a tel address).
 */
export function parseAddress(header: string | undefined): Address | undefined {
  if (header === undefined || header.length > 2000) return undefined;
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*(.*)$/su.exec(header);
  const name = quoted?.[1]?.replace(/\\(.)/gsu, '$1');
  const rest = quoted?.[2] ?? header;
  const bracketed = /^([^<>]*)<([^<>]*)>/su.exec(rest);
  const spec = bracketed?.[2] ?? rest.split(/[;,]/u)[0] ?? '';
  const plainName = bracketed?.[1]?.trim();
  const uri = /^\s*(sips?|tel):([^@]*)(?:@([^;?]+))?/isu.exec(spec);
  if (uri === null) return undefined;
  const isTel = uri[1]?.toLowerCase() === 'tel';
  const hasUser = isTel || uri[3] !== undefined;
  const user = hasUser ? (uri[2] ?? '').split(/[;:?]/u)[0] : '';
  return {
    name: name ?? (plainName === '' ? undefined : plainName),
    user: decode(user ?? ''),
    host: (hasUser ? (uri[3] ?? '') : (uri[2] ?? '')).split(':')[0]?.toLowerCase() ?? '',
  };
}

function decode(user: string): string {
  return user.replace(/%([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function isAnonymous({ user, host, name }: Address): boolean {
  return (
    host === 'anonymous.invalid' ||
    /^(anonymous|unknown|unavailable|restricted|private)?$/iu.test(user) ||
    (/^anonymous$/iu.test(name ?? '') && user === '')
  );
}

/** A number in E.164 where it is one, or the user part as it came, cleaned; undefined for an empty one. */
export function numberOf(user: string): string | undefined {
  const cleaned = cleanText(user, longestNumber);
  return cleaned === '' ? undefined : (toE164(cleaned) ?? cleaned);
}
