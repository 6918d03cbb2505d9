import type { SipAccount } from '../../src/contract/server/api.ts';
import type { TelephonyCall } from '../../src/main/telephony/port.ts';
import { createTestTelephone, type TestTelephone } from './telephone.ts';
import type { MarkerHz } from './tone.ts';
import { WeriftMediaPort } from './werift-media-port.ts';

/** The product's telephone with media that really connects; its time is turned by hand. */
export interface TalkingTelephone extends TestTelephone {
  readonly media: WeriftMediaPort;
  call(id: string): TelephonyCall | undefined;
  /** The first call that is in this state, now or later; not one of `besides`. */
  inState(state: TelephonyCall['state'], besides?: readonly string[]): Promise<TelephonyCall>;
  /** Talks a marker into the call from now on. */
  speak(id: string, hz?: MarkerHz): Promise<void>;
  /** Waits until a tone of so many Hz is heard in the call. */
  hear(id: string, hz: number): Promise<void>;
  close(): Promise<void>;
}

export async function startTalkingTelephone(account: SipAccount): Promise<TalkingTelephone> {
  const media = new WeriftMediaPort();
  const phone = createTestTelephone(media);
  phone.telephony.connect(account);
  await phone.registered();
  return {
    ...phone,
    media,
    call: (id) => phone.events.findLast((event) => event.id === id),
    inState: (state, besides = []) =>
      phone.until(() =>
        phone.telephony.calls().find((call) => call.state === state && !besides.includes(call.id)),
      ),
    async speak(id, hz) {
      await media.peer(id).until(() => media.peer(id).connected);
      await media.sendMarker(id, hz);
    },
    async hear(id, hz) {
      await media.peer(id).until(() => media.peer(id).connected);
      const from = media.peer(id).heard.length;
      await media.peer(id).until(() => media.peer(id).heard.length > from + 50);
      for (;;) {
        if ((await media.hears(id, hz)) > 0.8) return;
        const seen = media.peer(id).heard.length;
        await media.peer(id).until(() => media.peer(id).heard.length > seen);
      }
    },
    async close() {
      await phone.stop();
      media.close();
    },
  };
}
