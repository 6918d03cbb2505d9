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
export function applyEvent(mirror: DeskMirror, event: DeskEvent): DeskMirror {
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
    case 'levels':
    case 'dialRequest':
      // Moments, not state: whoever wants them listens for them.
      return mirror;
  }
}

function withoutUndefined(change: { [S in keyof DeskState]?: DeskState[S] | undefined }): object {
  return Object.fromEntries(Object.entries(change).filter(([, slice]) => slice !== undefined));
}

/** Mirrors the host in a store until `stop` is called. It never holds anything that the host did not say. */
export function mirrorHost(bridge: DeskBridge, link?: HostLink): { store: DeskStore; stop: () => void } {
  const store = createStore<DeskMirror>(() => ({
    host: undefined,
    link: { status: link === undefined ? 'open' : 'connecting', since: Date.now() },
    deliveries: 0,
  }));
  const stopLink = link?.watchLink((state) => store.setState({ link: state }));
  const stopEvents = bridge.subscribe((event) => store.setState((mirror) => applyEvent(mirror, event)));
  return {
    store,
    stop: () => {
      stopEvents();
      stopLink?.();
    },
  };
}
