/** Names of the IPC channels of the Electron shell. No imports here: the preload scripts carry this file with them. */
export const channels = {
  deskCommand: 'zari:desk:command',
  deskSubscribe: 'zari:desk:subscribe',
  deskUnsubscribe: 'zari:desk:unsubscribe',
  deskEvent: 'zari:desk:event',
  mediaToHost: 'zari:media:to-host',
  mediaToPage: 'zari:media:to-page',
} as const;
