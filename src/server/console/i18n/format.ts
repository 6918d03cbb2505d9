import { georgianDay } from '../../../domain/georgian.ts';
import type { Language } from '../../../domain/language.ts';
import type { Translate } from './keys.ts';

const dateTimes = {
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
  ru: new Intl.DateTimeFormat('ru-RU', { dateStyle: 'medium', timeStyle: 'short' }),
};

export interface Format {
  /** Date and time in the reader's time zone. */
  dateTime(instant: string): string;
  /** Hours, minutes and seconds. */
  time(at: Date): string;
  /** Hours and minutes. */
  shortTime(instant: string): string;
  duration(ms: number): string;
  /** With as many decimals as it has. */
  number(value: number): string;
}

/** How the console writes times; Georgian by tables of its own, since Chromium has no data of it. */
export function formatFor(language: Language, t: Translate): Format {
  return {
    dateTime: (instant) => {
      const at = new Date(instant);
      return language === 'ka'
        ? `${georgianDay(at, true)}, ${two(at.getHours())}:${two(at.getMinutes())}`
        : dateTimes[language].format(at);
    },
    time: (at) => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':'),
    shortTime: (instant) => {
      const at = new Date(instant);
      return `${two(at.getHours())}:${two(at.getMinutes())}`;
    },
    number: (value) => (language === 'en' ? `${value}` : `${value}`.replace('.', ',')),
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

const two = (value: number): string => String(value).padStart(2, '0');
