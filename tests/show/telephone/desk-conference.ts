import { hears, openAsteriskDesk, operatorHz } from '../../support/desk/asterisk-desk.ts';
import { markerHz, secondMarkerHz, type MarkerHz } from '../../support/tone.ts';
import { check, eventually } from './cells.ts';

/** The desk as it ships joins two callers by its keys: each of the three hears the two others, and not itself. */
export async function conferenceAtDesk(): Promise<void> {
  const desk = await openAsteriskDesk(['201', '202']);
  try {
    const called = async (username: string, hz: MarkerHz) => {
      const phone = desk.party(username);
      check((await phone.telephony.dial(desk.address)).ok, 'not dialled');
      await desk.calls.answer();
      const { id } = await phone.inState('active');
      await phone.speak(id, hz);
      await eventually(async () => hears(await desk.shares([hz])));
      return (wanted: readonly number[]) =>
        eventually(async () => {
          // What was heard before must not count.
          const from = phone.media.peer(id).heard.length;
          await phone.media.peer(id).until(() => phone.media.peer(id).heard.length >= from + 50);
          const shares = await Promise.all([...wanted, hz].map((each) => phone.media.hears(id, each)));
          return hears(shares.slice(0, -1), shares.slice(-1));
        });
    };
    const first = await called('201', markerHz);
    const second = await called('202', secondMarkerHz);
    await desk.calls.join();
    await eventually(async () => {
      const shares = await desk.shares([markerHz, secondMarkerHz, operatorHz]);
      return hears(shares.slice(0, 2), shares.slice(2));
    });
    await first([operatorHz, secondMarkerHz]);
    await second([operatorHz, markerHz]);
  } finally {
    await desk.close();
  }
}
