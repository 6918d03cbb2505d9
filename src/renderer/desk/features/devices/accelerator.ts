import type { KeyPress } from '../../keys/combo.ts';

/** `code` of a key (W3C UI Events) → its name in an Electron accelerator, for those that are not written alike. */
const names: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Space: 'Space',
  Insert: 'Insert',
  Delete: 'Delete',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  Comma: ',',
  Period: '.',
  Minus: '-',
  Equal: '=',
  Slash: '/',
};

function keyName(code: string): string | undefined {
  if (/^F([1-9]|1\d|2[0-4])$/.test(code)) return code;
  return /^(?:Key([A-Z])|Digit(\d))$/.exec(code)?.slice(1).find(Boolean) ?? names[code];
}

/**
 * A key press as Electron writes it (`Ctrl+Shift+M`); by the key's place, so that the keyboard's language does not
 * matter. Undefined for a modifier alone, and for a key without one that types or moves: it would be lost to every
 * other program.
 */
export function acceleratorOf(press: KeyPress): string | undefined {
  const key = keyName(press.code);
  if (key === undefined) return undefined;
  const modifiers = [
    press.ctrlKey ? 'Ctrl' : undefined,
    press.altKey ? 'Alt' : undefined,
    press.shiftKey ? 'Shift' : undefined,
    press.metaKey ? 'Super' : undefined,
  ].filter((each) => each !== undefined);
  const chords = modifiers.some((each) => each !== 'Shift');
  return chords || /^F\d+$/.test(key) ? [...modifiers, key].join('+') : undefined;
}
