import { useTranslation } from 'react-i18next';
import { languages, localized, type Language, type Localized } from '../../../domain/language.ts';
import type en from './en.json';
import { formatFor, type Format } from './format.ts';

/** `a.b` for each text; a counted text is named without its plural ending. */
type KeyOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string
    ? `${Prefix}${K extends `${infer Stem}_${'one' | 'other'}` ? Stem : K}`
    : KeyOf<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

export type TextKey = KeyOf<typeof en>;
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** i18next's types know one set of keys for a whole program; the console's own are checked here instead. */
function isTranslate(value: unknown): value is Translate {
  return typeof value === 'function';
}

export interface Texts {
  readonly t: Translate;
  readonly language: Language;
  /** A text of content in the language of the console. */
  readonly content: (text: Localized) => string;
  readonly format: Format;
  readonly choose: (language: Language) => void;
}

/** Texts and formats in the chosen language; a component that uses it follows a change of language. */
export function useTexts(): Texts {
  const { t, i18n } = useTranslation();
  if (!isTranslate(t)) throw new Error('the texts are not set up');
  const language = languages.find((candidate) => candidate === i18n.language) ?? 'ka';
  return {
    t,
    language,
    content: (text) => localized(text, language),
    format: formatFor(language, t),
    choose: (chosen) => void i18n.changeLanguage(chosen),
  };
}
