import { createRoot } from 'react-dom/client';
import type { DeskBridge } from '../../contract/desk/bridge.ts';
import { App } from './App.tsx';
import type { HostLink } from './bridge/host-link.ts';
import { mountMediaFrame } from './bridge/media-frame.ts';
import { loadLanguage, startTexts } from './i18n/i18n.ts';
import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';

declare global {
  interface Window {
    /** Given by the preload in Electron; absent in the browser shell. */
    readonly zari?: DeskBridge;
  }
}

async function connect(): Promise<{ bridge: DeskBridge; link?: HostLink }> {
  if (window.zari !== undefined) return { bridge: window.zari };
  const { WebSocketBridge, deskSocketUrl } = await import('./bridge/web-socket-bridge.ts');
  const bridge = new WebSocketBridge(deskSocketUrl(window.location));
  mountMediaFrame(document);
  return { bridge, link: bridge };
}

const container = document.getElementById('root');
if (container === null) throw new Error('the page has no #root');
startTexts();
// Georgian is the likeliest: its texts load while the host's first answer is under way.
const [{ bridge, link }] = await Promise.all([connect(), loadLanguage('ka')]);
createRoot(container).render(<App bridge={bridge} link={link} />);
