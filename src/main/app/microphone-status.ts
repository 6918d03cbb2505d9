import type { DeskState } from '../../contract/desk/state.ts';
import type { MediaPort } from '../telephony/port.ts';

type MicrophoneNews = Partial<DeskState['media']>;

/** The same media port; `tell` hears how the microphone is whenever that is learnt on the way. */
export function observeMicrophone(media: MediaPort, tell: (news: MicrophoneNews) => void): MediaPort {
  let status: DeskState['media']['status'] = 'unknown';
  const learn = (news: DeskState['media']['status']): void => {
    status = news;
    tell({ status });
  };
  media.onEvent((event) => {
    if (event.name === 'microphoneLost') learn('noMicrophone');
    if (event.name === 'microphoneBack') learn('ready');
    if (event.name === 'speakingWhileMuted') tell({ speakingWhileMuted: event.speaking });
    // A window that was started anew listens to nobody yet.
    if (event.name === 'ready') tell({ speakingWhileMuted: false });
  });
  const words = {
    'media.noMicrophone': 'noMicrophone',
    'media.permissionDenied': 'permissionDenied',
    'media.failed': 'failed',
  } as const;
  return {
    onEvent: (listener) => media.onEvent(listener),
    async request(command) {
      const result = await media.request(command);
      if (command.name === 'prepare') learn(result.ok ? 'ready' : words[result.reason]);
      const plugged = result.ok ? (result.value.devices?.microphones.length ?? 0) : 0;
      // One was plugged in. Whether it can be opened is learnt when it is needed.
      if (status === 'noMicrophone' && plugged > 0) learn('unknown');
      return result;
    },
  };
}
