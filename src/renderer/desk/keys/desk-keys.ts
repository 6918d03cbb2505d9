import { matchesCombo, type KeyPress } from './combo.ts';

/** Where the help lists a key. */
export type KeyGroup = 'call' | 'calls' | 'work' | 'desk';

/**
 * All keys of the desk, in the order of the help. Function keys and combinations also work while somebody types;
 * there are no others, so that no letter in a form can do anything. What belongs to a key has the same one with Shift:
 * F7 holds, Shift+F7 changes to the call that is held. Combinations are written as `combo.ts` reads them.
 */
export const deskKeys = {
  answer: { combo: 'F2', group: 'call' },
  hangUp: { combo: 'F3', group: 'call' },
  mute: { combo: 'F6', group: 'call' },
  hold: { combo: 'F7', group: 'call' },
  recording: { combo: 'Shift+F6', group: 'call' },
  finish: { combo: 'F8', group: 'call' },
  dialFocus: { combo: 'F10', group: 'call' },
  redial: { combo: 'Mod+D', group: 'call' },
  dialCopied: { combo: 'Mod+B', group: 'call' },
  transfer: { combo: 'F5', group: 'calls' },
  transferNow: { combo: 'Shift+F5', group: 'calls' },
  divert: { combo: 'Shift+F2', group: 'calls' },
  rejectWaiting: { combo: 'Shift+F3', group: 'calls' },
  decline: { combo: 'Mod+J', group: 'calls' },
  swap: { combo: 'Shift+F7', group: 'calls' },
  conference: { combo: 'Shift+F8', group: 'calls' },
  hangUpMember: { combo: 'Mod+1…9', group: 'calls' },
  case: { combo: 'F4', group: 'work' },
  customer: { combo: 'Mod+E', group: 'work' },
  submit: { combo: 'Mod+Enter', group: 'work' },
  search: { combo: 'Mod+K', group: 'work' },
  // The answers of the script while there is a call, the outcomes when it has ended.
  numbered: { combo: 'Alt+1…9', group: 'work' },
  scriptConflict: { combo: 'F11', group: 'work' },
  scriptObjection: { combo: 'Shift+F11', group: 'work' },
  scriptBack: { combo: 'Alt+←', group: 'work' },
  shift: { combo: 'F9', group: 'desk' },
  fitness: { combo: 'Shift+F9', group: 'desk' },
  devices: { combo: 'Mod+,', group: 'desk' },
  help: { combo: 'F1', group: 'desk' },
} as const satisfies Record<string, { combo: string; group: KeyGroup }>;
export type DeskKey = keyof typeof deskKeys;

const names = Object.keys(deskKeys).filter((name): name is DeskKey => name in deskKeys);

/** Which of the desk's keys a key press is, if any. */
export function deskKeyOf(press: KeyPress): DeskKey | undefined {
  return names.find((name) => matchesCombo(deskKeys[name].combo, press));
}

/** The keys of a group, in the order of the help. */
export function keysOf(group: KeyGroup): readonly DeskKey[] {
  return names.filter((name) => deskKeys[name].group === group);
}

/** Whether typing goes into this element, so that plain characters belong to it. */
export function takesTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'))
  );
}
