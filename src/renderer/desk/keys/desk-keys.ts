/** Where the help lists a key. */
export type KeyGroup = 'call' | 'work' | 'desk';

/**
 * All keys of the desk, in the order of the help. Function keys and combinations also work while somebody types;
 * there are no others, so that no letter in a form can do anything. `Mod` is Ctrl, on a Mac also Cmd.
 */
export const deskKeys = {
  answer: { combo: 'F2', group: 'call' },
  hangUp: { combo: 'F3', group: 'call' },
  mute: { combo: 'F6', group: 'call' },
  hold: { combo: 'F7', group: 'call' },
  finish: { combo: 'F8', group: 'call' },
  outcomeNumber: { combo: 'Alt+1…9', group: 'call' },
  dialFocus: { combo: 'F10', group: 'call' },
  case: { combo: 'F4', group: 'work' },
  customer: { combo: 'Mod+E', group: 'work' },
  submit: { combo: 'Mod+Enter', group: 'work' },
  search: { combo: 'Mod+K', group: 'work' },
  scriptBack: { combo: 'Alt+←', group: 'work' },
  shift: { combo: 'F9', group: 'desk' },
  help: { combo: 'F1', group: 'desk' },
} as const satisfies Record<string, { combo: string; group: KeyGroup }>;
export type DeskKey = keyof typeof deskKeys;

/** What of a keyboard event decides which key it is. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Letters go by their place (`code`): on the Georgian layout the key of K types კ. */
const matchers: Readonly<Record<DeskKey, (press: KeyPress) => boolean>> = {
  answer: bare('F2'),
  hangUp: bare('F3'),
  mute: bare('F6'),
  hold: bare('F7'),
  finish: bare('F8'),
  outcomeNumber: (press) => press.altKey && !hasMod(press) && /^(Digit|Numpad)[1-9]$/.test(press.code),
  dialFocus: bare('F10'),
  case: bare('F4'),
  customer: mod('KeyE'),
  submit: (press) => hasMod(press) && !press.altKey && press.key === 'Enter',
  search: mod('KeyK'),
  scriptBack: (press) => press.altKey && !hasMod(press) && press.code === 'ArrowLeft',
  shift: bare('F9'),
  help: bare('F1'),
};

function hasMod(press: KeyPress): boolean {
  return press.ctrlKey || press.metaKey;
}
function bare(key: string) {
  return (press: KeyPress) => press.key === key && !hasMod(press) && !press.altKey && !press.shiftKey;
}
function mod(code: string) {
  return (press: KeyPress) => press.code === code && hasMod(press) && !press.altKey && !press.shiftKey;
}

const names = Object.keys(deskKeys).filter((name): name is DeskKey => name in deskKeys);

/** Which of the desk's keys a key press is, if any. */
export function deskKeyOf(press: KeyPress): DeskKey | undefined {
  return names.find((name) => matchers[name](press));
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

/** How a combination is written on this machine's keys. */
export function comboText(combo: string): string {
  return combo.replace('Mod', /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl');
}
