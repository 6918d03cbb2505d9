import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PendingRequests } from '../../../../src/main/telephony/pending-requests.ts';

const message = (first: string, branch: string, method: string, to = '<sip:a@b>'): string =>
  [
    first,
    `Via: SIP/2.0/WS x.invalid;branch=${branch}`,
    'Max-Forwards: 70',
    `To: ${to}`,
    'From: <sip:nino@b>;tag=1',
    'Call-ID: c1',
    `CSeq: 2 ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
const request = (method: string, branch: string): string =>
  message(`${method} sip:a@b SIP/2.0`, branch, method);
const response = (status: number, method: string, branch: string): string =>
  message(`SIP/2.0 ${status} So`, branch, method);

describe('requests that a dead connection leaves without an answer', () => {
  it('are answered 503 with what a response repeats, and a tag', () => {
    const pending = new PendingRequests();
    pending.sent(request('INVITE', 'z9hG4bK1'));
    const [made = '', ...more] = pending.unanswered();
    expect(more).toEqual([]);
    expect(made).toMatch(/^SIP\/2\.0 503 /u);
    expect(made).toMatch(/\r\nTo: <sip:a@b>;tag=[0-9a-f]{8}\r\n/u);
    expect(made).toContain('\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n');
    expect(made).toContain('\r\nCSeq: 2 INVITE\r\n');
    expect(made).not.toContain('Max-Forwards');
    expect(made.endsWith('Content-Length: 0\r\n\r\n')).toBe(true);
    expect(pending.unanswered()).toEqual([]);
  });

  it('keep the tag of a dialog', () => {
    const pending = new PendingRequests();
    pending.sent(message('BYE sip:a@b SIP/2.0', 'z9hG4bK2', 'BYE', '<sip:a@b>;tag=theirs'));
    expect(pending.unanswered()[0]).toContain('\r\nTo: <sip:a@b>;tag=theirs\r\n');
  });

  it('are answered 487 once, where they were cancelled and nobody said anything to that', () => {
    const pending = new PendingRequests();
    for (const branch of ['z9hG4bK3', 'z9hG4bK4']) pending.sent(request('INVITE', branch));
    pending.received(response(487, 'INVITE', 'z9hG4bK4'));
    const cancel = (branch: string) => pending.givenUp(request('CANCEL', branch));
    expect(cancel('z9hG4bK3')).toMatch(/^SIP\/2\.0 487 [\s\S]*branch=z9hG4bK3\r\n[\s\S]*CSeq: 2 INVITE\r\n/u);
    expect(cancel('z9hG4bK3')).toBeUndefined();
    expect(cancel('z9hG4bK4')).toBeUndefined();
    expect(pending.unanswered()).toEqual([]);
  });

  it('are just those without a final answer, for any order of messages', () => {
    const step = fc.record({
      branch: fc.integer({ min: 1, max: 6 }).map((number) => `z9hG4bK${number}`),
      method: fc.constantFrom('INVITE', 'BYE', 'CANCEL', 'REFER'),
      status: fc.option(fc.constantFrom(100, 180, 183, 200, 302, 486, 503, 603), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pending = new PendingRequests();
        const open = new Set<string>();
        for (const { branch, method, status } of steps) {
          if (status === undefined) {
            pending.sent(request(method, branch));
            open.add(`${branch} ${method}`);
          } else {
            pending.received(response(status, method, branch));
            if (status >= 200) open.delete(`${branch} ${method}`);
          }
        }
        expect(pending.unanswered()).toHaveLength(open.size);
      }),
    );
  });

  it('are never ACKs or our own responses, and never many', () => {
    const pending = new PendingRequests();
    pending.sent(request('ACK', 'z9hG4bK3'));
    pending.sent(response(200, 'INVITE', 'z9hG4bK4'));
    pending.sent('nonsense');
    expect(pending.unanswered()).toEqual([]);
    for (let number = 0; number < 1000; number++) pending.sent(request('INFO', `z9hG4bK-${number}`));
    expect(pending.unanswered()).toHaveLength(200);
  });
});
