import { accounts } from './0001-accounts.ts';
import { content } from './0002-content.ts';
import { work } from './0003-work.ts';
import { fitness } from './0004-fitness.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** All of them, in order. */
export const migrations: readonly Migration[] = [accounts, content, work, fitness];
