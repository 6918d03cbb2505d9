import type { DeskEvent } from '../../contract/desk/bridge.ts';
import type { DeskSlice, DeskState } from '../../contract/desk/state.ts';

/** Holds the state that the desk mirrors, and tells its subscribers: everything once, then what changed. */
export interface StateHolder {
  get(): DeskState;
  set<S extends DeskSlice>(slice: S, value: DeskState[S]): void;
  emit(event: DeskEvent): void;
  subscribe(listener: (event: DeskEvent) => void): () => void;
}

/** Changes of one turn of the event loop travel together; a value equal to the one before does not travel at all. */
export function createStateHolder(initial: DeskState): StateHolder {
  let state = initial;
  let changed: Partial<DeskState> | undefined;
  const listeners = new Set<(event: DeskEvent) => void>();
  const emit = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const flush = (): void => {
    if (changed === undefined) return;
    const change = changed;
    changed = undefined;
    emit({ name: 'change', state: change });
  };
  return {
    get: () => state,
    set(slice, value) {
      if (JSON.stringify(state[slice]) === JSON.stringify(value)) return;
      state = { ...state, [slice]: value };
      if (changed === undefined) queueMicrotask(flush);
      changed = { ...changed, [slice]: value };
    },
    emit(event) {
      flush();
      emit(event);
    },
    subscribe(listener) {
      flush();
      listeners.add(listener);
      listener({ name: 'snapshot', state });
      return () => listeners.delete(listener);
    },
  };
}
