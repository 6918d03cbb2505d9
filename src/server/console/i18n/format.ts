import type { Language } from '../../../domain/language.ts';
import type { Translate } from './keys.ts';

const locales: Readonly<Record<Language, string>> = { ka: 'ka-GE', en: 'en-GB', ru: 'ru-RU' };

export interface Format {
  /** Date and time in the reader's time zone. */
  dateTime(instant: string): string;
  /** Hours, minutes and seconds. */
  time(at: Date): string;
  /** Hours and minutes. */
  shortTime(instant: string): string;
  duration(ms: number): string;
}

/** How the console writes times. A browser without the language's data (some have no Georgian) gets `dd.MM.yyyy HH:mm`. */
export function formatFor(language: Language, t: Translate): Format {
  const locale = locales[language];
  const known = Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    dateTime: (instant) => (known ? dateTime.format(new Date(instant)) : numericDateTime(new Date(instant))),
    time: (at) => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':'),
    shortTime: (instant) => {
      const at = new Date(instant);
      return `${two(at.getHours())}:${two(at.getMinutes())}`;
    },
    duration: (ms) => {
      const whole = Math.max(0, Math.round(ms / 1000));
      const seconds = whole % 60;
      const minutes = Math.floor(whole / 60) % 60;
      const hours = Math.floor(whole / 3600);
      if (hours > 0) return t('duration.hoursMinutes', { hours, minutes });
      if (minutes === 0) return t('duration.seconds', { seconds });
      return seconds === 0
        ? t('duration.minutes', { minutes })
        : t('duration.minutesSeconds', { minutes, seconds });
    },
  };
}

/** `dd.MM.yyyy HH:mm`, understood in all three languages. */
export function numericDateTime(at: Date): string {
  const day = [two(at.getDate()), two(at.getMonth() + 1), at.getFullYear()].join('.');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
