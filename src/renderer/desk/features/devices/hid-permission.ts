import type { DeskState } from '../../../../contract/desk/state.ts';

/** HID Usage Tables 1.5, §14: devices that have calls for their purpose. */
const telephonyPage = 0x0b;

/** The part of WebHID that asks for a device (WICG); TypeScript's DOM library does not know it yet. */
interface AskingHid {
  requestDevice(options: { filters: { usagePage: number }[] }): Promise<readonly unknown[]>;
}

const asks = (hid: unknown): hid is AskingHid =>
  typeof hid === 'object' && hid !== null && 'requestDevice' in hid;

/**
 * Has the operator allow headsets, where somebody has to: in the browser shell the browser shows its own list of
 * telephones, and what is chosen is allowed to the whole origin, so to the hidden media page too. The application allows
 * them by itself. Must be called out of a click, which is what the browser waits for. `unsupported`: a browser without
 * WebHID.
 */
export async function askForHeadset(
  shell: DeskState['host']['shell'],
  browser: { readonly hid?: unknown },
): Promise<'asked' | 'unsupported'> {
  if (shell === 'electron') return 'asked';
  if (!asks(browser.hid)) return 'unsupported';
  try {
    await browser.hid.requestDevice({ filters: [{ usagePage: telephonyPage }] });
  } catch {
    // Closed, or not out of a click: what was allowed before is looked for all the same.
    return 'asked';
  }
  return 'asked';
}
