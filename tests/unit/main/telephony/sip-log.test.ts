import { describe, expect, it } from 'vitest';
import { jsonLog } from '../../../../src/main/logging/log.ts';
import { sipLog } from '../../../../src/main/telephony/sip-log.ts';

describe("the log of SIP.js's troubles", () => {
  it('holds a kind, never the words', () => {
    const lines: string[] = [];
    const { connector } = sipLog(jsonLog('telephony', (line) => lines.push(line)));
    connector('error', 'sip.Parser', undefined, 'error parsing header "From: <sip:+995599123456@pbx>"');
    connector('warn', 'sip.Transport', undefined, 'Authorization: Digest response="0a1b"');
    connector('log', 'sip.Transport', undefined, 'Sending WebSocket message');
    connector('error', 'sip.Other', undefined, new Error('599123456'));
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toMatch(/599|0a1b/u);
    expect(lines[0]).toContain('malformed');
  });

  it('is no flood when the network is one', () => {
    const lines: string[] = [];
    const log = sipLog(jsonLog('telephony', (line) => lines.push(line)));
    for (let each = 0; each < 1000; each++) log.count('exception', 'sip.Transport');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('"count":512');
  });
});
