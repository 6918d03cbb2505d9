import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeskBridge, DeskEvent, DeskState } from '../../../contract/desk/bridge.ts';
import type { HostLink, LinkState } from '../bridge/host-link.ts';

export interface DeskMirror {
  /** The host's state as it last told it; undefined until its first snapshot. */
  readonly host: DeskState | undefined;
  readonly link: LinkState;
  /** Goes up each time that something of this desk reached the server: lists that show delivery load again. */
  readonly deliveries: number;
}
export type DeskStore = StoreApi<DeskMirror>;

/** Puts an event of the host into the mirror. A change before any snapshot is dropped: it would be half a state. */
export function applyEvent(mirror: DeskMirror, event: Exclude<DeskEvent, DeskMoment>): DeskMirror {
  switch (event.name) {
    case 'snapshot':
      return { ...mirror, host: event.state };
    case 'change':
      // Only the slices that are there are replaced; zod's partial allows an explicit undefined, which is none.
      return mirror.host === undefined
        ? mirror
        : { ...mirror, host: Object.assign({}, mirror.host, withoutUndefined(event.state)) };
    case 'delivered':
      return { ...mirror, deliveries: mirror.deliveries + 1 };
  }
}

function withoutUndefined(change: { [S in keyof DeskState]?: DeskState[S] | undefined }): object {
  return Object.fromEntries(Object.entries(change).filter(([, slice]) => slice !== undefined));
}

/** An event that is no state: whoever is there at that moment hears it, and nobody afterwards. */
export type DeskMoment = Extract<DeskEvent, { name: 'levels' | 'dialRequest' }>;

export interface HostMirror {
  readonly store: DeskStore;
  /** Hears moments until the returned function is called. */
  onMoment(listener: (moment: DeskMoment) => void): () => void;
  stop(): void;
}

/** Mirrors the host in a store until `stop` is called. It never holds anything that the host did not say. */
export function mirrorHost(bridge: DeskBridge, link?: HostLink): HostMirror {
  const listeners = new Set<(moment: DeskMoment) => void>();
  const store = createStore<DeskMirror>(() => ({
    host: undefined,
    link: { status: link === undefined ? 'open' : 'connecting', since: Date.now() },
    deliveries: 0,
  }));
  const stopLink = link?.watchLink((state) => store.setState({ link: state }));
  const stopEvents = bridge.subscribe((event) => {
    if (event.name === 'levels' || event.name === 'dialRequest') {
      for (const listener of listeners) listener(event);
    } else {
      store.setState((mirror) => applyEvent(mirror, event));
    }
  });
  return {
    store,
    onMoment: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stopEvents();
      stopLink?.();
    },
  };
}
