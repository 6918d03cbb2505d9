/** The Electron shell: windows, protocol and permissions around the host. */
import { app, nativeTheme, powerMonitor, type BrowserWindow } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createHost, type Host } from '../../app/host.ts';
import { createMediaLink } from '../../app/media-link.ts';
import { channels } from '../../../contract/channels.ts';
import { jsonLog } from '../../logging/log.ts';
import { readShellOptions } from '../options.ts';
import { announceCalls } from './attention.ts';
import { trustOwnAuthority } from './certificates.ts';
import { linkOf, watchDialLinks } from './dial-links.ts';
import { serveIpc } from './ipc.ts';
import { keyRegistry } from './key-registry.ts';
import { guardSession, registerScheme, servePages } from './protocol.ts';
import { lockDown, openDeskWindow, openMediaWindow } from './windows.ts';

const build = join(dirname(fileURLToPath(import.meta.url)), '..');
const options = readShellOptions(process.argv.slice(1), process.env);
const log = (part: string) => jsonLog(part, (line) => process.stderr.write(`${line}\n`));

// Every window asks for the sandbox itself; this covers whatever else may ever be created. Whoever starts the program
// with --no-sandbox (test machines as root) has decided otherwise.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerScheme();
if (options.dataDirectory !== undefined) app.setPath('userData', options.dataDirectory);
app.on('web-contents-created', (_event, contents) => lockDown(contents));

let host: Host | undefined;
let deskWindow: BrowserWindow | undefined;
let mediaWindow: BrowserWindow | undefined;
let closing = false;

// A second start of the same operator's device brings the first one's window to the front.
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();
const showDesk = (): void => {
  deskWindow?.show();
  deskWindow?.focus();
};
app.on('second-instance', showDesk);
/** A link that the program was started with waits for the host. */
let linkToOpen = linkOf(process.argv.slice(1));
watchDialLinks((link) => {
  if (host === undefined) linkToOpen = link;
  else host.openLink(link);
});

const mediaLink = createMediaLink(
  {
    send(request) {
      if (mediaWindow?.isDestroyed() === false) mediaWindow.webContents.send(channels.mediaToPage, request);
    },
    // What follows is that of a crash: nothing else ends a page whose script does not come to an end.
    end() {
      if (mediaWindow?.isDestroyed() === false) mediaWindow.webContents.forcefullyCrashRenderer();
    },
  },
  log('media'),
);

/** The media window is there while somebody is signed in: it costs memory that the sign-in page does not need. */
function keepMediaWindow(wanted: boolean): void {
  if (!wanted) {
    mediaWindow?.destroy();
    mediaWindow = undefined;
    mediaLink.pageGone();
    return;
  }
  if (mediaWindow !== undefined) return;
  mediaWindow = openMediaWindow(join(build, 'preload', 'media.cjs'));
  mediaWindow.webContents.on('render-process-gone', (_event, details) => {
    log('shell').error('media window gone', { why: details.reason });
    mediaLink.pageGone();
    if (!closing) setImmediate(() => mediaWindow?.webContents.reload());
  });
}

async function start(): Promise<void> {
  servePages(join(build, 'renderer'));
  guardSession();
  trustOwnAuthority(() => host?.certificateAuthority());
  // The page loads while the host is being put together; its first messages wait for it.
  const hostStarts = createHost({
    dataDirectory: app.getPath('userData'),
    serverUrl: options.serverUrl,
    shell: 'electron',
    version: app.getVersion(),
    storeWorkerUrl: pathToFileURL(join(build, 'main', 'store-worker.js')),
    media: mediaLink,
    keyRegistry,
    showDesk,
    log,
  });
  serveIpc({
    host: hostStarts,
    mediaLink,
    log: log('shell'),
    desk: () => deskWindow?.webContents,
    media: () => mediaWindow?.webContents,
  });
  const window = openDeskWindow(join(build, 'preload', 'desk.cjs'), join(build, '../assets/icons/icon.png'));
  deskWindow = window;
  window.webContents.on('render-process-gone', (_event, details) => {
    log('shell').error('desk gone', { why: details.reason });
    if (!closing) setImmediate(() => window.webContents.reload());
  });
  // For whoever started the program and waits for it.
  window.once('show', () => process.stdout.write('{"ready":true}\n'));
  const running = await hostStarts;
  host = running;
  if (linkToOpen !== undefined) running.openLink(linkToOpen);
  nativeTheme.themeSource = themeSource(running.state().settings.theme);
  powerMonitor.on('resume', () => running.wokeUp());
  const announce = announceCalls(window, running.state);
  running.subscribe((event) => {
    announce(event);
    if (!('state' in event)) return;
    if (event.state.settings) nativeTheme.themeSource = themeSource(event.state.settings.theme);
    if (event.state.session) keepMediaWindow(event.state.session.status === 'signedIn');
  });
  window.on('close', (event) => {
    // Closing the window by mistake must not hang up on a caller.
    if (!closing && running.busy()) {
      event.preventDefault();
      window.minimize();
    }
  });
  window.on('closed', () => {
    deskWindow = undefined;
    app.quit();
  });
}

const themeSource = (theme: 'auto' | 'light' | 'dark'): 'system' | 'light' | 'dark' =>
  theme === 'auto' ? 'system' : theme;

app.on('window-all-closed', () => app.quit());
app.on('before-quit', (event) => {
  if (closing || host === undefined) return;
  closing = true;
  event.preventDefault();
  void host.close().finally(() => app.quit());
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
if (process.argv.includes('--exit-with-parent')) process.stdin.resume().on('end', () => app.quit());
