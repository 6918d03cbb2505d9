import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaRequest } from '../../../../src/contract/media/messages.ts';
import { createMediaLink } from '../../../../src/main/app/media-link.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function linked() {
  const sent: MediaRequest[] = [];
  const link = createMediaLink({ send: (request) => sent.push(request) }, silentLog);
  return { link, sent, ready: () => link.receive({ event: { name: 'ready' } }) };
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
