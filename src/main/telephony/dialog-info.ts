import { SaxesParser } from 'saxes';

/** One dialog of somebody who is watched (RFC 4235 §4.1.2). */
export interface WatchedDialog {
  readonly id: string;
  /** Who began it: the one who is watched (`initiator`), or another who calls them. */
  readonly direction?: 'initiator' | 'recipient' | undefined;
  readonly state: 'trying' | 'proceeding' | 'early' | 'confirmed' | 'terminated';
}

/** What a notification of the dialog event package says (RFC 4235 §4.1.1). */
export interface DialogInfo {
  readonly version: number;
  /** `partial`: only the dialogs that changed. */
  readonly state: 'full' | 'partial';
  /** The address of whom it is about. */
  readonly entity: string;
  readonly dialogs: readonly WatchedDialog[];
}

const mostDialogs = 100;
const deepest = 20;
const states = new Set<string>(['trying', 'proceeding', 'early', 'confirmed', 'terminated']);
const isState = (text: string): text is WatchedDialog['state'] => states.has(text);

/**
 * Reads an application/dialog-info+xml; undefined where it is none. Namespaces are not insisted on, since PBXs write
 * what they like there; a document type is refused, since it could only do harm.
 */
export function readDialogInfo(xml: string): DialogInfo | undefined {
  const path: string[] = [];
  const dialogs: WatchedDialog[] = [];
  let root: Omit<DialogInfo, 'dialogs'> | undefined;
  let dialog: Omit<WatchedDialog, 'state'> | undefined;
  let text = '';
  let isBroken = false;
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on('error', () => (isBroken = true));
  parser.on('doctype', () => (isBroken = true));
  parser.on('opentag', ({ name, attributes }) => {
    path.push(localName(name));
    if (path.length > deepest) isBroken = true;
    switch (path.join('/')) {
      case 'dialog-info':
        root = rootOf(attributes);
        return;
      case 'dialog-info/dialog':
        dialog = { id: attributes['id'] ?? '', direction: directionOf(attributes['direction']) };
        return;
      case 'dialog-info/dialog/state':
        text = '';
    }
  });
  const addText = (part: string) => {
    if (path.length === 3) text = (text + part).slice(0, 100);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const isDialogState = path.join('/') === 'dialog-info/dialog/state';
    path.pop();
    const state = text.trim().toLowerCase();
    if (!isDialogState || dialog === undefined || !isState(state)) return;
    if (dialogs.length < mostDialogs) dialogs.push({ ...dialog, state });
  });
  try {
    parser.write(xml.trim()).close();
  } catch {
    return undefined;
  }
  return isBroken || root === undefined ? undefined : { ...root, dialogs };
}

function rootOf(attributes: Readonly<Record<string, string>>): Omit<DialogInfo, 'dialogs'> | undefined {
  const { version = '', state, entity = '' } = attributes;
  if (!/^\d{1,10}$/u.test(version) || (state !== 'full' && state !== 'partial')) return undefined;
  return { version: Number(version), state, entity };
}

function directionOf(text: string | undefined): WatchedDialog['direction'] {
  return text === 'initiator' || text === 'recipient' ? text : undefined;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
