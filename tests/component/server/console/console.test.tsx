// @vitest-environment jsdom
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fail } from '../../../../src/contract/reasons.ts';
import type { CaseDetail } from '../../../../src/contract/server/console.ts';
import { fitnessResults, fitnessSteps } from '../../../../src/domain/fitness/steps.ts';
import type { Language } from '../../../../src/domain/language.ts';
import { App } from '../../../../src/server/console/App.tsx';
import { pollEveryMs } from '../../../../src/server/console/api/use-poll.ts';
import { createTexts } from '../../../../src/server/console/i18n/i18n.ts';
import { fitnessReport } from '../../../support/server/operations.ts';
import { caseEntry, FakeConsoleServer, tamar } from '../../../support/server/console-client.ts';

let server: FakeConsoleServer;
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  window.localStorage.clear();
  window.location.hash = '';
  server = new FakeConsoleServer();
});
afterEach(() => vi.useRealTimers());

async function open(language: Language = 'en') {
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
  const texts = await createTexts(language);
  const view = render(<App client={server} texts={texts} />);
  return { user, view };
}
const poll = () => act(() => vi.advanceTimersByTimeAsync(pollEveryMs));
const rows = () => within(screen.getByRole('list')).getAllByRole('link');

describe('signing in', () => {
  beforeEach(() => {
    server.signedIn = undefined;
  });

  test('asks for both fields, says what was wrong, and opens the cases', async () => {
    const { user } = await open();
    const username = await screen.findByLabelText('User name');
    expect(document.activeElement).toBe(username);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(screen.getAllByText('Fill in this field')).toHaveLength(2);

    await user.type(screen.getByLabelText('User name'), 'tamar');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('Wrong user name or password.');
    expect(screen.getByLabelText('Password')).toHaveProperty('value', '');

    await user.type(screen.getByLabelText('Password'), 'right{Enter}');
    expect(await screen.findByText('No cases yet')).toBeDefined();
  });

  test('is in Georgian first; another language is taken at once and remembered', async () => {
    const { user, view } = await open('ka');
    expect(await screen.findByRole('button', { name: 'შესვლა' })).toBeDefined();
    expect(document.documentElement.lang).toBe('ka');
    await user.selectOptions(screen.getByLabelText('ენა'), 'ru');
    expect(await screen.findByRole('button', { name: 'Войти' })).toBeDefined();
    expect(document.documentElement.lang).toBe('ru');
    view.unmount();
    render(<App client={server} texts={await createTexts()} />);
    expect(await screen.findByRole('button', { name: 'Войти' })).toBeDefined();
  });

  test('colours can be chosen', async () => {
    const { user } = await open();
    await user.selectOptions(await screen.findByLabelText('Colours'), 'dark');
    expect(document.documentElement.dataset['mantineColorScheme']).toBe('dark');
  });

  test('says so when the server is away', async () => {
    server.failing = fail('server.unreachable');
    await open();
    expect((await screen.findByRole('alert')).textContent).toContain('The server does not answer');
  });
});

