import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { channels } from '../contract/channels.ts';
import type { MediaBridge } from '../contract/media/bridge.ts';
import type { MediaRequest } from '../contract/media/messages.ts';

/** The media page's only way out of its sandbox. */
const bridge: MediaBridge = {
  send: (message) => ipcRenderer.send(channels.mediaToHost, message),
  onRequest(listener) {
    const handle = (_event: IpcRendererEvent, request: MediaRequest): void => listener(request);
    ipcRenderer.on(channels.mediaToPage, handle);
    return () => ipcRenderer.off(channels.mediaToPage, handle);
  },
};

contextBridge.exposeInMainWorld('zariMedia', bridge);
