import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Customer } from '../../../contract/content.ts';
import type { DeskBridge, DeskState } from '../../../contract/desk/bridge.ts';
import type { Call } from '../../../contract/desk/state.ts';
import { toE164 } from '../../../domain/phone.ts';
import { callbackText } from '../features/case/callback.ts';
import { createDraftEditor, type DraftEditor } from '../features/case/draft-editor.ts';
import { createCustomerDesk, type CustomerDesk } from '../features/customer/customer-store.ts';
import type { CustomerForm } from '../features/customer/customer-form.ts';
import { createScriptRuns, type ScriptRuns } from '../features/script/script-runs.ts';
import type { DeskStore } from './desk-store.ts';
import { callAtWork, frontCall, isLive } from './front-call.ts';

/** What the middle and the right of the desk are about. */
export interface Subject {
  readonly callId: string;
  readonly lineId: string | undefined;
  readonly number: string | undefined;
  readonly name: string | undefined;
}

/** The call that the panel for handing over is about. `divert`: it still rings. */
export interface Handover {
  readonly callId: string;
  readonly kind: 'transfer' | 'divert';
}

export interface WorkState {
  /** The call that the call's keys are about, see `frontCall`. */
  readonly frontId: string | undefined;
  /** Since when a call is on hold, as far as this window has seen it: milliseconds since the epoch. */
  readonly heldSince: Readonly<Record<string, number>>;
  readonly subject: Subject | undefined;
  /** A call that is being handed over, or sent on while it rings: the panel for it is open. */
  readonly handover: Handover | undefined;
  /** What stands in front of the middle's pages, which stay as they are behind it. */
  readonly panel: 'devices' | 'fitness' | undefined;
  /** Which of the middle's pages is in front where there is no room for both. */
  readonly page: 'customer' | 'case';
  /** The call that ended last without after-call work, to say what became of it; until another one begins. */
  readonly lastCall: Call | undefined;
  /** What was submitted last in which call, to be read out from the script. */
  readonly reference: { readonly callId: string; readonly reference: string } | undefined;
  /** A card that another call came upon before it could be saved: its words are kept for later. */
  readonly aside: CustomerForm | undefined;
}

/** What the operator is working on in this window: only the window's own matters, nothing that the host knows. */
export interface Work {
  readonly store: StoreApi<WorkState>;
  readonly customer: CustomerDesk;
  readonly drafts: DraftEditor;
  readonly scripts: ScriptRuns;
  showPage(page: WorkState['page']): void;
  showPanel(panel: WorkState['panel']): void;
  /** Opens the panel for handing a call over, or puts it away. */
  handOver(handover: Handover | undefined): void;
  /** Brings the card that was put aside back onto the screen. */
  continueAside(): void;
  dispose(): Promise<void>;
}

/**
 * Follows the host's calls. A call that the operator took or made brings its customer, script and page to the
 * front, what was being typed saved and put aside. A call that merely rings does so only while nobody works on
 * something else: with a form open it touches nothing.
 */
