import { networkInterfaces } from 'node:os';
import type { NetworkChange } from '../telephony/port.ts';

/** Operating systems tell Node of no change: it is looked for. A look costs some 0.1 ms. */
const everyMs = 1000;
/** A look that comes so late was slept through. */
const sleptMs = 10_000;

export interface NetworkWatchParts {
  readonly tell: (change: NetworkChange) => void;
  /** The addresses of this computer, loopback left out; asked of the system where it is not given. */
  readonly addresses?: (() => ReadonlySet<string>) | undefined;
  readonly clock?: WatchClock | undefined;
}

export interface WatchClock {
  /** Milliseconds since 1970. */
  now(): number;
  after(ms: number, task: () => void): () => void;
}

const systemClock: WatchClock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * Tells when this computer's network changed (another Wi-Fi, a cable in or out, a VPN) or when it woke from sleep, which
 * is the same to a connection. Works in any shell; Electron's own word for waking up comes sooner.
 *
 * @returns what stops it
 */
export function watchNetwork({
  tell,
  addresses = ownAddresses,
  clock = systemClock,
}: NetworkWatchParts): () => void {
  let known = addresses();
  let lookedAt = clock.now();
  let cancel = (): void => {};
  const look = (): void => {
    const now = clock.now();
    const slept = now - lookedAt > sleptMs;
    lookedAt = now;
    const found = addresses();
    const lost = [...known].some((address) => !found.has(address));
    const gained = [...found].some((address) => !known.has(address));
    known = found;
    if (lost || slept) tell('moved');
    else if (gained) tell('grown');
    cancel = clock.after(everyMs, look);
  };
  cancel = clock.after(everyMs, look);
  return () => cancel();
}

/** IPv6 addresses that come and go by themselves (privacy extensions) count by their network alone. */
function ownAddresses(): ReadonlySet<string> {
  return new Set(
    Object.entries(networkInterfaces()).flatMap(([name, all]) =>
      (all ?? []).flatMap(({ address, family, internal }) => {
        if (internal) return [];
        return [`${name} ${family === 'IPv6' ? address.split(':').slice(0, 4).join(':') : address}`];
      }),
    ),
  );
}
