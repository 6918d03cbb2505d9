import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { channels } from '../../../contract/channels.ts';
import { fail } from '../../../contract/reasons.ts';
import type { Host } from '../../app/host.ts';
import type { MediaLink } from '../../app/media-link.ts';
import type { Log } from '../../logging/log.ts';
import { origins } from './protocol.ts';

export interface IpcParts {
  readonly host: Promise<Host>;
  readonly mediaLink: MediaLink;
  readonly log: Log;
  desk(): WebContents | undefined;
  media(): WebContents | undefined;
}

/**
 * Whether a message comes from the main frame of the page that may send it. Three things must hold: the sender is that
 * window's contents, the frame is its main frame, and the frame still shows our own origin.
 */
function isFrom(
  event: IpcMainEvent | IpcMainInvokeEvent,
  contents: WebContents | undefined,
  origin: string,
): boolean {
  const frame = event.senderFrame;
  return (
    contents !== undefined &&
    event.sender === contents &&
    frame !== null &&
    frame === contents.mainFrame &&
    frame.url.startsWith(`${origin}/`)
  );
}

/** Wires the two bridges to the host. Returns what takes the wires away again. */
export function serveIpc({ host, mediaLink, log, desk, media }: IpcParts): () => void {
  let unsubscribe = (): void => {};
  const refused = (channel: string): void => log.warn('message from a stranger refused', { channel });

  ipcMain.handle(channels.deskCommand, async (event, message: unknown) => {
    if (isFrom(event, desk(), origins.desk)) return (await host).execute(message);
    refused(channels.deskCommand);
    return fail('input.invalid');
  });
  ipcMain.on(channels.deskSubscribe, (event) => {
    if (!isFrom(event, desk(), origins.desk)) return refused(channels.deskSubscribe);
    const target = event.sender;
    void host.then((running) => {
      unsubscribe();
      running.deskLoaded();
      unsubscribe = running.subscribe((message) => {
        if (!target.isDestroyed()) target.send(channels.deskEvent, message);
      });
    });
  });
  ipcMain.on(channels.deskUnsubscribe, (event) => {
    if (isFrom(event, desk(), origins.desk)) unsubscribe();
    else refused(channels.deskUnsubscribe);
  });
  ipcMain.on(channels.mediaToHost, (event, message: unknown) => {
    if (isFrom(event, media(), origins.media)) mediaLink.receive(message);
    else refused(channels.mediaToHost);
  });
  return () => {
    unsubscribe();
    ipcMain.removeHandler(channels.deskCommand);
    for (const channel of [channels.deskSubscribe, channels.deskUnsubscribe, channels.mediaToHost]) {
      ipcMain.removeAllListeners(channel);
    }
  };
}