export function startWork(bridge: DeskBridge, desk: DeskStore): Work {
  const store = createStore<WorkState>(() => ({
    frontId: undefined,
    heldSince: {},
    handover: undefined,
    panel: undefined,
    subject: undefined,
    page: 'customer',
    lastCall: undefined,
    reference: undefined,
    aside: undefined,
  }));
  const customer = createCustomerDesk(bridge);
  const drafts = createDraftEditor(bridge);
  const scripts = createScriptRuns(bridge, drafts);

  const isEngaged = () => {
    const { draft, submitted } = drafts.store.getState();
    return draft !== undefined || submitted !== undefined || customer.store.getState().changed;
  };

  function take(call: Call | undefined, state: DeskState): void {
    const line = state.lines.find((each) => each.id === call?.lineId);
    store.setState({
      subject:
        call === undefined
          ? undefined
          : { callId: call.id, lineId: call.lineId, number: call.remoteNumber, name: call.remoteName },
    });
    void customer.look(
      call === undefined
        ? undefined
        : {
            callId: call.id,
            number: call.remoteNumber,
            name: call.remoteName,
            companyId: line?.companyId,
          },
    );
  }

  /** Forms that another call's matters took the place of, by their call: they come back with it. */
  const putAside = new Map<string, string>();

  /** Saves what is typed before another call's matters take its place; no word of it is lost. */
  async function clearDesk(): Promise<void> {
    drafts.putAway();
    const { draft } = drafts.store.getState();
    if (draft?.callId !== undefined) putAside.set(draft.callId, draft.id);
    await drafts.close();
    await clearCard();
  }

  /** Cards that were put aside before the one that is offered, the newest last. */
  const olderAsides: CustomerForm[] = [];

  /** Saves the card that is being typed; what of it cannot be saved, or was typed on meanwhile, is put aside. */
  async function clearCard(): Promise<void> {
    if (!customer.store.getState().changed) return;
    await customer.save();
    const { changed, form } = customer.store.getState();
    if (!changed || form === undefined) return;
    const { aside } = store.getState();
    if (aside !== undefined && aside.id !== form.id) olderAsides.push(aside);
    store.setState({ aside: form });
  }

  /** The form that was open when the call was left, where the operator has not begun another one. */
  async function bringBack(callId: string): Promise<void> {
    const draftId = putAside.get(callId);
    if (draftId === undefined) return;
    putAside.delete(callId);
    const unfinished = await bridge.command('draft.list', {});
    const draft = unfinished.ok ? unfinished.value.drafts.find(({ id }) => id === draftId) : undefined;
    if (draft === undefined || isEngaged() || store.getState().subject?.callId !== callId) return;
    if (await drafts.open(draft)) store.setState({ page: 'case' });
  }

  /** Keeps which call is in front, and since when the others wait. */
  function noteFront(calls: readonly Call[]): void {
    const { frontId, heldSince } = store.getState();
    const front = frontCall(calls, frontId);
    const before = new Map(known.map((call) => [call.id, call]));
    const next: Record<string, number> = {};
    for (const { id, state } of calls) {
      if (state !== 'held') continue;
      const was = before.get(id)?.state;
      const since = heldSince[id] ?? (was === undefined || was === 'held' ? undefined : Date.now());
      if (since !== undefined) next[id] = since;
    }
    if (front?.id !== frontId || !sameTimes(heldSince, next)) {
      store.setState({ frontId: front?.id, heldSince: next });
    }
  }

  /** The panel goes with its call; a call that is answered is not sent on any more. */
  function noteHandover(calls: readonly Call[]): void {
    const { handover } = store.getState();
    if (handover === undefined) return;
    const call = calls.find(({ id }) => id === handover.callId);
    const open = call !== undefined && (handover.kind === 'divert' ? call.state === 'ringing' : isLive(call));
    if (!open) store.setState({ handover: undefined });
  }

  /** The form was filled in for whoever was there before: it must not call them back. */
  function refill(before: Subject, call: Call): void {
    if (drafts.store.getState().draft?.callId !== call.id) return;
    const { chosen } = customer.store.getState();
    const number = before.number === undefined ? undefined : toE164(before.number);
    const isTheirs = number !== undefined && chosen?.phones.includes(number) === true;
    drafts.refill(
      {
        customerName: (isTheirs ? chosen.name : undefined) ?? before.name ?? '',
        callback: callbackText(before.number),
      },
      { customerName: call.remoteName ?? '', callback: callbackText(call.remoteNumber) },
      isTheirs ? chosen.id : undefined,
    );
  }

  let following = false;
  /**
   * Somebody else is at the other side of the call on the desk: a colleague has handed it over. The case's form stays,
   * it belongs to the call; the card is another one's.
   */
  function followParty(call: Call, current: Subject): void {
    if (call.remoteNumber === current.number && call.remoteName === current.name) return;
    if (call.remoteNumber === current.number) {
      store.setState({ subject: { ...current, name: call.remoteName } });
      return;
    }
    if (following) return;
    following = true;
    void clearCard().then(() => {
      following = false;
      const now = desk.getState().host;
      const still = now?.calls.find(({ id }) => id === call.id);
      if (now === undefined || still === undefined || store.getState().subject?.callId !== call.id) return;
      if (still.remoteNumber === current.number) return;
      refill(current, still);
      take(still, now);
    });
  }

  let switching: string | undefined;
  function follow(): void {
    const state = desk.getState().host;
    if (state === undefined) return;
    const current = store.getState().subject;
    const front = frontCall(state.calls, store.getState().frontId);
    const call = callAtWork(state.calls, front, current?.callId);
    if (call === undefined) {
      if (current === undefined) return;
      // With its call finished a reference has been read out; it stays in the customer's story.
      if (drafts.store.getState().submitted?.draft.callId === current.callId) drafts.putAway();
      if (!isEngaged()) take(undefined, state);
      return;
    }
    if (call.id === current?.callId) return followParty(call, current);
    if (call.state === 'ringing') {
      if (isEngaged()) return;
      take(call, state);
      store.setState({ page: 'customer' });
      return;
    }
    if (switching === call.id) return;
    switching = call.id;
    void (isEngaged() ? clearDesk() : Promise.resolve()).then(() => {
      switching = undefined;
      const now = desk.getState().host;
      if (now === undefined) return;
      const nowInFront = frontCall(now.calls, store.getState().frontId);
      const still = callAtWork(now.calls, nowInFront, store.getState().subject?.callId);
      if (still?.id !== call.id) return;
      take(still, now);
      store.setState({ page: 'customer' });
      void bringBack(still.id);
    });
  }

  /** The open form of the same call takes what the card knows, where it is still empty. */
  function tie(chosen: Customer): void {
    const { draft } = drafts.store.getState();
    const { callId } = customer.store.getState().wanted;
    if (draft === undefined || draft.callId === undefined || draft.callId !== callId) return;
    drafts.adopt(chosen.id, { customerName: chosen.name, address: chosen.address ?? '' });
  }

  /** The host tells the end of a call without after-call work once, before the call leaves its list. */
  let known: readonly Call[] = [];
  function noteCalls(): void {
    const calls = desk.getState().host?.calls ?? [];
    if (calls === known) return;
    noteFront(calls);
    noteHandover(calls);
    // Whoever takes or makes a call wants to see whose it is.
    const wasLive = (call: Call) =>
      known.some(({ id, state }) => id === call.id && isLive({ ...call, state }));
    if (calls.some((call) => isLive(call) && !wasLive(call))) store.setState({ panel: undefined });
    // Whoever was asked for a caller is no call to come back to.
    const over = calls.find(
      (call) => call.state === 'ended' && !call.needsOutcome && call.answeredAt === undefined,
    );
    const begun = calls.some((call) => call.state !== 'ended' && !known.some(({ id }) => id === call.id));
    if (over !== undefined) store.setState({ lastCall: over });
    else if (begun) store.setState({ lastCall: undefined });
    known = calls;
  }

  /** What was submitted in a call is read out with its script, also when its page has been closed. */
  function noteReference(): void {
    const { submitted } = drafts.store.getState();
    const callId = submitted?.draft.callId;
    if (submitted === undefined || callId === undefined) return;
    if (store.getState().reference?.reference === submitted.reference) return;
    store.setState({ reference: { callId, reference: submitted.reference } });
  }

  const stops = [
    desk.subscribe(() => {
      noteCalls();
      follow();
    }),
    drafts.store.subscribe(() => {
      noteReference();
      follow();
    }),
    customer.store.subscribe((state, before) => {
      if (state.changed !== before.changed) follow();
      if (state.chosen !== before.chosen && state.chosen !== undefined) tie(state.chosen);
    }),
    // The host is back: what could not be saved goes first.
    desk.subscribe((state, before) => {
      if (state.link.status === 'open' && before.link.status !== 'open') void drafts.flush();
    }),
  ];
  noteCalls();
  follow();

  return {
    store,
    customer,
    drafts,
    scripts,
    showPage: (page) => store.setState({ page, panel: undefined }),
    showPanel: (panel) => store.setState({ panel }),
    handOver: (handover) => store.setState({ handover }),
    continueAside() {
      const { aside } = store.getState();
      if (aside === undefined) return;
      customer.reopen(aside);
      store.setState({ aside: olderAsides.pop(), page: 'customer' });
    },
    async dispose() {
      for (const stop of stops) stop();
      await drafts.dispose();
    },
  };
}

function sameTimes(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
