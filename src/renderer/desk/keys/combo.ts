/** What of a keyboard event decides which combination it is. */
export type KeyPress = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const isMac = (): boolean => /Mac/.test(navigator.platform);

/**
 * Whether a key press is a combination as `desk-keys.ts` writes it: `F2`, `Shift+F7`, `Mod+K`, `Alt+1…9`. `Mod` is
 * Ctrl, on a Mac also Cmd. Letters go by their place (`code`): on the Georgian layout the key of K types კ.
 */
export function matchesCombo(combo: string, press: KeyPress): boolean {
  const parts = combo.split('+');
  const key = parts.at(-1) ?? '';
  return (
    (press.ctrlKey || press.metaKey) === parts.includes('Mod') &&
    press.altKey === parts.includes('Alt') &&
    press.shiftKey === parts.includes('Shift') &&
    matchesKey(key, press)
  );
}

function matchesKey(key: string, press: KeyPress): boolean {
  if (/^F\d+$/.test(key) || key === 'Enter') return press.key === key;
  if (/^[A-Z]$/.test(key)) return press.code === `Key${key}`;
  if (key === '1…9') return /^(Digit|Numpad)[1-9]$/.test(press.code);
  return press.code === { '←': 'ArrowLeft', ',': 'Comma' }[key];
}

/** How a combination is written on this machine's keys. */
export function comboText(combo: string): string {
  return combo.replace('Mod', isMac() ? '⌘' : 'Ctrl');
}

/** The same where there is little room, with the sign that stands on the Shift key. */
export function shortComboText(combo: string): string {
  return comboText(combo).replace('Shift+', '⇧');
}