describe('cases', () => {
  test('are shown with what they are about, in the language of the console', async () => {
    server.list = [caseEntry(1)];
    const { user } = await open();
    const [row] = await waitFor(rows);
    for (const text of [
      '1000-000001-1',
      'Complaint · Internet',
      'მომხმარებელი 1',
      'Test company – Support',
      'ნინო კაპანაძე',
    ]) {
      expect(row?.textContent).toContain(text);
    }
    await user.selectOptions(screen.getByLabelText('Language'), 'ka');
    await waitFor(() => expect(rows()[0]?.textContent).toContain('საჩივარი · ინტერნეტი'));
  });

  test('that arrive later appear by themselves and are new until they are opened', async () => {
    server.list = [caseEntry(1)];
    const { user } = await open();
    await waitFor(rows);
    expect(screen.queryByText('New')).toBeNull();
    server.list = [caseEntry(3), caseEntry(2), caseEntry(1)];
    await poll();
    expect(screen.getByText('2 new')).toBeDefined();
    expect(document.title).toBe('(2) Cases – Zari');
    expect(rows().map((row) => row.textContent.includes('New'))).toEqual([true, true, false]);

    await user.click(rows()[0] ?? document.body);
    expect(await screen.findByText('1 new')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Mark all as seen' }));
    expect(screen.queryByText(/new$/)).toBeNull();
  });

  test('that came while nobody looked are new at the next visit', async () => {
    server.list = [caseEntry(1)];
    const { view } = await open();
    await waitFor(rows);
    view.unmount();
    server.list = [caseEntry(2), caseEntry(1)];
    await open();
    expect(await screen.findByText('1 new')).toBeDefined();
  });

  test('open beside the list with their whole story', async () => {
    const entry = caseEntry(1);
    server.list = [entry];
    server.details.set(entry.id, {
      ...entry,
      callId: entry.id,
      call: {
        id: entry.id,
        direction: 'in',
        remoteNumber: '+995599123456',
        startedAt: '2026-03-02T08:00:00.000Z',
        answeredAt: '2026-03-02T08:00:05.000Z',
        endedAt: '2026-03-02T08:03:10.000Z',
        ending: 'other',
        outcome: 'resolved',
        outcomeLabel: { en: 'Resolved at once' },
      },
      customer: { id: entry.id, name: 'ლალი ბერიძე', phones: ['+995599123456'] },
    });
    const { user } = await open();
    await user.click((await waitFor(rows))[0] ?? document.body);
    const call = await screen.findByRole('region', { name: 'Call' });
    for (const text of [
      'Incoming',
      '599 12 34 56',
      '3 min 5 s',
      'The other side hung up',
      'Resolved at once',
    ]) {
      expect(call.textContent).toContain(text);
    }
    expect(screen.getByRole('region', { name: 'Customer' }).textContent).toContain('ლალი ბერიძე');
    expect(screen.getByRole('region', { name: 'Form' }).textContent).toContain('ინტერნეტი არ არის');
    expect(rows()[0]?.getAttribute('aria-current')).toBe('true');
  });

  test('whose call has not arrived yet say so, and fill in by themselves', async () => {
    const entry = caseEntry(1);
    server.list = [entry];
    server.details.set(entry.id, { ...entry, callId: entry.id });
    window.location.hash = `#/cases/${entry.id}`;
    await open();
    expect(await screen.findByText('The record of the call has not arrived yet.')).toBeDefined();
  });

  test('can be gone through with the keyboard', async () => {
    server.list = [caseEntry(2), caseEntry(1)];
    const { user } = await open();
    const [first, second] = await waitFor(rows);
    act(() => first?.focus());
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(second);
    await user.keyboard('{ArrowDown}{Home}');
    expect(document.activeElement).toBe(first);
  });

  test('of before are fetched on request', async () => {
    server.list = Array.from({ length: 60 }, (_, index) => caseEntry(59 - index));
    const { user } = await open();
    await waitFor(() => expect(rows()).toHaveLength(50));
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() => expect(rows()).toHaveLength(60));
    expect(screen.queryByRole('button', { name: 'Show older' })).toBeNull();
    await poll();
    expect(rows()).toHaveLength(60);
  });
});

describe('when the server goes away', () => {
  test('what was there stays, with a clear word; it is tried again by itself and by hand', async () => {
    server.list = [caseEntry(1)];
    const { user } = await open();
    await waitFor(rows);
    server.failing = fail('server.unreachable');
    await poll();
    expect(screen.getByRole('alert').textContent).toMatch(/No answer from the server since \d\d:\d\d:\d\d/);
    expect(rows()).toHaveLength(1);
    server.failing = undefined;
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(screen.getByText(/^As of /)).toBeDefined();
  });

  test('a session that ended leads back to the door, and says why', async () => {
    server.list = [caseEntry(1)];
    await open();
    await waitFor(rows);
    server.signedIn = undefined;
    await poll();
    expect((await screen.findByRole('alert')).textContent).toBe('Your session has ended. Sign in again.');
    expect(screen.queryByText('1000-000001-1')).toBeNull();
  });
});

