import type { DeskState } from '../../contract/desk/state.ts';
import type { MediaPort } from '../telephony/port.ts';

type MicrophoneStatus = DeskState['media']['status'];

/** The same media port; `tell` hears how the microphone is whenever that is learnt on the way. */
export function observeMicrophone(media: MediaPort, tell: (status: MicrophoneStatus) => void): MediaPort {
  media.onEvent((event) => {
    if (event.name === 'microphoneLost') tell('noMicrophone');
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
      if (command.name === 'prepare') tell(result.ok ? 'ready' : words[result.reason]);
      return result;
    },
  };
}
