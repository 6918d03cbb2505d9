import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/environment.ts';
import type { Language } from '../../../src/domain/language.ts';

/** The desk's texts by key (`call.answer`), as the operator reads them; `{{…}}` places are left as they are. */
export function deskTexts(language: Language): (key: string) => string {
  const tree: unknown = JSON.parse(
    readFileSync(join(root, 'src/renderer/desk/i18n', `${language}.json`), 'utf8'),
  );
  return (key) => {
    let at: unknown = tree;
    for (const part of key.split('.')) {
      at =
        typeof at === 'object' && at !== null
          ? Object.entries(at).find(([name]) => name === part)?.[1]
          : undefined;
    }
    if (typeof at !== 'string') throw new Error(`the desk has no text ${key} in ${language}`);
    return at;
  };
}

/** A text with places for values as a pattern that any values fit. */
export function pattern(text: string): RegExp {
  const parts = text
    .split(/\{\{[^}]+\}\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(parts.join('.+'));
}
