import { Core, SessionState, type Session } from 'sip.js';
import { headersOf, lists } from './headers.ts';
import { partyOfRequest, type Identity } from './identity.ts';

type Request = Core.IncomingRequestMessage;
const followers = new WeakMap<object, (request: Request) => void>();

export interface PartyParts {
  readonly session: Session;
  /** Whether the other side has said that its From may change (RFC 4916 §4.2). */
  readonly changesFrom: () => boolean;
  readonly onParty: (party: Identity) => void;
}

/**
 * Follows who is at the other side: after an attended transfer the PBX tells of the new party within the old call, in a
 * re-INVITE or an UPDATE, also while it rings. By P-Asserted-Identity (RFC 3325 §9.1) or, where both sides know
 * `from-change`, by another From (RFC 4916 §4.4).
 */
export function followParty({ session, changesFrom, onParty }: PartyParts): void {
  const follow = (dialog: Core.Session | undefined) => {
    if (!(dialog instanceof Core.SessionDialog)) return;
    followers.set(dialog, (request) => {
      const mayChange = changesFrom() || lists(headersOf(request)('Supported'), 'from-change');
      const hasChanged = mayChange && !isSame(request.from.uri, dialog.remoteURI);
      // The To of what we send from now on (RFC 4916 §4.4.2).
      if (hasChanged) dialog['dialogState'].remoteURI = request.from.uri;
      const party = partyOfRequest(headersOf(request), hasChanged);
      if (party !== undefined) onParty(party);
    });
  };
  follow(session.dialog);
  session.stateChange.addListener((state) => {
    if (state === SessionState.Established) follow(session.dialog);
  });
}

/** A request within this dialog was accepted: what it says of the other side holds from now on. */
export function noteParty(dialog: object, request: Request): void {
  followers.get(dialog)?.(request);
}

const isSame = (a: Core.URI, b: Core.URI): boolean => a.user === b.user && a.host === b.host;
