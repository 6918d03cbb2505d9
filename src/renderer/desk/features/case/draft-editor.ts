import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DeskBridge } from '../../../../contract/desk/bridge.ts';
import type { Draft } from '../../../../contract/desk/commands.ts';
import type { ReasonCode } from '../../../../contract/reasons.ts';
import { missingCaseFields, type CaseField, type CaseFields } from '../../../../domain/case/case.ts';

/** Typing has paused when no key came for so long. */
export const pauseMs = 500;
/** Whoever never pauses is saved as often as this. */
export const longestUnsavedMs = 3000;
/** A save that failed is tried again after so long, and at the next change. */
export const retryMs = 3000;

/** `savedAt` of a form that the store does not know yet; each save and submit puts the real time there. */
export const neverSaved = '';

export type SaveState =
  | { readonly status: 'untouched' }
  | { readonly status: 'pending' }
  | { readonly status: 'saving' }
  | { readonly status: 'saved'; readonly at: number }
  | { readonly status: 'failed'; readonly reason: ReasonCode };

export interface DraftState {
  /** The form on the screen. */
  readonly draft: Draft | undefined;
  readonly save: SaveState;
  readonly submitting: boolean;
  /** Required fields that were empty at the last try to submit and still are. */
  readonly missing: readonly CaseField[];
  /** Why the last try to submit failed. */
  readonly problem: ReasonCode | undefined;
  /** What was submitted last, until it is put away. */
  readonly submitted: { readonly reference: string; readonly draft: Draft } | undefined;
  /** Goes up when the list of unfinished drafts has changed. */
  readonly listVersion: number;
}

export interface DraftEditor {
  readonly store: StoreApi<DraftState>;
  /** Puts a form on the screen, the one before saved first; false if that could not be saved: then it stays. */
  open(draft: Draft): Promise<boolean>;
  change(fields: Partial<CaseFields>): void;
  /** Moves the form to another line; its category goes, for each line has its own. */
  moveToLine(lineId: string, kind: CaseFields['kind']): void;
  /** Ties the form to a customer card that was found or saved meanwhile; empty fields take its values. */
  adopt(customerId: string, known: Partial<CaseFields>): void;
  /**
   * Somebody else is at the other side of the call: what still says what was `known` of the one before takes what is known
   * `now`, and the tie to the card goes where it was that one's. What was typed stays.
   */
  refill(known: Partial<CaseFields>, now: Partial<CaseFields>, formerCard: string | undefined): void;
  /** Saves what is not saved, now. */
  flush(): Promise<void>;
  /** Takes the form from the screen; it stays in the list of unfinished ones. False if it could not be saved. */
  close(): Promise<boolean>;
  /** Puts the form away; answers with the draft for an undo, or with the reason if it was not possible. */
  discard(): Promise<{ ok: true; draft: Draft } | { ok: false; reason: ReasonCode } | undefined>;
  /** Brings a discarded form back onto the screen. */
  restore(draft: Draft): Promise<ReasonCode | undefined>;
  submit(): Promise<'submitted' | 'incomplete' | 'failed'>;
  /** Takes the reference of the submitted case from the screen. */
  putAway(): void;
  dispose(): Promise<void>;
}

/**
 * The case form that is being filled in and its way to the store. It lives outside of React, so that nothing that
 * happens to a component can lose what was typed.
 *
 *     untouched ──change──▶ pending ──pause, blur, close──▶ saving ──▶ saved ──change──▶ pending …
 *                              ▲                              └──▶ failed ──change, retry──┘
 */
