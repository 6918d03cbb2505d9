import { z } from 'zod';
import { deskEvent, type DeskBridge, type DeskEvent } from '../../../contract/desk/bridge.ts';
import {
  deskSchemas,
  type DeskCommandName,
  type DeskInput,
  type DeskOutput,
} from '../../../contract/desk/commands.ts';
import { fail, reasonCode, type Result } from '../../../contract/reasons.ts';
import type { HostLink, LinkState } from './host-link.ts';

const resultMessage = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), reason: reasonCode, detail: z.string().optional() }),
]);
const hostMessage = z.union([
  z.object({ answer: z.object({ id: z.number().int(), result: resultMessage }) }),
  z.object({ event: deskEvent }),
]);
type ResultMessage = z.infer<typeof resultMessage>;

/** What the bridge needs from outside; the defaults are the browser's own. */
export interface WebSocketBridgeOptions {
  readonly open: (url: string) => WebSocket;
  /** Waits between tries in milliseconds; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  /** After so long without an answer a command counts as lost with its host. */
  readonly answerTimeoutMs: number;
}
const defaults: WebSocketBridgeOptions = {
  open: (url) => new WebSocket(url),
  retryDelaysMs: [250, 500, 1000, 2000],
  answerTimeoutMs: 30_000,
};

/** The host's address for this page: the same host, path `/desk`. The one-time token is a cookie of the page. */
export function deskSocketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/desk`;
}

/**
 * The desk's bridge in the browser shell: JSON messages over one WebSocket.
 *
 *     to the host    {id, name, input}
 *     from the host  {answer: {id, result}} | {event}
 *
 * The host sends a snapshot when the socket opens. A lost socket is opened again without end; commands that had no
 * answer then fail with host.unreachable (they may have been done), and commands given meanwhile fail at once.
 */
export class WebSocketBridge implements DeskBridge, HostLink {
  readonly #url: string;
  readonly #options: WebSocketBridgeOptions;
  readonly #listeners = new Set<(event: DeskEvent) => void>();
  readonly #linkListeners = new Set<(state: LinkState) => void>();
  readonly #pending = new Map<number, (result: ResultMessage) => void>();
  #socket: WebSocket | undefined;
  #snapshot: Extract<DeskEvent, { name: 'snapshot' }> | undefined;
  #link: LinkState = { status: 'connecting', since: Date.now() };
  #lastId = 0;
  #failedTries = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(url: string, options: Partial<WebSocketBridgeOptions> = {}) {
    this.#url = url;
    this.#options = { ...defaults, ...options };
    this.#connect();
  }

  async command<N extends DeskCommandName>(name: N, input: DeskInput<N>): Promise<Result<DeskOutput<N>>> {
    const result = await this.#ask(name, input);
    if (!result.ok) return result;
    const output = deskSchemas[name].output.safeParse(result.value);
    return output.success ? { ok: true, value: output.data } : fail('internal', `answer to ${name}`);
  }

  subscribe(listener: (event: DeskEvent) => void): () => void {
    this.#listeners.add(listener);
    if (this.#snapshot !== undefined) listener(this.#snapshot);
    return () => this.#listeners.delete(listener);
  }

  watchLink(listener: (state: LinkState) => void): () => void {
    this.#linkListeners.add(listener);
    listener(this.#link);
    return () => this.#linkListeners.delete(listener);
  }

  /** Ends the link for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    this.#socket?.close();
    this.#failPending();
  }

  #connect(): void {
    const socket = this.#options.open(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#failedTries = 0;
      this.#setLink('open');
    });
    socket.addEventListener('message', (message) => this.#receive(message.data));
    // An error is always followed by close (HTML standard, WebSockets), so one listener is enough.
    socket.addEventListener('close', () => this.#lost(socket));
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#failPending();
    if (this.#closed) return;
    this.#setLink('lost');
    const delays = this.#options.retryDelaysMs;
    const delay = delays[Math.min(this.#failedTries, delays.length - 1)] ?? 1000;
    this.#failedTries += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  #ask(name: string, input: unknown): Promise<ResultMessage> {
    const socket = this.#socket;
    if (socket?.readyState !== 1 /* OPEN */) return Promise.resolve(fail('host.unreachable'));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(fail('host.unreachable', name)), this.#options.answerTimeoutMs);
      const settle = (result: ResultMessage) => {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve(result);
      };
      this.#pending.set(id, settle);
      socket.send(JSON.stringify({ id, name, input }));
    });
  }

  #receive(data: unknown): void {
    const message = hostMessage.safeParse(parseJson(data));
    if (!message.success) {
      console.error('the host sent a message of the wrong shape', message.error.issues[0]?.path.join('.'));
      return;
    }
    if ('answer' in message.data) {
      this.#pending.get(message.data.answer.id)?.(message.data.answer.result);
      return;
    }
    this.#keep(message.data.event);
    for (const listener of this.#listeners) listener(message.data.event);
  }

  /** Keeps the newest state for whoever subscribes after it came. */
  #keep(event: DeskEvent): void {
    if (event.name === 'snapshot') this.#snapshot = event;
    if (event.name === 'change' && this.#snapshot !== undefined) {
      this.#snapshot = { name: 'snapshot', state: Object.assign({}, this.#snapshot.state, event.state) };
    }
  }

  #failPending(): void {
    for (const settle of [...this.#pending.values()]) settle(fail('host.unreachable'));
  }

  #setLink(status: LinkState['status']): void {
    if (this.#link.status === status) return;
    this.#link = { status, since: Date.now() };
    for (const listener of this.#linkListeners) listener(this.#link);
  }
}

function parseJson(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined; // the caller reports whatever has not the right shape
  }
}
