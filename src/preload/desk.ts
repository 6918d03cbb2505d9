import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { channels } from '../contract/channels.ts';
import type { DeskBridge, DeskEvent } from '../contract/desk/bridge.ts';

let listeners = 0;

/** The desk's only way out of its sandbox: named commands and the host's events. Checked on the host's side. */
const bridge: DeskBridge = {
  command: (name, input) => ipcRenderer.invoke(channels.deskCommand, { name, input }),
  subscribe(listener) {
    const handle = (_event: IpcRendererEvent, message: DeskEvent): void => listener(message);
    ipcRenderer.on(channels.deskEvent, handle);
    listeners += 1;
    // The host answers with a snapshot, which listeners that were there before may well hear again.
    ipcRenderer.send(channels.deskSubscribe);
    return () => {
      ipcRenderer.off(channels.deskEvent, handle);
      listeners -= 1;
      if (listeners === 0) ipcRenderer.send(channels.deskUnsubscribe);
    };
  },
};

contextBridge.exposeInMainWorld('zari', bridge);
