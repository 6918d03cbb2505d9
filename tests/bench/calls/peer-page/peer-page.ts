export type PeerName = 'simpleUser' | 'jsSip';

export interface PeerAccount {
  readonly url: string;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
}

/** What the page of the peers does when it is asked from outside. Times are when the action began, ms since 1970. */
export interface PeerPage {
  /** A fresh telephone each time; resolves when it is registered. */
  register(name: PeerName, account: PeerAccount): Promise<void>;
  unregister(name: PeerName): Promise<void>;
  dial(name: PeerName, address: string): Promise<number>;
  answer(name: PeerName): Promise<number>;
  hangUp(name: PeerName): Promise<void>;
}

declare global {
  interface Window {
    peers: PeerPage;
  }
}
