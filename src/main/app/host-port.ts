import type { DeskEvent } from '../../contract/desk/bridge.ts';
import type { DeskState } from '../../contract/desk/state.ts';
import type { Result } from '../../contract/reasons.ts';
import type { Log } from '../logging/log.ts';
import type { MediaPort } from '../telephony/port.ts';
import type { KeyRegistry } from './global-keys.ts';

/** What a shell gives to the host. */
export interface HostOptions {
  readonly dataDirectory: string;
  /** Wins over the device's settings where it is given; else `http://127.0.0.1:7100` if the settings have none. */
  readonly serverUrl?: string | undefined;
  readonly shell: DeskState['host']['shell'];
  readonly version: string;
  readonly storeWorkerUrl: URL;
  readonly media: MediaPort;
  /** The computer's keys; absent where the shell has none. */
  readonly keyRegistry?: KeyRegistry | undefined;
  /** Brings the desk to the front. */
  readonly showDesk?: (() => void) | undefined;
  readonly log: (part: string) => Log;
}

/** The host: everything behind the desk, whatever shell carries it. */
export interface Host {
  /** Answers a command of the desk, of any shape; see desk/dispatch. */
  execute(message: unknown): Promise<Result<unknown>>;
  state(): DeskState;
  subscribe(listener: (event: DeskEvent) => void): () => void;
  /** A desk page was loaded: what the one before it asked for and would have ended (level meters) ends. */
  deskLoaded(): void;
  /** The computer woke up, or its network is back: what stands is tried at once. */
  wokeUp(): void;
  /** A `tel:` or `sip:` link was opened: its number goes into the dial field, once somebody is signed in. */
  openLink(link: string): void;
  /** Certificates (PEM) of the company's own authority, of the account of whoever is signed in. */
  certificateAuthority(): string | undefined;
  /** Whether a call is on that closing would end. */
  busy(): boolean;
  /** Ends calls, unregisters, closes the store. What is unsent stays in the store. */
  close(): Promise<void>;
}
