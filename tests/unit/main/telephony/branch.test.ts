import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownBranch, restoreBranch } from '../../../../src/main/telephony/branch.ts';

const key = { method: 'INVITE', uri: 'sip:a@b', from: '<sip:c@d>;tag=1', callId: 'x', cseq: '1' };
const via = (parameters: string) => `SIP/2.0/WS host:5060${parameters}`;
const branchOf = (text: string) => /branch=([^;,\s]+)/u.exec(text)?.[1];

describe('the branch of a request that comes in', () => {
  it('is its own again in the answer', () => {
    const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,40}$/u);
    const before = fc.constantFrom('', ';rport', ';received=10.0.0.1');
    fc.assert(
      fc.property(fc.option(token), before, before, (branch, front, back) => {
        const came = via(`${front}${branch === null ? '' : `;branch=${branch}`}${back}`);
        const inside = ownBranch(came, key);
        expect(branchOf(inside)).toMatch(/^z9hG4bKzari[0-9a-f]{16}/u);
        const response = `SIP/2.0 200 OK\r\nVia: ${inside}\r\nTo: x\r\n\r\n`;
        const expected = branch === null ? came : via(front) + `;branch=${branch}` + back;
        expect(restoreBranch(response)).toBe(`SIP/2.0 200 OK\r\nVia: ${expected}\r\nTo: x\r\n\r\n`);
      }),
    );
  });

  it('tells two transactions apart by sent-by and method, and joins ACK and CANCEL to their INVITE (§17.2.3)', () => {
    const of = (method: string, host = 'host') =>
      branchOf(ownBranch(`SIP/2.0/WS ${host};branch=z9hG4bKone`, { ...key, method }));
    expect(of('INVITE')).toBe(of('ACK'));
    expect(of('INVITE')).toBe(of('CANCEL'));
    expect(of('INVITE')).not.toBe(of('BYE'));
    expect(of('INVITE')).not.toBe(of('INVITE', 'other'));
  });

  it.each([
    ['cseq', '2'] as const,
    ['callId', 'y'] as const,
    ['uri', 'sip:z@b'] as const,
    ['from', '<sip:q@d>'] as const,
  ])('of a peer of the time before it goes by the %s, too', (name, value) => {
    for (const old of [via(''), via(';branch=z9hG4bK'), via(';branch=1')]) {
      expect(ownBranch(old, key)).toBe(ownBranch(old, { ...key }));
      expect(ownBranch(old, key)).not.toBe(ownBranch(old, { ...key, [name]: value }));
    }
    const today = via(';branch=z9hG4bKone');
    expect(ownBranch(today, key)).toBe(ownBranch(today, { ...key, [name]: value }));
  });

  it('of our own requests, and in what is no response, stays', () => {
    const request = 'BYE sip:a SIP/2.0\r\nVia: SIP/2.0/WS a;branch=z9hG4bKzari0123456789abcdef.x\r\n\r\n';
    expect(restoreBranch(request)).toBe(request);
    const response = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/WS a;branch=z9hG4bK99\r\n\r\n';
    expect(restoreBranch(response)).toBe(response);
  });
});
