import { languages, type Language } from '../../domain/language.ts';

const texts = {
  usage: {
    ka: `გამოყენება:
  serve [--port 7100] [--host 127.0.0.1] [--data DIR] [--demo DIR] [--console DIR]
  cases list [--data DIR | --server URL] [--limit 50] [--json]
  shifts list [--data DIR | --server URL] [--day YYYY-MM-DD] [--json]
  accounts add USERNAME --name NAME --role ROLE [--password-stdin] [--data DIR | --server URL]

--data: სერვერის მონაცემები (ნაგულისხმევად ZARI_DATA ან .data/server).
როლები: operator, senior, supervisor, backOffice, administrator`,
    en: `Usage:
  serve [--port 7100] [--host 127.0.0.1] [--data DIR] [--demo DIR] [--console DIR]
  cases list [--data DIR | --server URL] [--limit 50] [--json]
  shifts list [--data DIR | --server URL] [--day YYYY-MM-DD] [--json]
  accounts add USERNAME --name NAME --role ROLE [--password-stdin] [--data DIR | --server URL]

--data: the server's data (default: ZARI_DATA, else .data/server).
Roles: operator, senior, supervisor, backOffice, administrator`,
    ru: `Использование:
  serve [--port 7100] [--host 127.0.0.1] [--data DIR] [--demo DIR] [--console DIR]
  cases list [--data DIR | --server URL] [--limit 50] [--json]
  shifts list [--data DIR | --server URL] [--day YYYY-MM-DD] [--json]
  accounts add USERNAME --name NAME --role ROLE [--password-stdin] [--data DIR | --server URL]

--data: данные сервера (по умолчанию ZARI_DATA, иначе .data/server).
Роли: operator, senior, supervisor, backOffice, administrator`,
  },
  inUse: {
    ka: 'მონაცემებს სხვა პროცესი იყენებს: {{value}}. გააჩერეთ ის სერვერი ან მიუთითეთ სხვა საქაღალდე: --data DIR',
    en: 'The data are in use by another process: {{value}}. Stop that server, or name another directory: --data DIR',
    ru: 'Данные заняты другим процессом: {{value}}. Остановите тот сервер или укажите другую папку: --data DIR',
  },
  noData: {
    ka: 'აქ სერვერის მონაცემები არ არის: {{value}}. გაუშვით სერვერი (serve) ან მიუთითეთ საქაღალდე: --data DIR',
    en: 'There are no server data here: {{value}}. Start the server (serve), or name the directory: --data DIR',
    ru: 'Здесь нет данных сервера: {{value}}. Запустите сервер (serve) или укажите папку: --data DIR',
  },
  noAnswer: {
    ka: 'სერვერი არ პასუხობს: {{value}}. შეამოწმეთ, გაშვებულია თუ არა',
    en: 'The server does not answer: {{value}}. Check that it is running',
    ru: 'Сервер не отвечает: {{value}}. Проверьте, запущен ли он',
  },
  refused: {
    ka: 'სერვერმა უარი თქვა ({{value}}). გაუშვით ბრძანება სერვერის კომპიუტერზე, მისი მონაცემების საქაღალდით: --data DIR',
    en: 'The server refused ({{value}}). Run this on the server’s machine, with its data directory: --data DIR',
    ru: 'Сервер отказал ({{value}}). Выполните команду на машине сервера, указав папку его данных: --data DIR',
  },
  noToken: {
    ka: 'ამ სერვერთან წვდომა არ არის: {{value}}. მიუთითეთ მისი მონაცემების საქაღალდე: --data DIR',
    en: 'No access to this server: {{value}}. Name its data directory as well: --data DIR',
    ru: 'Нет доступа к этому серверу: {{value}}. Укажите также папку его данных: --data DIR',
  },
  portInUse: {
    ka: 'პორტი დაკავებულია: {{value}}. აირჩიეთ სხვა: --port N (0: ნებისმიერი თავისუფალი)',
    en: 'The port is in use: {{value}}. Choose another: --port N (0: any free one)',
    ru: 'Порт занят: {{value}}. Выберите другой: --port N (0: любой свободный)',
  },
  badValue: {
    ka: 'არასწორი მნიშვნელობა: {{value}}',
    en: 'Not a valid value: {{value}}',
    ru: 'Неверное значение: {{value}}',
  },
  usernameTaken: {
    ka: 'ასეთი მომხმარებელი უკვე არსებობს: {{value}}',
    en: 'This user name is taken: {{value}}',
    ru: 'Такой пользователь уже есть: {{value}}',
  },
  accountAdded: {
    ka: 'ანგარიში დაემატა: {{value}}',
    en: 'Account added: {{value}}',
    ru: 'Учётная запись добавлена: {{value}}',
  },
  generatedPassword: {
    ka: 'პაროლი (მხოლოდ ახლა ჩანს): {{value}}',
    en: 'Password (shown only now): {{value}}',
    ru: 'Пароль (показывается только сейчас): {{value}}',
  },
  noCases: { ka: 'მიმართვები ჯერ არ არის.', en: 'No cases yet.', ru: 'Обращений пока нет.' },
  noShifts: { ka: 'ამ დღეს ცვლები არ არის.', en: 'No shifts on this day.', ru: 'В этот день смен нет.' },
  reference: { ka: 'ნომერი', en: 'Reference', ru: 'Номер' },
  received: { ka: 'მიღებულია', en: 'Received', ru: 'Получено' },
  kind: { ka: 'სახე', en: 'Kind', ru: 'Вид' },
  company: { ka: 'კომპანია', en: 'Company', ru: 'Компания' },
  category: { ka: 'კატეგორია', en: 'Category', ru: 'Категория' },
  customer: { ka: 'მომხმარებელი', en: 'Customer', ru: 'Клиент' },
  operator: { ka: 'ოპერატორი', en: 'Operator', ru: 'Оператор' },
  start: { ka: 'დასაწყისი', en: 'Start', ru: 'Начало' },
  startReceived: { ka: 'სერვერით', en: 'By server', ru: 'По серверу' },
  end: { ka: 'დასასრული', en: 'End', ru: 'Конец' },
  endReceived: { ka: 'სერვერით', en: 'By server', ru: 'По серверу' },
  complaint: { ka: 'საჩივარი', en: 'complaint', ru: 'жалоба' },
  application: { ka: 'განაცხადი', en: 'application', ru: 'заявление' },
  enquiry: { ka: 'შეკითხვა', en: 'enquiry', ru: 'вопрос' },
} as const satisfies Record<string, Record<Language, string>>;

export type TextKey = keyof typeof texts;
export type Texts = (key: TextKey, value?: string) => string;

/** The command line's language: ZARI_LANGUAGE, else that of the terminal (LC_ALL, LC_MESSAGES, LANG), else English. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const wishes = ['ZARI_LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => environment[name]);
  const wish = wishes.find((value) => value !== undefined && value !== '');
  return languages.find((language) => wish?.toLowerCase().startsWith(language)) ?? 'en';
}

/** The texts in a language. */
export function textsIn(language: Language): Texts {
  return (key, value = '') => texts[key][language].replace('{{value}}', () => value);
}
