// The desk as it ships, by its keys, with real sound at a real Asterisk: each end's tone is looked for at the others.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  hears,
  openAsteriskDesk,
  operatorHz,
  whyNoAsteriskDesk,
  type AsteriskDesk,
} from '../../../support/desk/asterisk-desk.ts';
import { crashMediaWindow } from '../../../support/desk/hear.ts';
import type { TalkingTelephone } from '../../../support/talking-telephone.ts';
import { markerHz, secondMarkerHz, type MarkerHz } from '../../../support/tone.ts';

/** Generous: a slow machine under load is no failure. */
const long = { timeout: 120_000 };
const waiting = { timeout: 60_000, interval: 50 };
const why = whyNoAsteriskDesk();

/** One of the other ends of a call, and the tone that it speaks with. */
interface Party {
  readonly phone: TalkingTelephone;
  readonly id: string;
  readonly hz: MarkerHz;
}

describe.skipIf(why !== undefined)(
  `the desk in Electron at a real Asterisk${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    let desk: AsteriskDesk;

    beforeAll(async () => {
      desk = await openAsteriskDesk(['201', '202']);
    }, 120_000);
    afterAll(() => desk?.close());
    afterEach(() => desk.tidy(), 60_000);

    /** Until the operator hears exactly these of the tones that there are. */
    async function operatorHears(...wanted: readonly MarkerHz[]): Promise<void> {
      const others = [operatorHz, markerHz, secondMarkerHz].filter(
        (hz) => !wanted.some((each) => each === hz),
      );
      await vi.waitFor(async () => {
        const shares = await desk.shares([...wanted, ...others]);
        const told = `${wanted.join(', ')} wanted, not ${others.join(', ')}: ${shares.join(', ')}`;
        expect(hears(shares.slice(0, wanted.length), shares.slice(wanted.length)), told).toBe(true);
      }, waiting);
    }
    /** Until this end hears exactly these of the tones that there are. */
    async function partyHears({ phone, id }: Party, ...wanted: readonly number[]): Promise<void> {
      const others = [operatorHz, markerHz, secondMarkerHz].filter((hz) => !wanted.includes(hz));
      const { media } = phone;
      await vi.waitFor(async () => {
        // Anew each time: what was heard before must not count.
        const from = media.peer(id).heard.length;
        await vi.waitUntil(() => media.peer(id).heard.length >= from + 50, waiting);
        const shares = await Promise.all([...wanted, ...others].map((hz) => media.hears(id, hz)));
        const told = `${wanted.join(', ')} wanted, not ${others.join(', ')}: ${shares.join(', ')}`;
        expect(hears(shares.slice(0, wanted.length), shares.slice(wanted.length)), told).toBe(true);
      }, waiting);
    }
    async function bothHear(party: Party): Promise<void> {
      await operatorHears(party.hz);
      await partyHears(party, operatorHz);
    }
    /** Somebody calls the operator, who answers; they speak with each other. */
    async function called(username: string, hz: MarkerHz): Promise<Party> {
      const phone = desk.party(username);
      const dialled = await phone.telephony.dial(desk.address);
      if (!dialled.ok) throw new Error(dialled.reason);
      await desk.calls.answer();
      const { id } = await phone.inState('active');
      await phone.speak(id, hz);
      return { phone, id, hz };
    }
    /** Somebody takes the call that rings there. */
    async function taking(phone: TalkingTelephone, hz: MarkerHz): Promise<Party> {
      const { id } = await phone.inState('ringing');
      await phone.telephony.answer(id);
      await phone.speak(id, hz);
      return { phone, id, hz };
    }

    it(
      'calls out: each end hears the other; on hold neither does, and both again after it',
      long,
      async () => {
        const phone = desk.party('201');
        await desk.calls.dial('201');
        const party = await taking(phone, markerHz);
        await bothHear(party);

        await desk.calls.toggleHold();
        await desk.calls.front('held');
        await operatorHears();
        await partyHearsNothing(party);

        await desk.calls.toggleHold();
        await desk.calls.front('active');
        await bothHear(party);
        await desk.operator.hangUp();
        await phone.until(() => phone.call(party.id)?.ending === 'other');
      },
    );

    it(
      'is called: each end hears the other, also after the desk was loaded anew in the call',
      long,
      async () => {
        const party = await called('201', markerHz);
        await bothHear(party);
        await desk.desk.page.reload();
        await desk.calls.front('active');
        await bothHear(party);
        await desk.operator.hangUp();
        await party.phone.until(() => party.phone.call(party.id)?.ending === 'other');
      },
    );

    // Asterisk 16 holds the new DTLS handshake against the certificate of before, and hangs up: only the next call has sound.
    it(
      'a media window that crashes in a call: the desk says how it ended, and the next call is heard',
      long,
      async () => {
        const party = await called('201', markerHz);
        await bothHear(party);
        await crashMediaWindow(desk.desk);
        await desk.calls.front('ended');
        await party.phone.until(() => party.phone.call(party.id)?.state === 'ended');
        await desk.tidy();
        await bothHear(await called('201', markerHz));
      },
    );

    it('a second call waits, is taken, and swapped: only the one in front is talked with', long, async () => {
      const first = await called('201', markerHz);
      await bothHear(first);
      const second = await called('202', secondMarkerHz);
      await bothHear(second);
      await partyHearsNothing(first);
      await desk.calls.swap();
      await bothHear(first);
      await partyHearsNothing(second);
    });

    it('a conference: each hears the two others, and nobody hears itself', long, async () => {
      const first = await called('201', markerHz);
      await bothHear(first);
      const second = await called('202', secondMarkerHz);
      await bothHear(second);
      await desk.calls.join();
      await operatorHears(first.hz, second.hz);
      await partyHears(first, operatorHz, second.hz);
      await partyHears(second, operatorHz, first.hz);
    });

    it(
      'hands over at once: the caller and the third hear each other, and the desk says so',
      long,
      async () => {
        const caller = await called('201', markerHz);
        await bothHear(caller);
        const third = desk.party('202');
        await desk.calls.handOver('202');
        const taker = await taking(third, secondMarkerHz);
        await partyHears(caller, taker.hz);
        await partyHears(taker, caller.hz);
        await desk.operator.says('call.ending.transferred');
      },
    );

    it('asks first, then hands over: the two hear each other, and the desk is free', long, async () => {
      const caller = await called('201', markerHz);
      await bothHear(caller);
      const third = desk.party('202');
      await desk.calls.ask('202');
      const asked = await taking(third, secondMarkerHz);
      await bothHear(asked);
      await partyHearsNothing(caller);
      await desk.calls.connect();
      await partyHears(caller, asked.hz);
      await partyHears(asked, caller.hz);
      await desk.operator.says('call.ending.transferred');
    });

    /** Until no tone comes any more: on hold Asterisk sends silence, or nothing. */
    async function partyHearsNothing({ phone, id }: Party): Promise<void> {
      await vi.waitFor(async () => {
        const peer = phone.media.peer(id);
        const from = peer.heard.length;
        await new Promise((settle) => setTimeout(settle, 1000));
        if (peer.heard.length === from) return;
        const shares = await Promise.all(
          [operatorHz, markerHz, secondMarkerHz].map((hz) => phone.media.hears(id, hz)),
        );
        expect(hears([], shares), shares.join(', ')).toBe(true);
      }, waiting);
    }
  },
);
