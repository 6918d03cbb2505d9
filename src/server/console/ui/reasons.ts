import type { ReasonCode } from '../../../contract/reasons.ts';
import type { TextKey } from '../i18n/keys.ts';

const known: Readonly<Partial<Record<ReasonCode, TextKey>>> = {
  'input.invalid': 'reason.input_invalid',
  'session.signedOut': 'reason.session_signedOut',
  'auth.wrongPassword': 'reason.auth_wrongPassword',
  'auth.notAllowed': 'reason.auth_notAllowed',
  'auth.locked': 'reason.auth_locked',
  'server.unreachable': 'reason.server_unreachable',
  notFound: 'reason.notFound',
};

/** The sentence that says what happened and what to do. */
export function reasonText(reason: ReasonCode): TextKey {
  return known[reason] ?? 'reason.server_refused';
}
