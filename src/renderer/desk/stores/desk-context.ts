import { createContext, use, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { DeskBridge, DeskState } from '../../../contract/desk/bridge.ts';
import type { DeskMirror, DeskMoment, HostMirror } from './desk-store.ts';

export interface DeskAccess extends Pick<HostMirror, 'store' | 'onMoment'> {
  readonly bridge: DeskBridge;
}

/** The bridge and the mirror of this window. */
export const DeskContext = createContext<DeskAccess | undefined>(undefined);

/** The bridge and the mirror; throws outside of the App. */
export function useDeskAccess(): DeskAccess {
  const access = use(DeskContext);
  if (access === undefined) throw new Error('useDeskAccess outside of DeskContext');
  return access;
}

/** A part of the whole mirror, the link and the count of deliveries included. */
export function useMirror<T>(select: (mirror: DeskMirror) => T): T {
  return useStore(useDeskAccess().store, select);
}

/** A part of the host's state. Only below the App's gate, where there is one. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  return useMirror((mirror) => {
    if (mirror.host === undefined) throw new Error('useDesk before the first snapshot');
    return select(mirror.host);
  });
}

/** Hears what the host says without its being a state, while the component is there. */
export function useMoment<N extends DeskMoment['name']>(
  name: N,
  handler: (moment: Extract<DeskMoment, { name: N }>) => void,
): void {
  const { onMoment } = useDeskAccess();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(
    () =>
      onMoment((moment) => {
        if (isMoment(moment, name)) latest.current(moment);
      }),
    [onMoment, name],
  );
}

function isMoment<N extends DeskMoment['name']>(
  moment: DeskMoment,
  name: N,
): moment is Extract<DeskMoment, { name: N }> {
  return moment.name === name;
}
