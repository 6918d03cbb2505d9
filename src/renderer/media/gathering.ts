/** Candidates that come later than this are not worth the wait; most come within 50 ms. */
const gatheringMs = 1500;
/** How long an offer waits for the network to be there, and how often it looks. */
const networkMs = 6000;
const lookMs = 100;
/** After a change of network the browser goes on for a second or two with the addresses that it knew. */
const staleMs = 3000;

/** Settles when all candidates are gathered, or at the bound. */
export function gathered(connection: RTCPeerConnection): Promise<void> {
  // After a restart the state is still that of the gathering before it, until there is a first candidate.
  const isDone = () =>
    connection.iceGatheringState === 'complete' && hasCandidates(connection.localDescription?.sdp);
  if (isDone()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      connection.removeEventListener('icegatheringstatechange', changed);
      connection.removeEventListener('icecandidate', changed);
      resolve();
    };
    const changed = () => {
      if (isDone()) done();
    };
    const timer = setTimeout(done, gatheringMs);
    connection.addEventListener('icegatheringstatechange', changed);
    connection.addEventListener('icecandidate', changed);
  });
}

export interface OfferOptions {
  readonly iceRestart: boolean;
  /** The computer's network changed: candidates of the old one are worth nothing. */
  readonly networkMoved: boolean;
}

/**
 * Makes an offer and its candidates. In the moment after a change of network the browser knows of none, or of those
 * that were: an offer without candidates looks like a hold to many a PBX (c=0.0.0.0, RFC 2543), which then answers
 * without ICE, and one with old ones leads nowhere. So it waits for the new network first, and rejects where there is
 * no way to be reached: nothing is offered then.
 */
export async function reachableOffer(
  connection: RTCPeerConnection,
  { iceRestart, networkMoved }: OfferOptions,
): Promise<void> {
  if (networkMoved) await networkAfter(addressesOf(connection.currentLocalDescription?.sdp));
  await connection.setLocalDescription(await connection.createOffer({ iceRestart }));
  await gathered(connection);
  if (hasCandidates(connection.localDescription?.sdp)) return;
  await connection.setLocalDescription({ type: 'rollback' });
  throw new Error('no way to be reached');
}

/**
 * Settles when this computer has other addresses than the call has told; after 3 s with those it has, perhaps they are
 * the new ones. Rejects after 6 s without any. It looks with connections of its own: the one of the call would take
 * each look for a restart of its own.
 */
async function networkAfter(told: ReadonlySet<string>): Promise<void> {
  const began = performance.now();
  // A call that goes through a relay alone has told none: then they are those that the browser knows at first.
  const before = told.size > 0 ? told : await ownAddresses();
  for (;;) {
    const now = await ownAddresses();
    const waitedMs = performance.now() - began;
    if ([...now].some((address) => !before.has(address))) return;
    if (now.size > 0 && waitedMs > staleMs) return;
    if (waitedMs > networkMs) throw new Error('no network');
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

async function ownAddresses(): Promise<ReadonlySet<string>> {
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver('audio');
    await connection.setLocalDescription();
    await Promise.race([gathered(connection), new Promise((resolve) => setTimeout(resolve, 2 * lookMs))]);
    return addressesOf(connection.localDescription?.sdp);
  } finally {
    connection.close();
  }
}

const hasCandidates = (sdp: string | undefined): boolean => /^a=candidate:/mu.test(sdp ?? '');

/** The addresses of a description's own candidates (RFC 8839 §5.1), without their ports. */
function addressesOf(sdp: string | undefined): ReadonlySet<string> {
  const found = (sdp ?? '').matchAll(/^a=candidate:\S+ \d+ \S+ \d+ (\S+) \d+ typ host/gimu);
  return new Set(Array.from(found, ([, address = '']) => address));
}
