import { z } from 'zod';
import type { Result } from '../reasons.ts';
import type { DeskCommandName, DeskInput, DeskOutput } from './commands.ts';
import { deskState, type DeskState } from './state.ts';

/** The envelope of a command; `input` is checked against the command's own schema after the name is known. */
export const deskRequest = z.object({ name: z.string().max(60), input: z.unknown() });

/** What the host tells the desk: everything once, then each slice of the state as a whole when it changes. */
export const deskEvent = z.discriminatedUnion('name', [
  z.object({ name: z.literal('snapshot'), state: deskState }),
  z.object({ name: z.literal('change'), state: deskState.partial() }),
  /** A case of this desk changed its delivery: the desk refreshes lists that show it. */
  z.object({ name: z.literal('delivered'), operationIds: z.array(z.string()) }),
  /** How loud microphone and caller are, linear 0…1, ten times a second while the desk asked for it. */
  z.object({ name: z.literal('levels'), input: z.number(), output: z.number() }),
  /** A `tel:` or `sip:` link was opened: the number belongs into the dial field, dialling is the operator's. */
  z.object({ name: z.literal('dialRequest'), number: z.string() }),
]);
export type DeskEvent = z.infer<typeof deskEvent>;

/**
 * What the preload (Electron) or the WebSocket client (browser shell) gives to the desk as `window.zari`. `subscribe`
 * answers with a snapshot event at once, then with changes, until the returned function is called.
 */
export interface DeskBridge {
  command<N extends DeskCommandName>(name: N, input: DeskInput<N>): Promise<Result<DeskOutput<N>>>;
  subscribe(listener: (event: DeskEvent) => void): () => void;
}

export type { DeskState };
