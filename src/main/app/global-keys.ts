import { globalActions, type GlobalAction, type GlobalKey } from '../../contract/desk/telephone.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { SettingsFile } from './settings.ts';

/** The computer's keys as the shell gives them; a browser has none. */
export interface KeyRegistry {
  /** `invalid`: the shell cannot read it; `taken`: another program has it. */
  register(accelerator: string, run: () => void): 'active' | 'taken' | 'invalid';
  unregister(accelerator: string): void;
}

/** Electron's names of keys that type nothing by themselves. Any other, alone or with Shift, would be lost to all programs. */
const harmless =
  /^(?:Shift\+)?F(?:[1-9]|1\d|2[0-4])$|(?:^|\+)(?:Ctrl|Control|Alt|AltGr|Option|Cmd|Command|CmdOrCtrl|CommandOrControl|Super|Meta)\+/iu;

export interface GlobalKeysParts {
  readonly registry: KeyRegistry | undefined;
  readonly settings: SettingsFile;
  readonly run: (action: GlobalAction) => void;
  readonly publish: (keys: GlobalKey[]) => void;
}

/** Keys that work while another program is in front. Remembered for this device; set again at each start. */
export interface GlobalKeys {
  /** input.invalid where the key cannot be read, types something, or does another of these actions already. */
  set(action: GlobalAction, accelerator: string | null): Promise<Result<void>>;
  /** Gives the keys back to the computer. */
  close(): void;
}

export function createGlobalKeys({ registry, settings, run, publish }: GlobalKeysParts): GlobalKeys {
  const chosen = (): Partial<Record<GlobalAction, string>> => settings.get().globalKeys;
  const status = new Map<GlobalAction, GlobalKey['status']>();

  const take = (action: GlobalAction, accelerator: string): 'active' | 'taken' | 'invalid' => {
    const result = registry?.register(accelerator, () => run(action)) ?? 'invalid';
    status.set(action, result === 'active' ? 'active' : 'taken');
    return result;
  };
  const give = (action: GlobalAction): void => {
    const accelerator = chosen()[action];
    if (accelerator !== undefined && status.get(action) === 'active') registry?.unregister(accelerator);
    status.set(action, 'off');
  };
  const tell = (): void =>
    publish(
      globalActions.map((action) => ({
        action,
        accelerator: chosen()[action],
        status: registry === undefined ? 'unsupported' : (status.get(action) ?? 'off'),
      })),
    );

  for (const action of globalActions) {
    const accelerator = chosen()[action];
    if (accelerator !== undefined) take(action, accelerator);
  }
  tell();

  return {
    async set(action, accelerator) {
      if (registry === undefined) return fail('input.invalid', 'unsupported');
      if (accelerator !== null && !harmless.test(accelerator)) return fail('input.invalid', 'accelerator');
      const others = globalActions.filter((other) => other !== action && chosen()[other] === accelerator);
      if (accelerator !== null && others.length > 0) return fail('input.invalid', others[0]);
      const before = chosen()[action];
      give(action);
      if (accelerator !== null && take(action, accelerator) === 'invalid') {
        if (before === undefined) status.set(action, 'off');
        else take(action, before);
        tell();
        return fail('input.invalid', 'accelerator');
      }
      const { [action]: _before, ...rest } = settings.get().globalKeys;
      await settings.set({ globalKeys: accelerator === null ? rest : { ...rest, [action]: accelerator } });
      tell();
      return ok(undefined);
    },
    close() {
      for (const action of globalActions) give(action);
    },
  };
}
