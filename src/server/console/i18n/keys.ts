import type en from './en.json';

/** `a.b` for each text; a counted text is named without its plural ending. */
type KeyOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string
    ? `${Prefix}${K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K}`
    : KeyOf<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

export type TextKey = KeyOf<typeof en>;
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
