import type { Article, Customer, Line, Product, Script } from '../../src/contract/content.ts';
import type { Draft, HistoryEntry } from '../../src/contract/desk/commands.ts';
import type { Call, DeskState } from '../../src/contract/desk/state.ts';

/** The n-th of the ids that the samples use: valid UUIDs, told apart at a glance. */
export function sampleId(number: number): string {
  return `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

export const netLine: Line = {
  id: sampleId(1),
  companyId: sampleId(11),
  companyName: { ka: 'ქართლის ინტერნეტი', en: 'Kartli Internet', ru: 'Картли Интернет' },
  name: { ka: 'ტექნიკური მხარდაჭერა', en: 'Support', ru: 'Техподдержка' },
  number: '+995322100100',
  colour: '#0b7285',
  greeting: {
    ka: 'გამარჯობა, „ქართლის ინტერნეტი“, {{operator.name}} გისმენთ. ბატონო/ქალბატონო {{customer.name}}, რით შემიძლია დაგეხმაროთ?',
    en: 'Good day, Kartli Internet, {{operator.name}} speaking. {{customer.name}}, how can I help?',
    ru: 'Здравствуйте, «Картли Интернет», {{operator.name}} слушает. {{customer.name}}, чем могу помочь?',
  },
  scriptId: sampleId(21),
  caseKinds: ['complaint', 'application', 'enquiry'],
  categories: [
    { code: 'no-connection', label: { ka: 'ინტერნეტი არ მუშაობს', en: 'No connection', ru: 'Нет связи' } },
    { code: 'slow', label: { ka: 'დაბალი სიჩქარე', en: 'Slow connection', ru: 'Низкая скорость' } },
    { code: 'bill', label: { ka: 'ანგარიშსწორება', en: 'Billing', ru: 'Счета' } },
  ],
  outcomes: [
    { code: 'solved', label: { ka: 'პრობლემა მოგვარდა', en: 'Solved', ru: 'Решено' } },
    { code: 'case', label: { ka: 'მიღებულია მიმართვა', en: 'Case taken', ru: 'Принято обращение' } },
    { code: 'callback', label: { ka: 'გადავურეკავთ', en: 'Call back', ru: 'Перезвонить' } },
    { code: 'dropped', label: { ka: 'ზარი შეწყდა', en: 'Dropped', ru: 'Звонок прервался' } },
  ],
};

export const shopLine: Line = {
  ...netLine,
  id: sampleId(2),
  companyId: sampleId(12),
  companyName: { ka: 'სახლის მაღაზია', en: 'Home Shop', ru: 'Домашний магазин' },
  name: { ka: 'შეკვეთები', en: 'Orders', ru: 'Заказы' },
  number: '+995322200200',
  colour: '#e8b004',
  scriptId: undefined,
};

export const nino: Customer = {
  id: sampleId(31),
  companyId: netLine.companyId,
  kind: 'person',
  name: 'ნინო ბერიძე',
  phones: ['+995599123456', '+995322334455'],
  email: 'nino@example.ge',
  address: 'თბილისი, ჭავჭავაძის გამზირი 12, ბინა 7',
  account: '40-118-22',
};
export const secondNino: Customer = { ...nino, id: sampleId(32), name: 'ბერიძის სახელოსნო', kind: 'partner' };

export const netScript: Script = {
  id: sampleId(21),
  companyId: netLine.companyId,
  title: { ka: 'ინტერნეტი არ მუშაობს', en: 'The connection does not work', ru: 'Интернет не работает' },
  version: 3,
  start: 'lamp',
  steps: [
    {
      key: 'lamp',
      title: { ka: 'როუტერის ნათურა', en: 'The lamp of the router', ru: 'Лампочка роутера' },
      say: {
        ka: '{{customer.name}}, გთხოვთ, შეხედოთ როუტერს. რა ფერად ანათებს ნათურა წარწერით „Internet“?',
        en: '{{customer.name}}, please look at your router. What colour is the lamp “Internet”?',
        ru: '{{customer.name}}, посмотрите, пожалуйста, на роутер. Какого цвета лампочка «Internet»?',
      },
      hint: {
        ka: 'თუ აბონენტი როუტერს ვერ პოულობს, ჰკითხეთ, სად შედის კაბელი ბინაში.',
        en: 'If the router cannot be found, ask where the cable enters the flat.',
        ru: 'Если роутер не находят, спросите, где кабель входит в квартиру.',
      },
      choices: [
        { label: { ka: 'მწვანე', en: 'Green', ru: 'Зелёная' }, to: 'cable' },
        {
          label: { ka: 'წითელი ან ჩამქრალია', en: 'Red or dark', ru: 'Красная или не горит' },
          to: 'restart',
        },
      ],
    },
    {
      key: 'restart',
      title: { ka: 'გადატვირთვა', en: 'Restart', ru: 'Перезапуск' },
      say: {
        ka: 'გამორთეთ როუტერი დენიდან, დაითვალეთ ათამდე და ისევ ჩართეთ.',
        en: 'Unplug the router, count to ten and plug it in again.',
        ru: 'Выключите роутер из розетки, сосчитайте до десяти и включите снова.',
      },
      choices: [
        { label: { ka: 'ამუშავდა', en: 'It works', ru: 'Заработало' }, to: 'cable' },
        {
          label: {
            ka: 'ისევ არ მუშაობს — მივიღოთ საჩივარი',
            en: 'Still not: take a complaint',
            ru: 'Не помогло',
          },
          to: 'cable',
        },
      ],
    },
    {
      key: 'cable',
      title: { ka: 'დასასრული', en: 'The end', ru: 'Конец' },
      say: { ka: 'გმადლობთ ზარისთვის!', en: 'Thank you for calling!', ru: 'Спасибо за звонок!' },
      choices: [],
    },
  ],
};

/** The same script with a notice that must be given, an answer that fills in the form, and branches from every step. */
export const fullScript: Script = {
  ...netScript,
  version: 4,
  steps: [
    ...netScript.steps.map((step) =>
      step.key === 'lamp'
        ? {
            ...step,
            required: [
              {
                key: 'recording',
                say: {
                  ka: 'ჩვენი საუბარი იწერება მომსახურების ხარისხის გასაუმჯობესებლად.',
                  en: 'Our conversation is recorded.',
                  ru: 'Наш разговор записывается, чтобы мы могли улучшать обслуживание.',
                },
              },
            ],
            choices: step.choices.map((choice) =>
              choice.to === 'restart'
                ? {
                    ...choice,
                    fills: {
                      category: 'no-connection',
                      description: { ka: 'ნათურა ჩამქრალია.', en: 'The lamp is dark.' },
                    },
                  }
                : choice,
            ),
          }
        : step,
    ),
    {
      key: 'angry',
      title: { ka: 'გაღიზიანებული აბონენტი', en: 'An angry caller', ru: 'Недовольный абонент' },
      say: {
        ka: '{{customer.name}}, მესმის თქვენი უკმაყოფილება და ბოდიშს გიხდით შექმნილი უხერხულობისთვის.',
        en: '{{customer.name}}, I understand, and I apologise.',
        ru: '{{customer.name}}, я понимаю ваше недовольство и приношу извинения за неудобства.',
      },
      choices: [{ label: { ka: 'დამშვიდდა, ვაგრძელებთ', en: 'Calmer', ru: 'Успокоился' }, to: 'restart' }],
    },
    {
      key: 'dear',
      title: { ka: '„ძვირია“', en: 'Too dear', ru: '«Дорого»' },
      say: {
        ka: 'მესმის, ფასი მნიშვნელოვანია.',
        en: 'I understand, the price matters.',
        ru: 'Понимаю, цена важна.',
      },
      choices: [],
    },
  ],
  branches: [
    {
      key: 'angry',
      kind: 'conflict',
      to: 'angry',
      label: { ka: 'აბონენტი გაღიზიანებულია', en: 'The caller is angry', ru: 'Абонент раздражён' },
    },
    {
      key: 'dear',
      kind: 'objection',
      to: 'dear',
      label: { ka: '„ძვირია“', en: '“Too dear”', ru: '«Дорого»' },
    },
  ],
};

export const routerArticle: Article = {
  id: sampleId(41),
  companyId: netLine.companyId,
  title: { ka: 'როუტერის გადატვირთვა', en: 'Restarting the router', ru: 'Перезапуск роутера' },
  body: {
    ka: '## ნაბიჯები\n\n1. გამორთეთ დენიდან.\n2. დაელოდეთ **10 წამი**.\n3. ჩართეთ ისევ.\n\n- ნათურა „Internet“ მწვანე უნდა გახდეს.',
    en: '## Steps\n\n1. Unplug it.\n2. Wait **10 seconds**.\n\n<img src="x" onerror="alert(1)"> [a link](javascript:alert(1))',
    ru: '## Шаги\n\n1. Выключите.\n2. Подождите **10 секунд**.',
  },
  keywords: [],
  version: 1,
};

export const fibreProduct: Product = {
  id: sampleId(51),
  companyId: netLine.companyId,
  name: { ka: 'ოპტიკა 200', en: 'Fibre 200', ru: 'Оптика 200' },
  code: 'NET-200',
  priceTetri: 4_990,
  unit: { ka: 'თვე', en: 'month', ru: 'месяц' },
  description: {
    ka: 'ბოჭკოვანი ინტერნეტი 200 მბიტ/წმ, შეუზღუდავი.',
    en: 'Fibre, 200 Mbit/s, unlimited.',
    ru: 'Оптика, 200 Мбит/с, без ограничений.',
  },
  specifications: [
    { name: { ka: 'სიჩქარე', en: 'Speed', ru: 'Скорость' }, value: { ka: '200 მბიტ/წმ', en: '200 Mbit/s' } },
    { name: { ka: 'როუტერი', en: 'Router', ru: 'Роутер' }, value: { ka: 'შედის ფასში', en: 'included' } },
  ],
  version: 2,
};

/** A call of a customer on the internet line, as it begins to ring. */
export function sampleCall(change: Partial<Call> = {}): Call {
  return {
    id: sampleId(61),
    direction: 'in',
    state: 'ringing',
    muted: false,
    heldByOther: false,
    earlyMedia: false,
    inConference: false,
    remoteNumber: '+995599123456',
    lineId: netLine.id,
    startedAt: new Date().toISOString(),
    media: 'none',
    needsOutcome: false,
    ...change,
  };
}

export const sampleDevices: DeskState['devices'] = {
  microphones: [{ id: 'm1', label: 'Jabra Evolve2 40 (0b0e:2e53)' }],
  speakers: [
    { id: 's1', label: 'Jabra Evolve2 40 (0b0e:2e53)' },
    { id: 's2', label: 'Built-in Audio Analog Stereo' },
  ],
  chosen: {},
  missing: [],
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  ringVolume: 1,
  headsets: [],
};

export function sampleDraft(change: Partial<Draft> = {}): Draft {
  return {
    id: sampleId(71),
    lineId: netLine.id,
    callId: sampleId(60),
    savedAt: new Date(Date.now() - 600_000).toISOString(),
    fields: {
      kind: 'complaint',
      category: '',
      customerName: 'გიორგი კაპანაძე',
      callback: '577 65 43 21',
      address: '',
      description: 'მესამე დღეა ინტერნეტი საღამოობით ითიშება',
      desiredResult: '',
    },
    ...change,
  };
}

export function sampleHistory(): HistoryEntry[] {
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  return [
    {
      callId: sampleId(81),
      direction: 'in',
      remoteNumber: '+995599123456',
      customerName: nino.name,
      lineId: netLine.id,
      startedAt: at(42),
      answeredAt: at(41),
      endedAt: at(37),
      ending: 'other',
      outcome: 'solved',
    },
    {
      callId: sampleId(82),
      direction: 'in',
      remoteNumber: '+995577654321',
      lineId: shopLine.id,
      startedAt: at(70),
      endedAt: at(69),
      ending: 'missed',
    },
    {
      callId: sampleId(83),
      direction: 'out',
      remoteNumber: '+995322987654',
      startedAt: at(1600),
      endedAt: at(1599),
      ending: 'busy',
    },
  ];
}

/** A signed-in operator on shift with everything in order. */
export function sampleState(change: Partial<DeskState> = {}): DeskState {
  const now = new Date().toISOString();
  return {
    host: { version: '0.1.0', shell: 'browser', serverUrl: 'http://127.0.0.1', lastUsername: 'nana' },
    settings: { language: 'ka', theme: 'light' },
    session: {
      status: 'signedIn',
      operator: { id: sampleId(91), username: 'nana', displayName: 'ნანა მაისურაძე', role: 'operator' },
      offline: false,
      practiceScenarios: [
        {
          id: 'internet-complaint',
          title: {
            ka: 'ინტერნეტი აღარ მუშაობს: გაღიზიანებული მომხმარებელი',
            en: 'The internet is down',
            ru: 'Не работает интернет',
          },
        },
        {
          id: 'unknown-enquiry',
          title: { ka: 'უცნობი ნომერი, შეკითხვა ტარიფზე', en: 'An unknown caller', ru: 'Неизвестный номер' },
        },
      ],
    },
    server: { status: 'reachable', since: now, lastAnswerAt: now },
    registration: { status: 'registered', since: now, attempt: 0 },
    media: { status: 'ready', speakingWhileMuted: false },
    devices: sampleDevices,
    colleagues: [
      { id: sampleId(111), name: 'გიორგი მაისურაძე', number: '102', state: 'free' },
      { id: sampleId(112), name: 'თამარ ლომიძე', number: '103', state: 'busy' },
    ],
    fitness: { status: 'none', steps: [] },
    globalKeys: [],
    shift: { status: 'on', shiftId: sampleId(95), startedAt: new Date(Date.now() - 8_000_000).toISOString() },
    presence: { state: 'ready', since: now },
    calls: [],
    outbox: { waiting: 0, parked: 0, waitingCases: 0 },
    content: { status: 'current', updatedAt: now },
    lines: [netLine, shopLine],
    ...change,
  };
}
