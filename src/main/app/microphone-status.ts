import type { DeskState } from '../../contract/desk/state.ts';
import type { MediaPort } from '../telephony/port.ts';

type MicrophoneNews = Partial<DeskState['media']>;

/** The same media port; `tell` hears how the microphone is whenever that is learnt on the way. */
export function observeMicrophone(media: MediaPort, tell: (news: MicrophoneNews) => void): MediaPort {
  media.onEvent((event) => {
    if (event.name === 'microphoneLost') tell({ status: 'noMicrophone' });
    if (event.name === 'microphoneBack') tell({ status: 'ready' });
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
      if (command.name === 'prepare') tell({ status: result.ok ? 'ready' : words[result.reason] });
      return result;
    },
  };
}
