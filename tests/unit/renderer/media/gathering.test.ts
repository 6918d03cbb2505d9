import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reachableOffer } from '../../../../src/renderer/media/gathering.ts';

/** The addresses that the browser knows at this moment. */
let known: readonly string[];
/** How many offers were described on any connection. */
let described = 0;

const sdpOf = (addresses: readonly string[]): string =>
  ['v=0', ...addresses.map((address, at) => `a=candidate:${at} 1 udp 1 ${address} 4000 typ host`), ''].join(
    '\r\n',
  );

/** As much of a peer connection as an offer needs: it gathers at once what the browser knows. */
class PaperConnection extends EventTarget {
  iceGatheringState = 'complete';
  localDescription: { sdp: string } | null = null;
  currentLocalDescription: { sdp: string } | null;
  rolledBack = 0;

  constructor(agreed?: readonly string[]) {
    super();
    this.currentLocalDescription = agreed === undefined ? null : { sdp: sdpOf(agreed) };
  }
  addTransceiver(): void {}
  close(): void {}
  async createOffer(): Promise<{ type: string }> {
    return { type: 'offer' };
  }
  async setLocalDescription(description?: { type: string }): Promise<void> {
    if (description?.type === 'rollback') {
      this.rolledBack += 1;
      this.localDescription = this.currentLocalDescription;
      return;
    }
    described += 1;
    this.localDescription = { sdp: sdpOf(known) };
  }
}

const offer = (connection: PaperConnection, networkMoved: boolean): Promise<void> =>
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- it has all that the offer uses
  reachableOffer(connection as unknown as RTCPeerConnection, { iceRestart: true, networkMoved });

beforeEach(() => {
  described = 0;
  vi.useFakeTimers();
  vi.stubGlobal('RTCPeerConnection', PaperConnection);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('an offer', () => {
  it('is made at once on a network that stayed', async () => {
    known = ['10.0.0.2'];
    await offer(new PaperConnection(['10.0.0.2']), false);
    expect(described).toBe(1);
  });

  it('waits for the addresses of the network that the computer moved to', async () => {
    known = ['10.0.0.2'];
    const connection = new PaperConnection(['10.0.0.2']);
    const made = offer(connection, true);
    await vi.advanceTimersByTimeAsync(1000);
    known = [];
    await vi.advanceTimersByTimeAsync(500);
    expect(connection.localDescription).toBeNull();
    known = ['10.0.1.7'];
    await vi.advanceTimersByTimeAsync(2000);
    await made;
    expect(connection.localDescription?.sdp).toContain('10.0.1.7');
    expect(connection.rolledBack).toBe(0);
  });

  it('waits for them also where the call goes through a relay, and tells no address of its own', async () => {
    known = ['10.0.0.2'];
    const connection = new PaperConnection([]);
    const made = offer(connection, true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(connection.localDescription).toBeNull();
    known = ['10.0.1.7'];
    await vi.advanceTimersByTimeAsync(500);
    await made;
    expect(connection.localDescription?.sdp).toContain('10.0.1.7');
  });

  it('takes the old addresses for the new ones in the end: a computer that slept has the same', async () => {
    known = ['10.0.0.2'];
    const connection = new PaperConnection(['10.0.0.2']);
    const made = offer(connection, true);
    await vi.advanceTimersByTimeAsync(5000);
    await made;
    expect(connection.localDescription?.sdp).toContain('10.0.0.2');
  });

  it.each([true, false])('is none where there is no way to be reached (moved: %s)', async (moved) => {
    known = [];
    const connection = new PaperConnection(['10.0.0.2']);
    const outcome = offer(connection, moved).then(
      () => 'made',
      () => 'none',
    );
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toBe('none');
    expect(connection.localDescription).toBe(moved ? null : connection.currentLocalDescription);
  });
});
