import type { HeaderReader } from './headers.ts';
import { numberOf, parseAddress } from './identity.ts';
import { listOf } from './sip-frame.ts';

/**
 * The number that the caller dialled first, where the call was sent on to this one; undefined where it was not, or where
 * who sent it on does not want to be named. Asked in this order:
 *
 * 1. History-Info (RFC 7044) with `mp`: it says of each entry from which other one it was sent on, which a retargeting
 *    to somebody's registered telephone (`rc`) is not.
 * 2. Diversion (RFC 5806): historic, but what PBXs and gateways write. Whoever sends a call on puts themselves in
 *    front, so that the last entry is the first.
 * 3. History-Info without `mp`, as before RFC 7044 (RFC 4244): its first entry, where the last is another one.
 */
export function originalTargetOf(header: HeaderReader): string | undefined {
  const history = historyOf(header('History-Info'));
  const mapped = history.find(({ mappedFrom }) => mappedFrom !== undefined);
  if (mapped !== undefined) {
    const origin = history.find(({ index }) => index.join('.') === mapped.mappedFrom);
    return origin?.number;
  }
  const diversions = entriesOf(header('Diversion'));
  const first = diversions.at(-1);
  if (first !== undefined) return isPrivate(first) ? undefined : numberIn(first);
  const [oldest, ...later] = history.filter(({ isContact }) => !isContact);
  const newest = later.at(-1);
  return newest === undefined || newest.number === oldest?.number ? undefined : oldest?.number;
}

interface HistoryEntry {
  /** `1.2.1` as numbers. */
  readonly index: readonly number[];
  readonly number: string | undefined;
  /** The index of the entry that it was sent on from. */
  readonly mappedFrom: string | undefined;
  /** Somebody's registered telephone. */
  readonly isContact: boolean;
}

/** The entries in the order of their indices (RFC 7044 §10.3): proxies may have written them in another. */
function historyOf(value: string | undefined): readonly HistoryEntry[] {
  const entries = entriesOf(value).flatMap((entry) => {
    const index = parameter(entry, 'index');
    if (index === undefined || !/^\d{1,4}(\.\d{1,4}){0,20}$/u.test(index)) return [];
    const mappedFrom = parameter(entry, 'mp');
    return [
      {
        index: index.split('.').map(Number),
        number: isPrivate(entry) ? undefined : numberIn(entry),
        mappedFrom,
        isContact: parameter(entry, 'rc') !== undefined,
      },
    ];
  });
  return entries.toSorted((a, b) => byIndex(a.index, b.index));
}

function byIndex(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, position) => part !== b[position]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

/** More than these are no history, but a flood. */
const mostEntries = 50;

function entriesOf(value: string | undefined): readonly string[] {
  if (value === undefined || value.length > 10_000) return [];
  return listOf(value).slice(0, mostEntries);
}

/** A parameter of an entry, behind its address in brackets. */
function parameter(entry: string, name: string): string | undefined {
  const behind = entry.slice(entry.lastIndexOf('>') + 1).split(';');
  for (const each of behind) {
    const [key = '', value = ''] = each.split('=', 2);
    if (key.trim().toLowerCase() === name) return value.trim().replace(/^"(.*)"$/u, '$1');
  }
  return undefined;
}

/** RFC 5806 §4.2 (privacy=full, uri); RFC 7044 §10.1 (Privacy=history in the address). */
function isPrivate(entry: string): boolean {
  const asked = parameter(entry, 'privacy')?.toLowerCase();
  return asked === 'full' || asked === 'uri' || /[?&]privacy=[^>&]*history/iu.test(entry);
}

function numberIn(entry: string): string | undefined {
  const address = parseAddress(entry);
  if (address === undefined || address.host === 'anonymous.invalid') return undefined;
  return numberOf(address.user);
}