describe('shifts', () => {
  const at = (time: string) => `2026-03-02T${time}:00.000Z`;

  test('show both clocks, name a difference, breaks and the whole', async () => {
    window.location.hash = '#/shifts/2026-03-02';
    server.shiftRows = [
      {
        shiftId: '0197c000-0000-7000-8000-0000000000aa',
        operator: { id: '0197c000-0000-7000-8000-0000000000ab', displayName: 'ნინო კაპანაძე' },
        startedAt: at('08:00'),
        startReceivedAt: at('08:14'),
        endedAt: at('16:05'),
        endReceivedAt: at('16:00'),
        events: [
          {
            kind: 'presence',
            presence: 'break',
            breakReason: 'meal',
            deviceTime: at('12:00'),
            receivedAt: at('12:00'),
          },
          { kind: 'presence', presence: 'ready', deviceTime: at('12:30'), receivedAt: at('12:30') },
        ],
      },
    ];
    await open();
    const row = await screen.findByRole('row', { name: /ნინო კაპანაძე/ });
    for (const text of [
      'the server learned 14 min later',
      'the device’s clock is 5 min ahead',
      '30 min (meal)',
      '8 h 5 min',
    ]) {
      expect(row.textContent).toContain(text);
    }
  });

  test('go from day to day', async () => {
    window.location.hash = '#/shifts/2026-03-01';
    const { user } = await open();
    expect(await screen.findByText('No shifts on this day')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Previous day' }));
    await waitFor(() => expect(server.askedDays.at(-1)).toBe('2026-02-28'));
    expect(screen.getByLabelText('Day')).toHaveProperty('value', '2026-02-28');
  });

  test('are those of the centre’s day, whatever day it is for the reader', async () => {
    server.today = '2031-12-31';
    window.location.hash = '#/shifts';
    const { user } = await open();
    await waitFor(() => expect(screen.getByLabelText('Day')).toHaveProperty('value', '2031-12-31'));
    expect(server.askedDays).toEqual([undefined]);
    expect(screen.getByRole('button', { name: 'Today' })).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('button', { name: 'Next day' }));
    await waitFor(() => expect(server.askedDays.at(-1)).toBe('2032-01-01'));
    await user.click(screen.getByRole('button', { name: 'Today' }));
    await waitFor(() => expect(screen.getByLabelText('Day')).toHaveProperty('value', '2031-12-31'));
  });

  test('are not offered to who may not see them', async () => {
    server.signedIn = { ...tamar, role: 'backOffice' };
    window.location.hash = '#/shifts';
    await open();
    expect(await screen.findByText('No cases yet')).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Shifts' })).toBeNull();
    expect(server.askedDays).toEqual([]);
  });
});

describe('the sound of a call', () => {
  const call = {
    direction: 'in',
    startedAt: '2026-03-02T08:00:00.000Z',
    answeredAt: '2026-03-02T08:00:05.000Z',
    endedAt: '2026-03-02T08:03:10.000Z',
    ending: 'other',
  } as const;
  const quality = {
    codec: 'opus',
    mos: { mean: 3.84, lowest: 2.1 },
    mosG107: { mean: 3.7, lowest: 2 },
    lossIn: 0.0123,
    jitterMs: { mean: 9, highest: 71 },
    roundTripMs: { mean: 48, highest: 90 },
    troubles: [{ kind: 'lossIn' as const, fromSecond: 65, seconds: 9 }],
    course: [
      { second: 0, mos: 4.4, lossIn: 0, jitterMs: 4 },
      { second: 1, mos: 2.1, lossIn: 0.2, jitterMs: 71 },
      { second: 2, mos: 4.3, lossIn: 0, jitterMs: 5 },
      { second: 120, mos: 4.2, lossIn: 0, jitterMs: 5 },
    ],
  };
  const show = async (detail: Partial<CaseDetail>, language: Language = 'en') => {
    const entry = caseEntry(1);
    server.list = [entry];
    server.details.set(entry.id, { ...entry, callId: entry.id, call: { ...call, id: entry.id }, ...detail });
    window.location.hash = `#/cases/${entry.id}`;
    return open(language);
  };
  const id = caseEntry(1).id;

  test('is told with the way through the script, and each version of it', async () => {
    const visit = (step: string, version: number) =>
      ({ step, title: { en: step }, version, arrival: { by: 'choice', choice: 0 } }) as const;
    const visits = [visit('Identify', 3), visit('Angry caller', 3), visit('Register', 4)];
    const scriptPath = { scriptId: id, title: { en: 'Complaint' }, visits, said: [] };
    await show({ call: { ...call, id, scriptPath } });
    await screen.findByText('Complaint v3: Identify → Angry caller → Register (v4)');
  });

  test('is told in words, with its troubles and its course', async () => {
    await show({ call: { ...call, id, quality } });
    const sound = await screen.findByRole('region', { name: 'Sound' });
    for (const text of [
      '3.84 – fair; at its worst 2.1',
      '1.23 %',
      '9 ms on average, 71 ms at most',
      '48 ms on average, 90 ms at most',
      'opus',
      'The other side broke up: 1 min 5 s after the answer, for 9 s',
    ]) {
      expect(sound.textContent).toContain(text);
    }
    const course = within(sound).getByRole('img');
    expect(course.getAttribute('aria-label')).toBe(
      'Score over 2 min: 4.4 at first, 4.2 at the end, lowest 2.1, 1 s after the answer',
    );
    // Held in between: two lines, not one through the time in which nobody talked.
    expect(course.querySelectorAll('polyline')).toHaveLength(2);
  });

  test.each([
    ['ka', 'ხმის ხარისხი', '3,84 – მისაღები; ყველაზე ცუდი: 2,1'],
    ['ru', 'Качество звука', '3,84 – приемлемо; худшая 2,1'],
  ] as const)('is told in the language of the console: %s', async (language, name, text) => {
    await show({ call: { ...call, id, quality } }, language);
    expect((await screen.findByRole('region', { name })).textContent).toContain(text);
  });

  test('says so where nothing is known of it, and is left out where nobody talked', async () => {
    const { view } = await show({});
    expect((await screen.findByRole('region', { name: 'Sound' })).textContent).toContain(
      'Nothing was recorded',
    );
    view.unmount();
    await show({ call: { ...call, id, answeredAt: undefined, ending: 'missed' } });
    await screen.findByText('Missed');
    expect(screen.queryByRole('region', { name: 'Sound' })).toBeNull();
  });
});

