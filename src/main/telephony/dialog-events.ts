import type { Colleague } from '../../contract/desk/telephone.ts';
import { readDialogInfo, type WatchedDialog } from './dialog-info.ts';

/** Follows what the PBX tells of one colleague's calls (dialog event package, RFC 4235). */
export class ColleagueDialogs {
  readonly #tell: (state: Colleague['state']) => void;
  readonly #dialogs = new Map<string, WatchedDialog>();
  #version: number | undefined;
  #told: Colleague['state'] = 'unknown';

  /** `tell` is called with each change. */
  constructor(tell: (state: Colleague['state']) => void) {
    this.#tell = tell;
  }

  /**
   * Takes a notification; false where one before it was missed and the full state should be asked for (RFC 4235 §4).
   * What is no dialog-info changes nothing. A full state counts whatever its version: the CSeq of its NOTIFY has put
   * it in order, and there are PBXs that number all of theirs 0.
   */
  take(body: string): boolean {
    const info = readDialogInfo(body);
    if (info === undefined) return true;
    const expected = (this.#version ?? -1) + 1;
    if (info.state === 'partial' && info.version < expected) return true;
    if (info.state === 'full') this.#dialogs.clear();
    for (const dialog of info.dialogs) {
      if (dialog.state === 'terminated') this.#dialogs.delete(dialog.id);
      else if (this.#dialogs.size < 100) this.#dialogs.set(dialog.id, dialog);
    }
    this.#version = info.version;
    this.#say(stateOf([...this.#dialogs.values()]));
    return info.state === 'full' || info.version === expected;
  }

  /** A new subscription: its versions count anew, and its first notification is the full state. */
  fresh(): void {
    this.#version = undefined;
    this.#dialogs.clear();
  }

  forget(): void {
    this.fresh();
    this.#say('unknown');
  }

  #say(state: Colleague['state']): void {
    if (state === this.#told) return;
    this.#told = state;
    this.#tell(state);
  }
}

/** Talks with somebody, or calls somebody: busy; is called: ringing. */
function stateOf(dialogs: readonly WatchedDialog[]): Colleague['state'] {
  if (dialogs.some(({ state, direction }) => state === 'confirmed' || direction === 'initiator'))
    return 'busy';
  return dialogs.length === 0 ? 'free' : 'ringing';
}
