import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listOf,
  readFrame,
  valueOf,
  valuesOf,
  writeFrame,
} from '../../../../src/main/telephony/sip-frame.ts';

const frame = (text: string) => readFrame(Buffer.from(text));

describe('a SIP message', () => {
  it('is split into start line, fields and body', () => {
    const read = frame('INVITE sip:a SIP/2.0\r\nVia: one\r\nVIA : two\r\n\r\nv=0\r\n');
    expect(read.startLine).toBe('INVITE sip:a SIP/2.0');
    expect(valuesOf(read, 'via')).toEqual(['one', 'two']);
    expect(valueOf(read, 'via')).toBe('one');
    expect(valueOf(read, 'contact')).toBeUndefined();
    expect(read.body?.toString()).toBe('v=0\r\n');
  });

  it('gets its compact names long and its folded lines straight (RFC 3261 §7.3.1)', () => {
    const read = frame('BYE x SIP/2.0\r\nv: SIP/2.0/WS a\r\n ;branch=b\r\nx: 90\r\nL: 0\r\n\r\n');
    expect(read.fields).toEqual([
      { name: 'via', value: 'SIP/2.0/WS a ;branch=b' },
      { name: 'session-expires', value: '90' },
      { name: 'content-length', value: '0' },
    ]);
  });

  it('may have empty lines before it (§7.5), and no end', () => {
    expect(frame('\r\n\r\nOPTIONS x SIP/2.0\r\nTo: a').body).toBeUndefined();
    expect(frame('\r\n\r\nOPTIONS x SIP/2.0\r\nTo: a').startLine).toBe('OPTIONS x SIP/2.0');
  });

  it('keeps a line that is no field, so that it is seen', () => {
    expect(frame('BYE x SIP/2.0\r\nnonsense\r\n\r\n').fields).toEqual([{ name: '', value: 'nonsense' }]);
  });

  it('is never more than what came, whatever came', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        const read = readFrame(buffer);
        expect((read.body?.length ?? 0) <= buffer.length).toBe(true);
        expect(read.startLine).not.toContain('\r\n');
        expect(read.fields.every(({ value }) => value === value.trim())).toBe(true);
      }),
    );
  });

  it('comes out of its plain form as it went in', () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{2,12}$/u).filter((text) => text !== 'content-length');
    const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/u);
    const fields = fc.array(fc.record({ name, value }), { maxLength: 10 });
    fc.assert(
      fc.property(fields, fc.string({ unit: 'grapheme', maxLength: 60 }), (all, body) => {
        const text = writeFrame('OPTIONS x SIP/2.0', all, Buffer.from(body));
        const read = frame(text);
        expect(read.startLine).toBe('OPTIONS x SIP/2.0');
        expect(read.fields).toEqual([
          ...all,
          { name: 'content-length', value: String(Buffer.byteLength(Buffer.from(body).toString())) },
        ]);
        expect(read.body?.toString()).toBe(body);
      }),
    );
  });
});

describe('a list', () => {
  it.each([
    ['a, b ,c', ['a', 'b', 'c']],
    ['"a, b" <sip:c,d@e>, f', ['"a, b" <sip:c,d@e>', 'f']],
    [String.raw`"a\", b", c`, [String.raw`"a\", b"`, 'c']],
    [',, ,', []],
    ['', []],
    ['"open, for ever', ['"open, for ever']],
    ['<open, for ever', ['<open, for ever']],
    ['back\\', ['back\\']],
  ])('%j is %j', (value, items) => {
    expect(listOf(value)).toEqual(items);
  });
});
