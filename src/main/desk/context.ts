import type { DeskCommandName, DeskInput, DeskOutput, Nothing } from '../../contract/desk/commands.ts';
import type { DeskState } from '../../contract/desk/state.ts';
import type { Result } from '../../contract/reasons.ts';
import type { CallDesk } from '../app/call-desk.ts';
import type { GlobalKeys } from '../app/global-keys.ts';
import type { Dialling } from '../app/dialling.ts';
import type { DeviceDesk } from '../app/devices.ts';
import type { FitnessCheck } from '../app/fitness-check.ts';
import type { SettingsFile } from '../app/settings.ts';
import type { ShiftService, SyncService } from '../session/port.ts';
import type { Store } from '../store/requests.ts';
import type { Telephony } from '../telephony/port.ts';

/** What the handlers of the desk's commands work with. */
export interface DeskContext {
  state(): DeskState;
  /** The open store, or undefined while nobody is signed in. */
  store(): Store | undefined;
  signIn(input: DeskInput<'session.signIn'>): Promise<Result<Nothing>>;
  signOut(): Promise<Result<Nothing>>;
  changeSettings(input: DeskInput<'settings.set'>): Promise<Result<Nothing>>;
  readonly settings: SettingsFile;
  readonly telephony: Telephony;
  readonly callDesk: CallDesk;
  readonly dialling: Dialling;
  readonly devices: DeviceDesk;
  readonly globalKeys: GlobalKeys;
  readonly fitness: Pick<FitnessCheck, 'run' | 'stop'>;
  readonly shift: ShiftService;
  readonly sync: SyncService;
}

export type DeskHandler<N extends DeskCommandName> = (input: DeskInput<N>) => Promise<Result<DeskOutput<N>>>;
export type DeskHandlers<N extends DeskCommandName = DeskCommandName> = { readonly [K in N]: DeskHandler<K> };
