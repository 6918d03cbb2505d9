import type { StoredScriptPath } from '../../src/contract/operations.ts';
import type { DeskBridge, DeskEvent } from '../../src/contract/desk/bridge.ts';
import {
  deskSchemas,
  type DeskCase,
  type DeskCommandName,
  type DeskInput,
  type DeskOutput,
  type Draft,
  type HistoryEntry,
  type OutboxItem,
} from '../../src/contract/desk/commands.ts';
import type { Article, Customer, Product, Script } from '../../src/contract/content.ts';
import type { Call, DeskState } from '../../src/contract/desk/state.ts';
import { fail, ok, type ReasonCode, type Result } from '../../src/contract/reasons.ts';
import type { HostLink, LinkState } from '../../src/renderer/desk/bridge/host-link.ts';
import {
  fibreProduct,
  netScript,
  nino,
  routerArticle,
  sampleCall,
  sampleHistory,
  sampleState,
} from './desk-sample.ts';

type Answers = {
  [N in DeskCommandName]: (input: DeskInput<N>) => DeskOutput<N> | ReasonCode;
};

/**
 * A host in memory for the desk's tests and its preview: keeps drafts, customers and cases, obeys the commands of a
 * call at once, and is driven from outside with `change`, `ring` and the like. Inputs are checked against the
 * contract, as the real host does.
 */
export class FakeDeskBridge implements DeskBridge, HostLink {
  state: DeskState;
  /** Every command that came, in order. */
  readonly commands: { name: DeskCommandName; input: unknown }[] = [];
  readonly drafts = new Map<string, Draft>();
  readonly discarded = new Map<string, Draft>();
  readonly cases: DeskCase[] = [];
  customers: Customer[] = [nino];
  scripts: Script[] = [netScript];
  readonly scriptPlaces = new Map<string, StoredScriptPath>();
  articles: Article[] = [routerArticle];
  products: Product[] = [fibreProduct];
  history: HistoryEntry[] = sampleHistory();
  outbox: OutboxItem[] = [];
  /** What a look for headsets finds. */
  headsets: DeskState['devices']['headsets'] = [];
  /** The next answers to these commands, instead of what the fake would do. */
  readonly refusals = new Map<DeskCommandName, ReasonCode>();
  /** Commands that wait until `release` is called for them. */
  readonly #held = new Map<DeskCommandName, (() => void)[]>();
  readonly #listeners = new Set<(event: DeskEvent) => void>();
  readonly #linkListeners = new Set<(state: LinkState) => void>();
  #link: LinkState = { status: 'open', since: Date.now() };
  #references = 0;

  constructor(state: DeskState = sampleState()) {
    this.state = state;
  }