describe('checks before the shift', () => {
  beforeEach(() => {
    window.location.hash = '#/fitness';
  });
  const operator = { id: '0197c000-0000-7000-8000-0000000000ab', displayName: 'ნინო კაპანაძე' };

  test('show the verdict in words, what was noted, and every step by its number', async () => {
    server.checks = [
      {
        operator,
        device: 'nino-pc',
        receivedAt: '2026-03-02T09:00:00.000Z',
        report: fitnessReport({
          verdict: 'unfit',
          steps: [
            { number: 1, name: 'microphone', result: 'ok', values: { levelDb: -21.5 } },
            {
              number: 5,
              name: 'registration',
              result: 'failed',
              reason: 'pbx.refused',
              values: { sipStatus: 403 },
            },
            { number: 6, name: 'echoCall', result: 'skipped', reason: 'pbx.refused', values: {} },
          ],
        }),
      },
    ];
    await open();
    const row = await screen.findByRole('row', { name: /ნინო კაპანაძე/ });
    for (const text of ['not fit', 'computer: nino-pc', 'server ']) expect(row.textContent).toContain(text);
    const [noted, all] = within(row).getAllByRole('list');
    expect(noted?.textContent).toBe('5. Registration at the PBX: failed – the PBX refused; PBX answered 403');
    expect(
      within(all ?? row)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      '1. Microphone: ok – level -21.5 dB',
      '5. Registration at the PBX: failed – the PBX refused; PBX answered 403',
      '6. Echo call: left out – the PBX refused',
    ]);
  });

  test('have words for each step, result and reason in every language', async () => {
    for (const language of ['ka', 'en', 'ru'] as const) {
      server.checks = (['fit', 'doubtful', 'unfit'] as const).map((verdict, index) => ({
        operator: { ...operator, id: `0197c000-0000-7000-8000-00000000000${index}` },
        device: 'პკ',
        receivedAt: '2026-03-02T08:00:30.000Z',
        report: fitnessReport({
          verdict,
          steps: fitnessSteps.map((name, at) => ({
            number: at + 1,
            name,
            result: fitnessResults[at % fitnessResults.length] ?? 'ok',
            reason: 'store.full',
            values: { aFigureOfTomorrow: 1 },
          })),
        }),
      }));
      const { view } = await open(language);
      await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(4));
      // A text that is missing shows as its key.
      expect(view.container.textContent).not.toMatch(/fitness\.|aFigureOfTomorrow/);
      view.unmount();
    }
  });

  test('say that there is none yet, and are not offered to who may not see them', async () => {
    const { view } = await open();
    expect(await screen.findByText('No checks yet')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Readiness' }).getAttribute('aria-current')).toBe('page');
    view.unmount();
    server.signedIn = { ...tamar, role: 'backOffice' };
    await open();
    expect(await screen.findByText('No cases yet')).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Readiness' })).toBeNull();
  });

  test('a session that ended leads back to the door', async () => {
    await open();
    await screen.findByText('No checks yet');
    server.signedIn = undefined;
    await poll();
    expect((await screen.findByRole('alert')).textContent).toBe('Your session has ended. Sign in again.');
  });
});

test('signing out ends the session', async () => {
  const { user } = await open();
  await user.click(await screen.findByRole('button', { name: 'Sign out' }));
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeDefined();
  expect(server.signedIn).toBeUndefined();
});
