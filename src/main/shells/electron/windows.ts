import { app, BrowserWindow, nativeTheme, type WebContents } from 'electron';
import { origins } from './protocol.ts';

/** What every window has in common: a sandboxed page of ours that can go nowhere else. */
const lockedDown = (preload: string): Electron.WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
  // What a caller talks an operator into pasting there would run with all of the desk's rights.
  devTools: !app.isPackaged,
});

/** No page leaves its origin, opens a window or holds a web view. Applied to everything that is ever created. */
export function lockDown(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The operator's window. Shown when its first picture is there, so that it never flashes white. */
export function openDeskWindow(preload: string, icon: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 720,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Zari',
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: { ...lockedDown(preload), backgroundThrottling: false },
  });
  window.removeMenu();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${origins.desk}/index.html`);
  return window;
}

/** The hidden window that holds microphone and peer connections; apart from the desk, so that a reload keeps the call. */
export function openMediaWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    width: 200,
    height: 100,
    skipTaskbar: true,
    focusable: false,
    webPreferences: {
      ...lockedDown(preload),
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  });
  void window.loadURL(`${origins.media}/index.html`);
  return window;
}
