import type { ScriptedPbx, Sip } from './scripted-pbx.ts';

/** The PBX's side of a subscription of the desk: answers its SUBSCRIBE and notifies. */
export class ScriptedSubscription {
  readonly #pbx: ScriptedPbx;
  readonly #request: Sip;
  #cseq = 0;

  constructor(pbx: ScriptedPbx, request: Sip) {
    this.#pbx = pbx;
    this.#request = request;
  }

  /** The user part of whom it is about. */
  get user(): string {
    return /^SUBSCRIBE sips?:([^@\s]+)@/u.exec(this.#request.text)?.[1] ?? '';
  }

  get event(): string {
    return this.#request.headers.get('event') ?? '';
  }

  /** Sends a NOTIFY and gives what the desk answers. */
  async notify(
    body: string,
    options: { state?: string; type?: string; event?: string; cseq?: number } = {},
  ): Promise<Sip> {
    const { state = 'active;expires=1800', event = this.event } = options;
    const type = options.type ?? this.#request.headers.get('accept') ?? '';
    this.#cseq = options.cseq ?? this.#cseq + 1;
    const header = (name: string) => this.#request.headers.get(name) ?? '';
    const branch = `z9hG4bK-notify-${header('call-id')}-${this.#cseq}-${Math.floor(performance.now() * 1000)}`;
    this.#pbx.sendRaw(
      [
        `NOTIFY ${/<([^>]+)>/u.exec(header('contact'))?.[1] ?? ''} SIP/2.0`,
        `Via: SIP/2.0/WS 127.0.0.1:5060;branch=${branch}`,
        'Max-Forwards: 70',
        `From: ${header('to').replace(/;tag=.*$/u, '')};tag=pbx`,
        `To: ${header('from')}`,
        `Call-ID: ${header('call-id')}`,
        `CSeq: ${this.#cseq} NOTIFY`,
        'Contact: <sip:pbx@127.0.0.1;transport=ws>',
        `Event: ${event}`,
        `Subscription-State: ${state}`,
        ...(body === '' ? [] : [`Content-Type: ${type}`]),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    return this.#pbx.next(
      (each) =>
        each.status !== undefined &&
        each.method === 'NOTIFY' &&
        each.headers.get('call-id') === header('call-id'),
    );
  }
}

/** Dialogs as dialog-info+xml (RFC 4235). */
export function dialogInfo(
  version: number,
  dialogs: readonly string[],
  { state = 'full', entity = 'sip:200@pbx.example' } = {},
): string {
  return `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${state}" entity="${entity}">
${dialogs.join('\n')}
</dialog-info>`;
}

export const aDialog = (id: string, state: string, direction?: string): string =>
  `<dialog id="${id}"${direction === undefined ? '' : ` direction="${direction}"`}><state>${state}</state></dialog>`;
