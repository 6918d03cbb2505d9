import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeskBridge } from '../../../../contract/desk/bridge.ts';
import type { StoredScriptPath } from '../../../../contract/operations.ts';
import type { CaseFields } from '../../../../domain/case/case.ts';
import type { ScriptPath } from '../../../../domain/script/script-path.ts';
import type { DraftEditor } from '../case/draft-editor.ts';

/** The way through the script in one call, and what its answers put into the form of the case. */
export interface ScriptRun {
  readonly path: ScriptPath;
  readonly fills: Partial<CaseFields>;
}

export interface ScriptRuns {
  /** The runs by their call. They live outside of React: a call that comes in between loses no place. */
  readonly store: StoreApi<Readonly<Record<string, ScriptRun>>>;
  /** Keeps where a call has come to; the open form of that call takes what the answers say. */
  put(callId: string, run: ScriptRun): void;
  /** Takes up what the host has kept of a call, where this window does not know better. */
  restore(callId: string, run: ScriptRun): void;
}

/** Runs of more calls than this are not kept: nobody comes back to the oldest any more. */
export const mostRuns = 50;

export function createScriptRuns(
  bridge: Pick<DeskBridge, 'command'>,
  drafts: Pick<DraftEditor, 'store' | 'refill'>,
): ScriptRuns {
  const store = createStore<Readonly<Record<string, ScriptRun>>>(() => ({}));
  return {
    store,
    restore(callId, run) {
      if (store.getState()[callId] === undefined) store.setState({ [callId]: run });
    },
    put(callId, run) {
      const { [callId]: before, ...others } = store.getState();
      const kept = Object.entries(others).slice(-(mostRuns - 1));
      store.setState({ ...Object.fromEntries(kept), [callId]: run }, true);
      // One that fails is made good by the next step: each holds the whole path. The window has it all the same.
      void bridge.command('script.keep', { callId, path: storedPath(run.path) });
      const { draft } = drafts.store.getState();
      if (draft?.callId !== callId) return;
      const was: Readonly<Record<string, string | undefined>> = before?.fills ?? {};
      const is: Readonly<Record<string, string | undefined>> = run.fills;
      const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
        (field) => was[field] !== is[field] && !(field === 'kind' && is[field] === undefined),
      );
      if (changed.length === 0) return;
      const { kind } = draft.fields;
      // Where the form still has what the script put there, or nothing, it follows; a word of the operator's stays. A
      // form always has a kind: whether it was chosen cannot be told, the answer is the newer word.
      const known = changed.map((field) => [field, field === 'kind' ? kind : (was[field] ?? '')]);
      drafts.refill(
        Object.fromEntries(known),
        Object.fromEntries(changed.map((field) => [field, is[field] ?? ''])),
        undefined,
      );
    },
  };
}

function storedPath({ visits, said, ...path }: ScriptPath): StoredScriptPath {
  return { ...path, visits: [...visits], said: [...said] };
}
