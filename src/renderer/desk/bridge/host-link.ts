/** Whether the desk can talk with its host. `since`: milliseconds since the epoch. */
export interface LinkState {
  readonly status: 'connecting' | 'open' | 'lost';
  readonly since: number;
}

/** A bridge that can lose its host (the browser shell's). In Electron the host cannot go without this window. */
export interface HostLink {
  /** Calls the listener with the state as it is, at once and at each change, until the returned function is called. */
  watchLink(listener: (state: LinkState) => void): () => void;
}
