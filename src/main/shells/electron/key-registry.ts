import { globalShortcut } from 'electron';
import type { KeyRegistry } from '../../app/global-keys.ts';

/** The computer's keys through Electron. On Wayland the desktop decides whether a program may have any. */
export const keyRegistry: KeyRegistry = {
  register(accelerator, run) {
    try {
      return globalShortcut.register(accelerator, run) ? 'active' : 'taken';
    } catch {
      // Electron throws at what it cannot read.
      return 'invalid';
    }
  },
  unregister: (accelerator) => globalShortcut.unregister(accelerator),
};
