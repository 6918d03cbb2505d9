import { fail, ok, type Result } from '../../contract/reasons.ts';
import { toE164, withoutSeparators } from '../../domain/phone.ts';

/**
 * The user part to dial for what an operator typed: a phone number in E.164, an extension or feature code (`600`,
 * `*43`) as it is, or the user of a `sip:` address of the own domain. Everything else is call.invalidNumber: an
 * address of another domain would make the PBX call anywhere.
 */
export function dialTarget(typed: string, domain: string): Result<string> {
  const text = typed.trim();
  const uri = /^sips?:([^@]+)@([^;?]+)$/iu.exec(text);
  if (uri !== null) {
    const user = uri[1] ?? '';
    const sameDomain = uri[2]?.toLowerCase() === domain.toLowerCase();
    return sameDomain && /^[\w.!~*'()+#-]{1,64}$/u.test(user) ? ok(user) : fail('call.invalidNumber');
  }
  const digits = withoutSeparators(text);
  if (/^[\d*#]*[*#][\d*#]*$/u.test(digits)) {
    return digits.length <= 32 ? ok(digits) : fail('call.invalidNumber');
  }
  if (!/^\+?\d{1,20}$/u.test(digits)) return fail('call.invalidNumber');
  return ok(toE164(digits) ?? digits);
}
