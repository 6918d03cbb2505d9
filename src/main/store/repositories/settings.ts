import type { StoreDatabase } from '../database.ts';

export type SettingName =
  'session' | 'reference' | 'cursor' | 'contentUpdatedAt' | 'fitness' | 'knowledgeIndex';

/** The things there is only one of, by name. */
export interface Settings {
  get(name: SettingName): string | undefined;
  set(name: SettingName, value: string): void;
}

export function createSettings(database: StoreDatabase): Settings {
  const select = database.prepare<[string], { value: string }>('select value from setting where name = ?');
  const upsert = database.prepare<[string, string]>(
    'insert into setting (name, value) values (?, ?) on conflict do update set value = excluded.value',
  );
  return {
    get: (name) => select.get(name)?.value,
    set: (name, value) => {
      upsert.run(name, value);
    },
  };
}
