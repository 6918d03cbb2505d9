import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaRequest } from '../../../../src/contract/media/messages.ts';
import { createMediaLink } from '../../../../src/main/app/media-link.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function linked() {
  const sent: MediaRequest[] = [];
  const end = vi.fn();
  const link = createMediaLink({ send: (request) => sent.push(request), end }, silentLog);
  return { link, sent, end, ready: () => link.receive({ event: { name: 'ready' } }) };
}

test('requests wait for the page and are sent in order when it is ready', async () => {
  const { link, sent, ready } = linked();
  const first = link.request({ name: 'prepare' });
  void link.request({ name: 'release' });
  expect(sent).toEqual([]);
  ready();
  expect(sent.map((request) => request.command.name)).toEqual(['prepare', 'release']);
  link.receive({ answer: { id: sent[0]?.id, result: { ok: true, value: {} } } });
  await expect(first).resolves.toEqual({ ok: true, value: {} });
});

test('a page that does not answer fails the request after 10 s, and a request given up is not sent late', async () => {
  const { link, sent, ready } = linked();
  const given = link.request({ name: 'prepare' });
  await vi.advanceTimersByTimeAsync(10_000);
  await expect(given).resolves.toMatchObject({ ok: false, reason: 'media.failed' });
  ready();
  expect(sent).toEqual([]);
});

test('a page that crashes fails what waits for it; the next page gets only what is new', async () => {
  const { link, sent, ready } = linked();
  ready();
  const lost = link.request({ name: 'prepare' });
  link.pageGone();
  await expect(lost).resolves.toMatchObject({ ok: false, reason: 'media.failed' });
  void link.request({ name: 'release' });
  ready();
  expect(sent.map((request) => request.command.name)).toEqual(['prepare', 'release']);
});

test.each([
  null,
  'x',
  {},
  { answer: { id: 'a' } },
  { event: { name: 'nonsense' } },
  { event: { name: 'connection', peer: 1 } },
])('a message of the wrong shape is refused: %j', (message) => {
  const { link } = linked();
  const heard = vi.fn();
  link.onEvent(heard);
  link.receive(message);
  expect(heard).not.toHaveBeenCalled();
});

/** A page that answers what it is asked from here on, for `seconds`. */
async function lives({ link, sent }: ReturnType<typeof linked>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    for (const { id } of sent.splice(0)) link.receive({ answer: { id, result: { ok: true, value: {} } } });
  }
}

test('a page that says nothing any more is ended once, whether something waits for it or not', async () => {
  const linkedPage = linked();
  const { end, ready, link, sent } = linkedPage;
  ready();
  await lives(linkedPage, 60);
  expect(end).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(end).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(end).toHaveBeenCalledTimes(1);
  // The new page is watched as well.
  link.pageGone();
  sent.length = 0;
  ready();
  await lives(linkedPage, 60);
  expect(end).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(end).toHaveBeenCalledTimes(2);
});

test('a page that is slow with one answer, but lives, is left alone', async () => {
  const linkedPage = linked();
  const { end, ready, link, sent } = linkedPage;
  ready();
  const asked = link.request({ name: 'prepare' });
  sent.length = 0;
  await lives(linkedPage, 60);
  await expect(asked).resolves.toMatchObject({ ok: false, reason: 'media.failed' });
  expect(end).not.toHaveBeenCalled();
});

test('a page that speaks of its own accord lives, and one that is gone is asked nothing', async () => {
  const { end, ready, link, sent } = linked();
  ready();
  for (let second = 0; second < 30; second += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    link.receive({ event: { name: 'levels', input: 0, output: 0 } });
  }
  link.pageGone();
  sent.length = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual([]);
  expect(end).not.toHaveBeenCalled();
});
