import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { georgianDay } from '../../../domain/georgian.ts';
import { languages, localized, type Language, type Localized } from '../../../domain/language.ts';

/** Days of the languages that Chromium has data of; it has none of Georgian. */
const days = {
  en: {
    ofThisYear: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }),
    ofAnyYear: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
  },
  ru: {
    ofThisYear: new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'short' }),
    ofAnyYear: new Intl.DateTimeFormat('ru-RU', { day: 'numeric', month: 'short', year: 'numeric' }),
  },
};
function dayOf(date: Date, language: Language): string {
  const thisYear = date.getFullYear() === new Date().getFullYear();
  if (language === 'ka') return georgianDay(date, !thisYear);
  return days[language][thisYear ? 'ofThisYear' : 'ofAnyYear'].format(date);
}

const two = (value: number): string => String(value).padStart(2, '0');
const noBreak = '\u00a0';

/** `1 234,50 ₾` in Georgian and Russian, `₾1,234.50` in English (CLDR's patterns, with the sign of the lari). */
function priceOf(tetri: number, language: Language): string {
  const sign = tetri < 0 ? '-' : '';
  const whole = Math.abs(Math.round(tetri));
  const lari = String(Math.floor(whole / 100)).replace(
    /\B(?=(?:\d{3})+$)/g,
    language === 'en' ? ',' : noBreak,
  );
  const rest = two(whole % 100);
  return language === 'en' ? `${sign}₾${lari}.${rest}` : `${sign}${lari},${rest}${noBreak}₾`;
}

/** `1:02:03` or `02:03`: how long, to read off a running clock. Never negative, even if a clock was put back. */
export function formatClock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export interface Format {
  readonly language: Language;
  /** A text of content in the interface language, else in one that it has. */
  text(value: Localized): string;
  /** `10:42`, in the device's time zone. */
  time(at: string | number): string;
  /** `10:42:07`. */
  timeWithSeconds(at: string | number): string;
  /** `10:42` today, `3 Mar, 10:42` on another day, with the year where it is another one. */
  moment(at: string | number): string;
  /** A price in GEL, from tetri: `5,00 ₾`. */
  price(tetri: number): string;
  /** In words, to the minute: `1 h 20 min`; from two days on, whole days. */
  duration(milliseconds: number): string;
}

/** Formats of one language; `t` gives the words of durations. */
export function formatFor(language: Language, t: TFunction): Format {
  const time = (at: string | number): string => {
    const date = new Date(at);
    return `${two(date.getHours())}:${two(date.getMinutes())}`;
  };
  return {
    language,
    text: (value) => localized(value, language),
    time,
    timeWithSeconds: (at) => `${time(at)}:${two(new Date(at).getSeconds())}`,
    moment: (at) => {
      const date = new Date(at);
      const today = date.toDateString() === new Date().toDateString();
      return today ? time(at) : `${dayOf(date, language)}, ${time(at)}`;
    },
    price: (tetri) => priceOf(tetri, language),
    duration: (milliseconds) => {
      const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
      if (minutes < 1) return t('common.lessThanMinute');
      if (minutes < 60) return t('common.minutes', { minutes });
      const hours = Math.floor(minutes / 60);
      if (hours >= 48) return t('common.days', { days: Math.floor(hours / 24) });
      return t('common.hoursMinutes', { hours, minutes: minutes % 60 });
    },
  };
}

/** The formats of the interface language as it is. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  return formatFor(languages.find((each) => each === i18n.language) ?? 'ka', t);
}
