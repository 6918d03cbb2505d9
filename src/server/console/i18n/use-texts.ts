import { useTranslation } from 'react-i18next';
import { languages, localized, type Language, type Localized } from '../../../domain/language.ts';
import { formatFor, type Format } from './format.ts';
import type { Translate } from './keys.ts';

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
