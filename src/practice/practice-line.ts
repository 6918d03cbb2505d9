import type { BaseCall, CallServices } from './calls/base-call.ts';
import { IncomingCall } from './calls/incoming-call.ts';
import { OutgoingCall } from './calls/outgoing-call.ts';
import {
  DEFAULT_TIMERS,
  type EndedBy,
  type PracticeCall,
  type PracticeTimers,
} from './calls/practice-call.ts';
import type { Sound } from './media/call-media.ts';
import { type ReceivedMessage, RequestRouter } from './request-router.ts';
import type { Scenario } from './scenario.ts';
import { DigestAuthenticator } from './sip/digest.ts';
import { SipEndpoint } from './sip/endpoint.ts';
import { Registrar, type Registration } from './sip/registrar.ts';
import { type ServerTransaction, TransactionLayer } from './sip/transactions.ts';
import { CALLEE, loadVoices, type Voices } from './voices.ts';

export type { PracticeCall } from './calls/practice-call.ts';
export type { ReceivedMessage } from './request-router.ts';

/** SIP domain of the line and realm of its digest authentication. */
export const PRACTICE_DOMAIN = 'practice.zari.example';
/** Dialled from the desk, it answers with the operator's own words. */
export const ECHO_NUMBER = '*43';

/** A number that ends like this is busy. */
export const BUSY_ENDING = '000';

/** One change of state, as it is logged. */
export type PracticeLogEntry = {
  at: string;
  event: string;
  username?: string;
  callId?: string;
  scenarioId?: string;
  endedBy?: EndedBy;
  detail?: string;
};

export type PracticeLineOptions = {
  /** Address to listen on; 127.0.0.1 where left out. */
  host?: string;
  /** 0 for any free one. */
  port: number;
  /** The password of a user, or undefined for a user there is not. */
  passwordFor: (username: string) => string | undefined;
  scenarios: readonly Scenario[];
  /** Where the voices of the scenarios are, and `callee.opus`. */
  voicesDirectory: string;
  timers?: Partial<PracticeTimers>;
  log?: (entry: PracticeLogEntry) => void;
};

export type PracticeLineEvents = {
  registered: [registration: Registration];
  unregistered: [registration: Registration];
  call: [call: PracticeCall];
  message: [message: ReceivedMessage];
};

export type PracticeLineErrorCode =
  'voice-unusable' | 'cannot-listen' | 'unknown-scenario' | 'not-registered';

export class PracticeLineError extends Error {
  override readonly name = 'PracticeLineError';
  readonly code: PracticeLineErrorCode;

