import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { languages, localized, type Language, type Localized } from '../../../domain/language.ts';

/** Chromium brings no Georgian data; Russian writes numbers, times and numeric dates as Georgian does. */
const locales: Readonly<Record<Language, readonly string[]>> = {
  ka: ['ka-GE', 'ru-RU'],
  en: ['en-GB'],
  ru: ['ru-RU'],
};

/** Formats for one language; Intl's objects are costly to make, so each is made once. */
const formats = new Map<
  Language,
  {
    time: Intl.DateTimeFormat;
    seconds: Intl.DateTimeFormat;
    day: Intl.DateTimeFormat;
    price: Intl.NumberFormat;
  }
>();
function formatsOf(language: Language) {
  let found = formats.get(language);
  if (found === undefined) {
    const locale = [...locales[language]];
    found = {
      time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      seconds: new Intl.DateTimeFormat(locale, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      }),
      // In Georgian in figures: names of months would come in the other language.
      day: new Intl.DateTimeFormat(
        locale,
        language === 'ka' ? { day: '2-digit', month: '2-digit' } : { day: 'numeric', month: 'short' },
      ),
      price: new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'GEL',
        currencyDisplay: 'narrowSymbol',
      }),
    };
    formats.set(language, found);
  }
  return found;
}

/** `1:02:03` or `02:03`: how long, to read off a running clock. Never negative, even if a clock was put back. */
export function formatClock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
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
  /** `10:42` today, `3 Mar, 10:42` on another day. */
  moment(at: string | number): string;
  /** A price in GEL, from tetri. */
  price(tetri: number): string;
  /** In words, to the minute: `1 h 20 min`. */
  duration(milliseconds: number): string;
}

/** Formats of one language; `t` gives the words of durations. */
export function formatFor(language: Language, t: TFunction): Format {
  const { time, seconds, day, price } = formatsOf(language);
  return {
    language,
    text: (value) => localized(value, language),
    time: (at) => time.format(new Date(at)),
    timeWithSeconds: (at) => seconds.format(new Date(at)),
    moment: (at) => {
      const date = new Date(at);
      const today = date.toDateString() === new Date().toDateString();
      return today ? time.format(date) : `${day.format(date)}, ${time.format(date)}`;
    },
    price: (tetri) => price.format(tetri / 100),
    duration: (milliseconds) => {
      const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
      if (minutes < 1) return t('common.lessThanMinute');
      if (minutes < 60) return t('common.minutes', { minutes });
      return t('common.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    },
  };
}

/** The formats of the interface language as it is. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  return formatFor(languages.find((each) => each === i18n.language) ?? 'ka', t);
}
