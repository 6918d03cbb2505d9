import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languages, type Language } from '../../../domain/language.ts';
import { recall, remember } from '../ui/memory.ts';
import en from './en.json';
import ka from './ka.json';
import ru from './ru.json';

const memoryKey = 'language';

/** The language that was chosen here last; Georgian before that. */
export function rememberedLanguage(): Language {
  const kept = recall(memoryKey);
  return languages.find((language) => language === kept) ?? 'ka';
}

/** Texts of the console, all three languages at hand: an instance of its own, so that tests can have many. */
export async function createTexts(language: Language = rememberedLanguage()): Promise<i18n> {
  const texts = createInstance();
  await texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'ka',
    resources: { ka: { translation: ka }, en: { translation: en }, ru: { translation: ru } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
  const follow = (chosen: string) => {
    document.documentElement.lang = chosen;
    remember(memoryKey, chosen);
  };
  document.documentElement.lang = language;
  texts.on('languageChanged', follow);
  return texts;
}