  constructor(code: PracticeLineErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

export interface PracticeLine {
  /** `ws://HOST:PORT` */
  readonly url: string;
  registered(): Registration[];
  /** Calls a registered operator; resolves when the INVITE is on the wire. Rejects with a {@link PracticeLineError}. */
  call(username: string, scenarioId: string): Promise<PracticeCall>;
  /** Calls that go on, and those that ended lately (at most a hundred calls). */
  calls(): PracticeCall[];
  /** @returns a function that ends the subscription */
  on<E extends keyof PracticeLineEvents>(
    event: E,
    listener: (...values: PracticeLineEvents[E]) => void,
  ): () => void;
  /** Fault: answers each REGISTER with this status; undefined accepts again. */
  refuseRegistrations(status: number | undefined): void;
  /** Fault: sends any text to the desk of a registered operator. */
  sendRaw(username: string, text: string): void;
  /** Fault: cuts all connections, as a dead network does. */
  dropConnections(): void;
  /** Ends everything without a word; afterwards nothing of the line is left. */
  close(): Promise<void>;
}

const CALLS_KEPT = 100;
const CALLEE_PAUSE_MS = 3000;

/**
 * Starts a practice line: a SIP-over-WebSocket peer (RFC 7118) that registers desks, calls operators with recorded
 * voices and answers their calls. Rejects with a {@link PracticeLineError} where voices or port cannot be used.
 */
export async function createPracticeLine(options: PracticeLineOptions): Promise<PracticeLine> {
  const voices = await loadVoices(options.voicesDirectory, options.scenarios);
  if (!voices.ok) throw new PracticeLineError('voice-unusable', voices.detail);
  const line = new Line(options, voices.value);
  await line.listen();
  return line;
}

class Line implements PracticeLine {
  private readonly options: PracticeLineOptions;
  private readonly voices: Voices;
  private readonly scenarios: ReadonlyMap<string, Scenario>;
  private readonly listeners: {
    readonly [E in keyof PracticeLineEvents]: Set<(...values: PracticeLineEvents[E]) => void>;
  } = { registered: new Set(), unregistered: new Set(), call: new Set(), message: new Set() };
  private readonly registrar: Registrar;
  private readonly router: RequestRouter;
  private readonly layer: TransactionLayer;
  private readonly services: CallServices;
  private endpoint: SipEndpoint | undefined;
  private all: BaseCall[] = [];

  constructor(options: PracticeLineOptions, voices: Voices) {
    this.options = options;
    this.voices = voices;
    this.scenarios = new Map(options.scenarios.map((scenario) => [scenario.id, scenario]));
    this.registrar = new Registrar(
      (registration, flow) => {
        this.log({ event: 'registered', username: registration.username });
        for (const call of this.all) if (call.username === registration.username) call.operatorCameBack(flow);
        this.tell('registered', registration);
      },
      (registration, reason) => {
        this.log({ event: 'unregistered', username: registration.username, detail: reason });
        this.tell('unregistered', registration);
      },
    );
    this.router = new RequestRouter({
      layer: () => this.layer,
      registrar: this.registrar,
      authenticator: new DigestAuthenticator(PRACTICE_DOMAIN, options.passwordFor),
      hooks: {
        calls: () => this.all,
        startOutgoing: (transaction, username, to) => this.answerDesk(transaction, username, to),
        startScenario: (username, scenarioId) => this.startScenario(username, scenarioId),
        onMessage: (message) => this.tell('message', message),
        onRefused: (request, status) =>
          this.log({ event: 'refused', callId: request.callId, detail: `${request.method} ${status}` }),
      },
    });
    this.layer = new TransactionLayer({
      viaHost: () => this.endpoint?.address ?? '',
      onRequest: (transaction) => this.router.route(transaction),
      onAck: (ack) => this.router.acknowledge(ack),
    });
    this.services = {
      layer: this.layer,
      timers: { ...DEFAULT_TIMERS, ...options.timers },
      contact: () => `sip:practice@${this.endpoint?.address};transport=ws`,
      flowOf: (username) => {
        const flow = this.registrar.find(username)?.flow;
        return flow?.open === true ? flow : undefined;
      },
      callWith: (username, dialog) =>
        this.all.find((call) => call.username === username && call.isIn(dialog)),
      log: (event, call, detail) => this.logCall(event, call, detail),
    };
  }

  get url(): string {
    return `ws://${this.endpoint?.address}`;
  }

  async listen(): Promise<void> {
    try {
      this.endpoint = await SipEndpoint.listen(this.options.host ?? '127.0.0.1', this.options.port, {
        onMessage: (message, flow) => this.layer.receive(message, flow),
        onFlowClosed: (flow) => {
          this.registrar.flowClosed(flow);
          for (const call of this.all) call.flowClosed(flow);
        },
        log: (event, detail) => this.log({ event, detail }),
      });
    } catch (error) {
      throw new PracticeLineError('cannot-listen', error instanceof Error ? error.message : String(error));
    }
    this.log({ event: 'listening', detail: this.url });
  }

  registered(): Registration[] {
    return this.registrar.registrations();
  }

  calls(): PracticeCall[] {
    return [...this.all];
  }

  async call(username: string, scenarioId: string): Promise<PracticeCall> {
    const scenario = this.scenarios.get(scenarioId);
    const packets = scenario === undefined ? undefined : this.voices.get(scenario.voice);
    if (scenario === undefined || packets === undefined)
      throw new PracticeLineError('unknown-scenario', scenarioId);
    const binding = this.registrar.find(username);
    if (binding === undefined) throw new PracticeLineError('not-registered', username);
    const target = { username, contact: binding.contact, domain: PRACTICE_DOMAIN, scenario };
    const sound: Sound = { kind: 'voice', packets, pauseMs: scenario.pauseBetweenLoopsMs };
    return IncomingCall.place(this.services, binding.flow, target, sound, (call) => this.keep(call));
  }

  on<E extends keyof PracticeLineEvents>(
    event: E,
    listener: (...values: PracticeLineEvents[E]) => void,
  ): () => void {
    this.listeners[event].add(listener);
    return () => this.listeners[event].delete(listener);
  }

  refuseRegistrations(status: number | undefined): void {
    this.router.refuseRegistrations(status);
  }

  sendRaw(username: string, text: string): void {
    if (this.services.flowOf(username)?.send(text) !== true)
      throw new PracticeLineError('not-registered', username);
  }

  dropConnections(): void {
    this.endpoint?.cutAll();
  }

  async close(): Promise<void> {
    for (const heard of Object.values(this.listeners)) heard.clear();
    this.layer.close();
    this.registrar.close();
    await Promise.all(this.all.map((call) => call.dispose()));
    await this.endpoint?.close();
    this.log({ event: 'closed' });
  }

  private answerDesk(transaction: ServerTransaction, username: string, to: string): void {
    const echo = to === ECHO_NUMBER;
    const packets = this.voices.get(CALLEE) ?? [];
    const sound: Sound = echo ? { kind: 'echo' } : { kind: 'voice', packets, pauseMs: CALLEE_PAUSE_MS };
    const call = new OutgoingCall(this.services, transaction, username, sound);
    this.keep(call);
    if (to.endsWith(BUSY_ENDING)) call.refuse(486);
    else call.ringAndAnswer(echo ? 0 : this.services.timers.calleeRingsMs);
  }

  private startScenario(username: string, scenarioId: string): boolean {
    if (!this.scenarios.has(scenarioId)) return false;
    this.call(username, scenarioId).catch((error: unknown) => {
      this.log({ event: 'call-not-placed', username, scenarioId, detail: String(error) });
    });
    return true;
  }

  private keep(call: BaseCall): void {
    this.all.push(call);
    const surplus = this.all.length - CALLS_KEPT;
    if (surplus > 0) {
      const ended = new Set(this.all.filter(({ state }) => state === 'ended').slice(0, surplus));
      this.all = this.all.filter((candidate) => !ended.has(candidate));
    }
    this.logCall('call-ringing', call, call.direction);
    this.tell('call', call);
  }

  private tell<E extends keyof PracticeLineEvents>(event: E, ...values: PracticeLineEvents[E]): void {
    // Who subscribes because of this very event hears of the next one.
    for (const heard of [...this.listeners[event]]) heard(...values);
  }

  private logCall(event: string, call: PracticeCall, detail?: string): void {
    this.log({
      event,
      username: call.username,
      callId: call.id,
      ...(call.scenarioId === undefined ? {} : { scenarioId: call.scenarioId }),
      ...(call.endedBy === undefined ? {} : { endedBy: call.endedBy }),
      ...(detail === undefined ? {} : { detail }),
    });
  }

  private log(entry: Omit<PracticeLogEntry, 'at'>): void {
    this.options.log?.({ at: new Date().toISOString(), ...entry });
  }
}