  async command<N extends DeskCommandName>(name: N, input: DeskInput<N>): Promise<Result<DeskOutput<N>>> {
    this.commands.push({ name, input });
    if (this.#link.status === 'lost') return fail('host.unreachable');
    if (!deskSchemas[name].input.safeParse(input).success) return fail('input.invalid', name);
    const held = this.#held.get(name);
    if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
    const refusal = this.refusals.get(name);
    if (refusal !== undefined) return fail(refusal);
    const answers: Answers = this.#answers;
    const answer = answers[name](input);
    return typeof answer === 'string' ? fail(answer) : ok(answer);
  }

  subscribe(listener: (event: DeskEvent) => void): () => void {
    this.#listeners.add(listener);
    listener({ name: 'snapshot', state: this.state });
    return () => this.#listeners.delete(listener);
  }

  watchLink(listener: (state: LinkState) => void): () => void {
    this.#linkListeners.add(listener);
    listener(this.#link);
    return () => this.#linkListeners.delete(listener);
  }

  /** The host goes away or comes back. */
  setLink(status: LinkState['status']): void {
    this.#link = { status, since: Date.now() };
    for (const listener of this.#linkListeners) listener(this.#link);
  }

  /** The host's state changes. */
  change(state: Partial<DeskState>): void {
    this.state = { ...this.state, ...state };
    this.emit({ name: 'change', state });
  }

  emit(event: DeskEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** A call begins to ring; answers with it. */
  ring(change: Partial<Call> = {}): Call {
    const call = sampleCall(change);
    this.change({ calls: [...this.state.calls, call] });
    return call;
  }

  changeCall(callId: string, change: Partial<Call>): void {
    this.change({
      calls: this.state.calls.map((call) => (call.id === callId ? { ...call, ...change } : call)),
    });
  }

  /** The call ends; an answered one then needs its outcome. */
  end(callId: string, ending: NonNullable<Call['ending']> = 'other'): void {
    const call = this.state.calls.find((each) => each.id === callId);
    const answered = call?.answeredAt !== undefined && call.consultationFor === undefined;
    this.changeCall(callId, {
      state: 'ended',
      ending,
      endedAt: new Date().toISOString(),
      needsOutcome: answered,
      media: 'none',
    });
    this.change({ presence: { state: answered ? 'acw' : 'ready', since: new Date().toISOString() } });
  }

  /** From now on commands of this name get no answer until they are released. */
  hold(name: DeskCommandName): void {
    this.#held.set(name, []);
  }

  release(name: DeskCommandName): void {
    const waiting = this.#held.get(name) ?? [];
    this.#held.delete(name);
    for (const go of waiting) go();
  }

  /** One is talked with: the others go on hold, but for those of a conference with it. */
  #holdOthers(callId: string): void {
    const joined = this.state.calls.find((call) => call.id === callId)?.inConference === true;
    for (const { id, state, inConference } of this.state.calls) {
      if (id !== callId && state === 'active' && !(joined && inConference)) {
        this.changeCall(id, { state: 'held' });
      }
    }
  }

  /** The inputs of all commands of one name. */
  inputsOf<N extends DeskCommandName>(name: N): DeskInput<N>[] {
    return this.commands.flatMap((each) => {
      const parsed = deskSchemas[name].input.safeParse(each.name === name ? each.input : undefined);
      return each.name === name && parsed.success ? [parsed.data] : [];
    });
  }

  readonly #answers: Answers = {
    'session.signIn': ({ password }) => {
      if (password !== 'zari') return 'auth.wrongPassword';
      this.change({ session: sampleState().session });
      return {};
    },
    'session.signOut': () => {
      this.change({ session: { status: 'signedOut' } });
      return {};
    },
    'settings.set': ({ language, theme, serverUrl }) => {
      const { settings, host } = this.state;
      if (serverUrl !== undefined) this.change({ host: { ...host, serverUrl } });
      this.change({ settings: { language: language ?? settings.language, theme: theme ?? settings.theme } });
      return {};
    },
    'shift.start': () => {
      const startedAt = new Date().toISOString();
      this.change({
        shift: { status: 'on', shiftId: crypto.randomUUID(), startedAt },
        presence: { state: 'ready', since: startedAt },
      });
      return {};
    },
    'shift.end': () => {
      this.change({
        shift: { status: 'off' },
        presence: { state: 'offline', since: new Date().toISOString() },
      });
      return {};
    },
    'presence.set': (presence) => {
      this.change({ presence: { ...presence, since: new Date().toISOString() } });
      return {};
    },
    'registration.retry': () => {
      this.change({ registration: { status: 'connecting', since: new Date().toISOString(), attempt: 1 } });
      return {};
    },
    'call.dial': ({ number, lineId, consultationFor }) => {
      const call = sampleCall({
        id: crypto.randomUUID(),
        direction: 'out',
        state: 'dialling',
        remoteNumber: number,
        lineId,
        consultationFor,
      });
      this.#holdOthers(call.id);
      this.change({ calls: [...this.state.calls, call] });
      return { callId: call.id };
    },
    'call.answer': ({ callId }) => {
      this.#holdOthers(callId);
      this.changeCall(callId, {
        state: 'active',
        answeredAt: new Date().toISOString(),
        media: 'connected',
      });
      this.change({ presence: { state: 'onCall', since: new Date().toISOString() } });
      return {};
    },
    'call.reject': ({ callId }) => {
      this.end(callId, 'rejected');
      this.change({ calls: this.state.calls.filter((call) => call.id !== callId) });
      return {};
    },
    'call.hangUp': ({ callId }) => {
      this.end(callId, 'operator');
      return {};
    },
    'call.mute': ({ callId, muted }) => {
      this.changeCall(callId, { muted });
      return {};
    },
    'call.hold': ({ callId, held }) => {
      if (!held) this.#holdOthers(callId);
      this.changeCall(callId, { state: held ? 'held' : 'active' });
      return {};
    },
    'call.redial': () => {
      const last = this.history.find((entry) => entry.direction === 'out')?.remoteNumber;
      return last === undefined ? 'call.nothingToRedial' : this.#answers['call.dial']({ number: last });
    },
    'call.divert': ({ callId }) => {
      this.end(callId, 'diverted');
      this.change({ calls: this.state.calls.filter((call) => call.id !== callId) });
      return {};
    },
    'call.merge': () => {
      const joined = this.state.calls.filter((call) => call.state === 'active' || call.state === 'held');
      if (joined.length < 2) return 'call.noOther';
      for (const { id } of joined) this.changeCall(id, { state: 'active', inConference: true });
      return {};
    },
    'call.split': ({ callId }) => {
      for (const { id, inConference } of this.state.calls) {
        if (inConference)
          this.changeCall(id, { state: id === callId ? 'active' : 'held', inConference: false });
      }
      return {};
    },
    'call.transfer': ({ callId, to }) => {
      const number =
        'number' in to
          ? to.number
          : (this.state.calls.find((call) => call.id === to.callId)?.remoteNumber ?? '');
      this.changeCall(callId, {
        transfer: { kind: 'number' in to ? 'blind' : 'attended', number, status: 'asking' },
      });
      return {};
    },
    'call.recording': ({ callId, paused }) => {
      this.changeCall(callId, { recording: { status: paused ? 'paused' : 'running' } });
      return {};
    },
    'dial.suggest': ({ text, limit }) => ({
      suggestions: [
        ...this.state.colleagues.map(({ name, number }) => ({ kind: 'colleague' as const, name, number })),
        ...this.customers.flatMap(({ name, phones }) =>
          phones.map((number) => ({ kind: 'customer' as const, name, number })),
        ),
      ]
        .filter(({ name, number }) => `${name} ${number}`.toLowerCase().includes(text.toLowerCase()))
        .slice(0, limit),
    }),
    'devices.set': ({ choose, processing, ringVolume, headset }) => {
      const { devices } = this.state;
      const chosen = { ...devices.chosen };
      if (choose !== undefined) chosen[choose.role] = choose.device ?? undefined;
      this.change({
        devices: {
          ...devices,
          chosen,
          processing: {
            echoCancellation: processing?.echoCancellation ?? devices.processing.echoCancellation,
            noiseSuppression: processing?.noiseSuppression ?? devices.processing.noiseSuppression,
            autoGainControl: processing?.autoGainControl ?? devices.processing.autoGainControl,
          },
          ringVolume: ringVolume ?? devices.ringVolume,
          chosenHeadset: headset === undefined ? devices.chosenHeadset : (headset ?? undefined),
        },
      });
      return {};
    },
    'devices.findHeadset': () => {
      this.change({ devices: { ...this.state.devices, headsets: this.headsets } });
      return { found: this.headsets.length };
    },
    'devices.meter': () => ({}),
    'devices.test': () => ({}),
    'fitness.run': () => {
      this.change({ fitness: { status: 'running', steps: [], current: 1 } });
      return {};
    },
    'fitness.stop': () => {
      this.change({ fitness: { status: 'none', steps: [] } });
      return {};
    },
    'globalKeys.set': ({ action, accelerator }) => {
      const others = this.state.globalKeys.filter((key) => key.action !== action);
      this.change({
        globalKeys: [
          ...others,
          accelerator === null
            ? { action, status: 'off' as const }
            : { action, accelerator, status: 'active' as const },
        ],
      });
      return {};
    },
    'call.dtmf': () => ({}),
    'call.finish': ({ callId }) => {
      this.change({
        calls: this.state.calls.filter((call) => call.id !== callId),
        presence: { state: 'ready', since: new Date().toISOString() },
      });
      return {};
    },
    'call.history': ({ limit }) => ({ entries: this.history.slice(0, limit) }),
    'practice.request': () => ({}),
    'customer.findByNumber': ({ number, companyId }) => ({
      customers: this.customers
        .filter((each) => each.phones.includes(number))
        .toSorted((a, b) => Number(b.companyId === companyId) - Number(a.companyId === companyId)),
    }),
    'customer.save': ({ customer }) => {
      this.customers = [customer, ...this.customers.filter((each) => each.id !== customer.id)];
      return {};
    },
    'customer.story': ({ customerId }) => ({
      calls: customerId === nino.id ? this.history.slice(0, 1) : [],
      cases: this.cases,
    }),
    'script.keep': ({ callId, path }) => {
      this.scriptPlaces.set(callId, path);
      return {};
    },
    'script.place': ({ callId }) => ({ path: this.scriptPlaces.get(callId) }),
    'script.get': ({ scriptId }) => ({ script: this.scripts.find((each) => each.id === scriptId) }),
    'knowledge.search': ({ text, language }) => {
      const wanted = text.toLowerCase();
      const mark = (found: string) =>
        found.replace(
          new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'iu'),
          (match) => `\uE000${match}\uE001`,
        );
      const hits = [
        ...this.articles.map((each) => ({
          kind: 'article' as const,
          id: each.id,
          companyId: each.companyId,
          title: each.title[language] ?? '',
          excerpt: (each.body[language] ?? '').replace(/[#*]/g, '').slice(0, 120),
        })),
        ...this.products.map((each) => ({
          kind: 'product' as const,
          id: each.id,
          companyId: each.companyId,
          title: each.name[language] ?? '',
          excerpt: each.description[language] ?? '',
        })),
      ].filter((hit) => `${hit.title} ${hit.excerpt}`.toLowerCase().includes(wanted));
      return { hits: hits.map((hit) => ({ ...hit, title: mark(hit.title), excerpt: mark(hit.excerpt) })) };
    },
    'article.get': ({ id }) => ({ article: this.articles.find((each) => each.id === id) }),
    'product.get': ({ id }) => ({ product: this.products.find((each) => each.id === id) }),
    'draft.list': () => ({
      drafts: [...this.drafts.values()].toSorted((a, b) => b.savedAt.localeCompare(a.savedAt)),
    }),
    'draft.save': ({ draft }) => {
      this.drafts.set(draft.id, draft);
      return {};
    },
    'draft.discard': ({ draftId }) => {
      const draft = this.drafts.get(draftId);
      if (draft === undefined) return 'notFound';
      this.drafts.delete(draftId);
      this.discarded.set(draftId, draft);
      return {};
    },
    'draft.restore': ({ draftId }) => {
      const draft = this.discarded.get(draftId);
      if (draft === undefined) return 'notFound';
      this.discarded.delete(draftId);
      this.drafts.set(draftId, draft);
      return {};
    },
    'case.submit': ({ draft }) => {
      this.#references += 1;
      const reference = `1004-${String(this.#references).padStart(6, '0')}-3`;
      this.drafts.delete(draft.id);
      this.cases.unshift({
        id: draft.id,
        reference,
        lineId: draft.lineId,
        callId: draft.callId,
        fields: draft.fields,
        submittedAt: new Date().toISOString(),
        delivery: 'waiting',
      });
      const { outbox } = this.state;
      this.change({
        outbox: { ...outbox, waiting: outbox.waiting + 1, waitingCases: outbox.waitingCases + 1 },
      });
      return { reference };
    },
    'case.list': ({ limit }) => ({ cases: this.cases.slice(0, limit) }),
    'outbox.list': () => ({ items: this.outbox }),
    'outbox.sendNow': () => ({}),
  };
}
