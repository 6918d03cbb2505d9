import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../../domain/language.ts';
import type en from './en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

const loaders: Readonly<Record<Language, () => Promise<{ default: object }>>> = {
  ka: () => import('./ka.json'),
  en: () => import('./en.json'),
  ru: () => import('./ru.json'),
};

/** Makes the texts ready to be loaded; call once before anything is rendered. */
export function startTexts(): void {
  if (i18next.isInitialized) return;
  void i18next.use(initReactI18next).init({
    lng: 'ka',
    fallbackLng: false,
    resources: {},
    initAsync: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
}

/** Loads a language's texts once and switches the page to it, its `lang` included. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const texts = await loaders[language]();
    i18next.addResourceBundle(language, 'translation', texts.default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