export function createDraftEditor(bridge: Pick<DeskBridge, 'command'>): DraftEditor {
  const store = createStore<DraftState>(() => ({
    draft: undefined,
    save: { status: 'untouched' },
    submitting: false,
    missing: [],
    problem: undefined,
    submitted: undefined,
    listVersion: 0,
  }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;
  let changes = 0;
  let savedChanges = 0;
  let unsavedSince = 0;
  /** Whether the store knows this draft: one that was never touched needs no discarding. */
  let stored = false;

  const isDirty = () => store.getState().draft !== undefined && changes !== savedChanges;
  const schedule = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), delay);
  };

  async function saveUntilClean(): Promise<void> {
    while (isDirty()) {
      const { draft } = store.getState();
      if (draft === undefined) return;
      const target = changes;
      store.setState({ save: { status: 'saving' } });
      const at = Date.now();
      const savedAt = new Date(at).toISOString();
      const result = await bridge.command('draft.save', { draft: { ...draft, savedAt } });
      if (!result.ok) {
        store.setState({ save: { status: 'failed', reason: result.reason } });
        schedule(retryMs);
        return;
      }
      savedChanges = target;
      stored = true;
      store.setState((state) => ({
        save: { status: 'saved', at },
        draft: state.draft?.id === draft.id ? { ...state.draft, savedAt } : state.draft,
      }));
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    saving ??= saveUntilClean().finally(() => {
      saving = undefined;
    });
    return saving;
  }

  function show(draft: Draft | undefined, isStored: boolean): void {
    clearTimeout(timer);
    changes = 0;
    savedChanges = 0;
    stored = isStored;
    store.setState((state) => ({
      draft,
      save:
        draft !== undefined && isStored
          ? { status: 'saved', at: Date.parse(draft.savedAt) }
          : { status: 'untouched' },
      missing: [],
      problem: undefined,
      submitted: draft === undefined ? state.submitted : undefined,
      listVersion: state.listVersion + 1,
    }));
  }

  function edit(draft: Draft): void {
    if (!isDirty()) unsavedSince = Date.now();
    changes += 1;
    const stillMissing = missingCaseFields(draft.fields);
    store.setState((state) => ({
      draft,
      save: state.save.status === 'failed' ? state.save : { status: 'pending' },
      missing: state.missing.filter((field) => stillMissing.some((each) => each === field)),
    }));
    schedule(Math.max(0, Math.min(pauseMs, unsavedSince + longestUnsavedMs - Date.now())));
  }

  /** What the machine filled in is no word of the operator's: it alone is no reason to keep a draft. */
  function fillIn(draft: Draft): void {
    if (changes === 0 && !stored) store.setState({ draft });
    else edit(draft);
  }

  async function close(): Promise<boolean> {
    await flush();
    if (isDirty()) return false;
    if (store.getState().draft !== undefined) show(undefined, false);
    return true;
  }

  return {
    store,
    flush,
    close,
    async open(draft) {
      if (store.getState().draft?.id === draft.id) return true;
      if (!(await close())) return false;
      show(draft, draft.savedAt !== neverSaved);
      return true;
    },
    change(fields) {
      const { draft, submitting } = store.getState();
      if (draft !== undefined && !submitting) edit({ ...draft, fields: { ...draft.fields, ...fields } });
    },
    moveToLine(lineId, kind) {
      const { draft, submitting } = store.getState();
      if (draft === undefined || submitting || draft.lineId === lineId) return;
      edit({ ...draft, lineId, fields: { ...draft.fields, kind, category: '' } });
    },
    adopt(customerId, known) {
      const { draft, submitting } = store.getState();
      if (draft === undefined || submitting) return;
      const fields: Readonly<Record<string, string>> = draft.fields;
      const empty = Object.entries(known).filter(([field, value]) => value !== '' && fields[field] === '');
      if (draft.customerId === customerId && empty.length === 0) return;
      fillIn({ ...draft, customerId, fields: { ...draft.fields, ...Object.fromEntries(empty) } });
    },
    refill(known, now, formerCard) {
      const { draft, submitting } = store.getState();
      if (draft === undefined || submitting) return;
      const before: Readonly<Record<string, string>> = known;
      const fields: Readonly<Record<string, string>> = draft.fields;
      const stale = Object.entries(now).filter(([field]) => fields[field] === before[field]);
      const customerId = draft.customerId === formerCard ? undefined : draft.customerId;
      fillIn({ ...draft, customerId, fields: { ...draft.fields, ...Object.fromEntries(stale) } });
    },
    async discard() {
      clearTimeout(timer);
      await saving;
      const { draft } = store.getState();
      if (draft === undefined) return undefined;
      if (isDirty()) await flush();
      if (stored) {
        const result = await bridge.command('draft.discard', { draftId: draft.id });
        if (!result.ok) return { ok: false, reason: result.reason };
      }
      const wasStored = stored;
      show(undefined, false);
      return { ok: true, draft: wasStored ? draft : { ...draft, savedAt: neverSaved } };
    },
    async restore(draft) {
      if (draft.savedAt !== neverSaved) {
        const result = await bridge.command('draft.restore', { draftId: draft.id });
        if (!result.ok) return result.reason;
      }
      if (await close()) {
        show(draft, draft.savedAt !== neverSaved);
        // What was on the screen may be newer than what the store kept.
        edit(draft);
      }
      return undefined;
    },
    async submit() {
      const { draft, submitting } = store.getState();
      if (draft === undefined || submitting) return 'failed';
      const missing = missingCaseFields(draft.fields);
      store.setState({ missing, problem: undefined });
      if (missing.length > 0) return 'incomplete';
      store.setState({ submitting: true });
      clearTimeout(timer);
      // A save that is still under way must not come after the submit and bring the draft back to life.
      await saving;
      const result = await bridge.command('case.submit', {
        draft: { ...draft, savedAt: new Date().toISOString() },
      });
      store.setState({ submitting: false });
      if (!result.ok) {
        store.setState({ problem: result.reason });
        if (isDirty()) schedule(pauseMs);
        return 'failed';
      }
      show(undefined, false);
      store.setState({ submitted: { reference: result.value.reference, draft } });
      return 'submitted';
    },
    putAway() {
      store.setState({ submitted: undefined });
    },
    async dispose() {
      await flush();
      clearTimeout(timer);
    },
  };
}
