import { Grammar } from 'sip.js';
import type { Flow } from './flow.ts';
import type { SipRequest } from './message.ts';
import type { ServerTransaction } from './transactions.ts';

export type Registration = {
  username: string;
  /** Contact URI as the desk wrote it; often a `.invalid` name, so calls always go over the flow. */
  contact: string;
  /** Seconds that are left. */
  expires: number;
};

type Binding = {
  username: string;
  contact: string;
  flow: Flow;
  instance: string | undefined;
  callId: string;
  cseq: number;
  expiresAt: number;
  timer: NodeJS.Timeout;
};

const DEFAULT_EXPIRES_S = 600;
const LONGEST_EXPIRES_S = 3600;

/** Keeps who can be reached over which flow (RFC 3261 §10.3; bindings belong to their flow as in RFC 5626 §5). */
export class Registrar {
  private readonly onRegistered: (registration: Registration, flow: Flow) => void;
  private readonly onUnregistered: (
    registration: Registration,
    reason: 'asked' | 'expired' | 'flow-closed',
  ) => void;
  private bindings: Binding[] = [];

  constructor(
    onRegistered: (registration: Registration, flow: Flow) => void,
    onUnregistered: (registration: Registration, reason: 'asked' | 'expired' | 'flow-closed') => void,
  ) {
    this.onRegistered = onRegistered;
    this.onUnregistered = onUnregistered;
  }

  /** Answers a REGISTER whose sender is known to be `username`. */
  register(transaction: ServerTransaction, username: string): void {
    const { request, flow } = transaction;
    const wanted = contactsOf(request);
    if (wanted === undefined) {
      transaction.respond(400);
      return;
    }
    for (const contact of wanted) {
      const known = this.find(username, contact);
      // An older REGISTER that was overtaken must not undo a newer one (RFC 3261 §10.3, step 7).
      if (known?.callId === request.callId && request.cseq <= known.cseq) {
        transaction.respond(500);
        return;
      }
    }
    const removed: Binding[] = [];
    const added: Binding[] = [];
    for (const contact of wanted) {
      const matching = contact.uri === '*' ? this.of(username) : [this.find(username, contact)];
      for (const known of matching) {
        if (known === undefined) continue;
        this.drop(known);
        if (contact.expires === 0) removed.push(known);
      }
      if (contact.expires > 0) added.push(this.add(username, contact, request, flow));
    }
    const contacts = this.of(username).map(({ contact, expiresAt }) => {
      return `Contact: <${contact}>;expires=${secondsUntil(expiresAt)}`;
    });
    transaction.respond(200, { headers: [...contacts, `Date: ${new Date().toUTCString()}`] });
    for (const binding of removed) this.onUnregistered(describe(binding), 'asked');
    for (const binding of added) this.onRegistered(describe(binding), flow);
  }

  registrations(): Registration[] {
    return this.bindings.map(describe);
  }

  /** The newest binding of a user. */
  find(username: string, contact?: Pick<WantedContact, 'uri' | 'instance'>): Binding | undefined {
    return this.bindings.findLast(
      (binding) =>
        binding.username === username &&
        (contact === undefined ||
          binding.contact === contact.uri ||
          (contact.instance !== undefined && binding.instance === contact.instance)),
    );
  }

  flowClosed(flow: Flow): void {
    for (const binding of this.bindings.filter((candidate) => candidate.flow === flow)) {
      this.drop(binding);
      this.onUnregistered(describe(binding), 'flow-closed');
    }
  }

  close(): void {
    for (const binding of this.bindings) clearTimeout(binding.timer);
    this.bindings = [];
  }

  private of(username: string): Binding[] {
    return this.bindings.filter((binding) => binding.username === username);
  }

  private add(username: string, contact: WantedContact, request: SipRequest, flow: Flow): Binding {
    const binding: Binding = {
      username,
      contact: contact.uri,
      flow,
      instance: contact.instance,
      callId: request.callId,
      cseq: request.cseq,
      expiresAt: Date.now() + contact.expires * 1000,
      timer: setTimeout(() => {
        this.drop(binding);
        this.onUnregistered(describe(binding), 'expired');
      }, contact.expires * 1000),
    };
    binding.timer.unref();
    this.bindings.push(binding);
    return binding;
  }

  private drop(binding: Binding): void {
    clearTimeout(binding.timer);
    this.bindings = this.bindings.filter((candidate) => candidate !== binding);
  }
}

type WantedContact = { uri: string; expires: number; instance: string | undefined };

/** The bindings asked for; an empty list only asks which there are. Undefined: the request is wrong (400). */
function contactsOf(request: SipRequest): WantedContact[] | undefined {
  const fallback = secondsOf(request.header('expires')) ?? DEFAULT_EXPIRES_S;
  const contacts: WantedContact[] = [];
  const values = request.headers('contact');
  for (const value of values) {
    if (value.trim() === '*') {
      // All bindings go, and only with Expires: 0 and no other Contact (RFC 3261 §10.3, step 6).
      if (values.length > 1 || fallback !== 0) return undefined;
      contacts.push({ uri: '*', expires: 0, instance: undefined });
      continue;
    }
    const [, bracketed, parameters = ''] = /<([^<>]+)>(.*)$/.exec(value) ?? [];
    const [bare = '', ...bareParameters] = value.split(';');
    const uri = bracketed ?? bare.trim();
    if (Grammar.URIParse(uri) === undefined) return undefined;
    const rest = bracketed === undefined ? bareParameters.join(';') : parameters;
    const asked = secondsOf(/;?\s*expires\s*=\s*"?(\d+)/i.exec(rest)?.[1]) ?? fallback;
    const instance = /\+sip\.instance\s*=\s*"([^"]+)"/i.exec(rest)?.[1];
    const registration = /reg-id\s*=\s*(\d+)/i.exec(rest)?.[1];
    contacts.push({
      uri,
      expires: Math.min(asked, LONGEST_EXPIRES_S),
      // A restarted desk has another Contact, but is the same instance (RFC 5626 §6).
      instance: instance === undefined ? undefined : `${instance}#${registration ?? ''}`,
    });
  }
  return contacts;
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : undefined;
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.round((at - Date.now()) / 1000));
}

function describe({ username, contact, expiresAt }: Binding): Registration {
  return { username, contact, expires: secondsUntil(expiresAt) };
}
