import type { Core } from 'sip.js';
import { headersOf } from './headers.ts';
import { partyOfRequest, type Identity } from './identity.ts';

/**
 * Who is reached by a call out, as its responses tell (P-Asserted-Identity, RFC 3325 §5: the PBX vouches for who rings or
 * answers). Several phones may ring by one INVITE: then nobody is meant before one of them answers. Who hides (`Privacy`)
 * is whoever was dialled: that number is no secret to who has dialled it.
 */
export class ConnectedParty {
  readonly #dialled: Identity;
  /** By the tag of the phone that has answered so; undefined of one that does not say. */
  readonly #phones = new Map<string, Identity | undefined>();

  constructor(dialled: Identity) {
    this.#dialled = dialled;
  }

  /** A phone rings (101 to 199): whom the call is with by now. */
  progressed(message: Core.IncomingResponseMessage): Identity {
    this.#learn(message);
    const [first] = this.#phones.values();
    return this.#phones.size === 1 ? (first ?? this.#dialled) : this.#dialled;
  }

  /** A phone has answered. */
  accepted(message: Core.IncomingResponseMessage): Identity {
    return this.#learn(message) ?? this.#dialled;
  }

  /** A 200 that says nothing is from whom its 180 said. */
  #learn(message: Core.IncomingResponseMessage): Identity | undefined {
    const said = partyOfRequest(headersOf(message), false);
    const known = said?.number === undefined ? this.#phones.get(message.toTag) : said;
    this.#phones.set(message.toTag, known);
    return known;
  }
}
