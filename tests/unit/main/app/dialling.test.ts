import { describe, expect, it } from 'vitest';
import type { DiallingPolicy } from '../../../../src/contract/content.ts';
import { createDialling } from '../../../../src/main/app/dialling.ts';
import { netLine, sampleId, shopLine } from '../../../support/desk-sample.ts';

const policy = (change: Partial<DiallingPolicy>): DiallingPolicy => ({
  allowedPrefixes: [],
  forbiddenPrefixes: [],
  emergencyNumbers: ['112'],
  ...change,
});
const strict = { ...netLine, dialling: policy({ forbiddenPrefixes: ['+7', '0900'] }) };
const dialling = createDialling({
  lines: () => [strict, shopLine],
  colleagues: () => [{ id: sampleId(1), name: 'თამარ', number: '+74950000001', state: 'free' }],
});
const reason = (typed: string, lineId: string | undefined): string => {
  const result = dialling.check(typed, lineId);
  return result.ok ? 'ok' : result.reason;
};

describe('dialling', () => {
  it.each(['+7 495 123 45 67', '00 7 495 123-45-67', 'sip:+74951234567@pbx.example', '0900 12 34 56'])(
    'of %s is forbidden on a line whose policy says so, and allowed on another',
    (typed) => {
      expect(reason(typed, strict.id)).toBe('call.forbidden');
      expect(reason(typed, shopLine.id)).toBe('ok');
    },
  );

  it('without a line goes by all of them', () => {
    expect(reason('+7 495 123 45 67', undefined)).toBe('call.forbidden');
    expect(reason('599 12 34 56', undefined)).toBe('ok');
  });

  it('of an emergency number or a colleague is always allowed', () => {
    expect(reason('112', strict.id)).toBe('ok');
    expect(reason('+7 495 000 00 01', strict.id)).toBe('ok');
  });
});
