import type { TextKey } from './texts.ts';

/** What the command line says instead of a stack: a text, and what it is about. */
export class CliFailure extends Error {
  readonly key: TextKey;
  readonly value: string;
  constructor(key: TextKey, value = '') {
    super(`${key} ${value}`);
    this.name = 'CliFailure';
    this.key = key;
    this.value = value;
  }
}
