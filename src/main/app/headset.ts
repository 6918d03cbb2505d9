import type { MediaEvent } from '../../contract/media/messages.ts';
import type { MediaPort, Telephony, TelephonyCall } from '../telephony/port.ts';

type Button = Extract<MediaEvent, { name: 'headsetButton' }>['button'];

export interface HeadsetControlParts {
  readonly media: MediaPort;
  readonly telephony: Pick<Telephony, 'on' | 'answer' | 'reject' | 'hangUp' | 'setMuted' | 'setHeld'>;
  /** Calls the number that was called last. */
  redial(): void;
}

/**
 * Lets the buttons of the headset drive the calls, and its lights follow them:
 *
 * - lifting the hook answers the call that rings first, else takes the call on hold back; putting it down hangs up whom
 *   the operator talks with or calls. While calls are only on hold, the hook is down: lifting it goes on.
 * - mute holds for all who are talked with: a conference is one talk.
 * - hold takes a waiting call, swaps with the one on hold, or holds; the same button goes back.
 * - reject declines what rings, else hangs up.
 *
 * The calls are the truth: after each press the headset is told how they are, so that one that came to nothing leaves
 * no light behind. Gives what stops it.
 */
export function createHeadsetControl({ media, telephony, redial }: HeadsetControlParts): () => void {
  /** The calls that have not ended, oldest first. */
  const calls = new Map<string, TelephonyCall>();
  const inState = (...states: TelephonyCall['state'][]): TelephonyCall[] =>
    [...calls.values()].filter(({ state }) => states.includes(state));
  let lastShown = '';

  function show(again: 'again' | 'changes' = 'again'): void {
    const on = inState('active', 'answering', 'dialling');
    const lights = {
      offHook: on.length > 0,
      ring: inState('ringing').length > 0,
      mute: on.some(({ muted }) => muted),
      hold: inState('held').length > 0,
    };
    const shown = JSON.stringify(lights);
    if (again === 'changes' && shown === lastShown) return;
    lastShown = shown;
    void media.request({ name: 'headset', ...lights });
  }

  async function press(button: Button): Promise<void> {
    const [ringing] = inState('ringing');
    const [on] = inState('active', 'answering', 'dialling');
    const talking = inState('active');
    const held = inState('held').at(-1);
    const mute = async (muted: boolean): Promise<void> => {
      const others = talking.filter((call) => call.muted !== muted);
      await Promise.all(others.map(({ id }) => telephony.setMuted(id, muted)));
    };
    switch (button) {
      case 'hookOff':
        if (ringing !== undefined) return void (await telephony.answer(ringing.id));
        if (on === undefined && held !== undefined) await telephony.setHeld(held.id, false);
        return;
      case 'hookOn':
        for (const { id } of inState('active', 'answering', 'dialling')) await telephony.hangUp(id);
        return;
      case 'mute':
      case 'unmute':
        return mute(button === 'mute');
      case 'toggleMute':
        return mute(!talking.some(({ muted }) => muted));
      case 'hold':
        if (ringing !== undefined && talking.length > 0) return void (await telephony.answer(ringing.id));
        // Whoever is talked with is held for the one who comes back.
        if (held !== undefined) return void (await telephony.setHeld(held.id, false));
        if (talking[0] !== undefined) await telephony.setHeld(talking[0].id, true);
        return;
      case 'redial':
        if (calls.size === 0) redial();
        return;
      case 'reject':
        if (ringing !== undefined) await telephony.reject(ringing.id);
        else if (on !== undefined) await telephony.hangUp(on.id);
    }
  }

  const stops = [
    telephony.on('call', (call) => {
      if (call.state === 'ended') calls.delete(call.id);
      else calls.set(call.id, call);
      show('changes');
    }),
    media.onEvent((event) => {
      // A headset that has just come knows nothing; so does one whose media window was started anew.
      if (event.name === 'headset' && event.headset !== undefined) show();
      if (event.name === 'headsetButton') void press(event.button).then(() => show());
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
