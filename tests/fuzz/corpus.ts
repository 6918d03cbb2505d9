import { readdirSync, readFileSync } from 'node:fs';
import { fakeSdp } from '../support/fake-media-port.ts';
import type { Sip } from '../support/scripted-pbx.ts';

/** What a message belongs to: a dialog that there is, or nothing. */
export interface Whereabouts {
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
}

const methods = [
  'INVITE',
  'BYE',
  'OPTIONS',
  'NOTIFY',
  'CANCEL',
  'ACK',
  'UPDATE',
  'MESSAGE',
  'REFER',
  'INFO',
  'PRACK',
];

const extras: Readonly<Record<string, readonly string[]>> = {
  INVITE: [
    'Supported: timer, 100rel, replaces',
    'Session-Expires: 1800;refresher=uac',
    'Allow: INVITE, UPDATE',
  ],
  UPDATE: ['Supported: timer', 'Session-Expires: 1800;refresher=uac'],
  NOTIFY: ['Event: refer', 'Subscription-State: active;expires=60'],
  REFER: ['Refer-To: <sip:600@pbx.example>'],
  PRACK: ['RAck: 1 1 INVITE'],
};

function request(method: string, contact: string, where: Whereabouts, branch: string): Buffer {
  const body = method === 'INVITE' || method === 'UPDATE' ? fakeSdp('sendrecv', where.cseq, 'offer') : '';
  return Buffer.from(
    [
      `${method} ${contact} SIP/2.0`,
      `Via: SIP/2.0/WS 127.0.0.1:5060;branch=z9hG4bK-${branch}`,
      'Max-Forwards: 70',
      `From: ${where.from}`,
      `To: ${where.to}`,
      `Call-ID: ${where.callId}`,
      `CSeq: ${where.cseq} ${method}`,
      'Contact: <sip:pbx@127.0.0.1;transport=ws>',
      'P-Asserted-Identity: "Nino" <sip:+995599123456@pbx.example>',
      'Diversion: <sip:0322123456@pbx.example>;reason=unconditional',
      'History-Info: <sip:0322123456@pbx.example>;index=1, <sip:nino@pbx.example>;index=1.1;mp=1',
      ...(extras[method] ?? []),
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/** The messages of RFC 4475, and those that a PBX sends to `contact` of its own accord. */
export function corpus(contact: string): readonly Buffer[] {
  const folder = new URL('../data/rfc4475/', import.meta.url);
  const torture = readdirSync(folder).filter((name) => name.endsWith('.dat'));
  const usual = methods.map((method, at) =>
    request(
      method,
      contact,
      {
        from: `"Nino" <sip:0599123456@pbx.example>;tag=f${at}`,
        to: '<sip:nino@pbx.example>',
        callId: `fuzz-${at}`,
        cseq: 1,
      },
      `fuzz-${at}`,
    ),
  );
  return [...torture.map((name) => readFileSync(new URL(name, folder))), ...usual];
}

/** A request of the other side within a call that is on; each has the next CSeq. BYE is rare: it ends the call. */
export function inDialog(contact: string, where: Whereabouts, chance: (below: number) => number): Buffer {
  const method = chance(40) === 0 ? 'BYE' : (methods.filter((each) => each !== 'BYE')[chance(10)] ?? 'INFO');
  return request(method, contact, where, `dialog-${where.callId}-${where.cseq}`);
}

/** A response to a request of ours: a status by chance, sometimes with what belongs to it. */
export function responseTo(ours: Sip, chance: (below: number) => number): Buffer {
  const status =
    [100, 180, 183, 200, 202, 302, 401, 407, 422, 481, 486, 491, 500, 503, 600][chance(15)] ?? 200;
  const body =
    (status === 183 || status === 200) && ours.method === 'INVITE' ? fakeSdp('sendrecv', 1, 'answer') : '';
  const header = (name: string) => ours.headers.get(name) ?? '';
  const to = header('to');
  return Buffer.from(
    [
      `SIP/2.0 ${status} Said`,
      `Via: ${header('via')}`,
      `From: ${header('from')}`,
      `To: ${/;tag=/u.test(to) ? to : `${to};tag=fork-${chance(3)}`}`,
      `Call-ID: ${header('call-id')}`,
      `CSeq: ${header('cseq')}`,
      'Contact: <sip:pbx@127.0.0.1;transport=ws>',
      ...(chance(2) === 0 ? ['Require: 100rel', `RSeq: ${chance(5)}`] : []),
      ...(status === 401
        ? ['WWW-Authenticate: Digest realm="pbx", nonce="n", algorithm=MD5, qop="auth"']
        : []),
      ...(status === 407 ? ['Proxy-Authenticate: Digest realm="pbx", nonce="n", algorithm=SHA-256'] : []),
      ...(status === 422 ? ['Min-SE: 2000'] : []),
      ...(status === 500 ? ['Retry-After: 1'] : []),
      'Session-Expires: 90;refresher=uac',
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
