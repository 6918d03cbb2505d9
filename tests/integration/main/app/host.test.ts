// The host as it ships, in plain Node: real server, real store, real SIP and a real media connection with the practice line.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { uuidv7 } from 'uuidv7';
import { root } from '../../../../scripts/environment.ts';
import {
  deskSchemas,
  type DeskCommandName,
  type DeskInput,
  type DeskOutput,
  type Draft,
} from '../../../../src/contract/desk/commands.ts';
import { ok, type Result } from '../../../../src/contract/reasons.ts';
import { createHost, type Host } from '../../../../src/main/app/host.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { practicePassword } from '../../../../src/practice/practice-password.ts';
import { startServer } from '../../../../src/server/start-server.ts';
import { startPracticeLine } from '../../../support/practice-line.ts';
import { storeWorkerUrl } from '../../../support/temporary-store.ts';
import { WeriftMediaPort } from '../../../support/werift-media-port.ts';
import { quietServerLog } from '../../../support/quiet-server-log.ts';

const secret = 'host-test';
const waiting = { timeout: 20_000, interval: 20 };

async function centre() {
  const folder = await mkdtemp(join(tmpdir(), 'zari-host-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { line: practice } = await startPracticeLine({
    passwordFor: (username) => practicePassword(secret, username),
  });
  const start = (port: number) =>
    startServer({
      dataDirectory: join(folder, 'server'),
      port,
      host: '127.0.0.1',
      log: quietServerLog,
      demoDirectory: join(root, 'assets/demo'),
      environment: {
        ZARI_PRACTICE_URL: practice.url,
        ZARI_PRACTICE_SECRET: secret,
        ZARI_PRACTICE_SCENARIOS: join(root, 'assets/practice/scenarios.json'),
      },
    });
  let server = await start(0);
  onTestFinished(() => server.stop());
  return {
    folder,
    practice,
    url: server.url,
    stopServer: () => server.stop(),
    startServer: async () => (server = await start(Number(new URL(server.url).port))),
  };
}

async function host(folder: string, serverUrl: string): Promise<Host> {
  const running = await createHost({
    dataDirectory: join(folder, 'desk'),
    serverUrl,
    shell: 'browser',
    version: '0.0.0',
    storeWorkerUrl,
    media: new WeriftMediaPort(),
    log: () => silentLog,
  });
  onTestFinished(() => running.close());
  return running;
}

const ask = async <N extends DeskCommandName>(
  running: Host,
  name: N,
  input: DeskInput<N>,
): Promise<Result<DeskOutput<N>>> => {
  const result = await running.execute({ name, input });
  return result.ok ? ok(deskSchemas[name].output.parse(result.value)) : result;
};

const signIn = (running: Host, password = 'zari-demo') =>
  ask(running, 'session.signIn', { username: 'nino', password });

const draftFor = (running: Host): Draft => {
  const call = running.state().calls[0];
  return {
    id: uuidv7(),
    lineId: call?.lineId ?? running.state().lines[0]?.id ?? '',
    ...(call === undefined ? {} : { callId: call.id }),
    fields: {
      kind: 'complaint',
      category: running.state().lines[0]?.categories[0]?.code ?? '',
      customerName: 'ლალი ბერიძე',
      callback: '+995599123456',
      address: '',
      description: 'ინტერნეტი გუშინ საღამოდან არ აქვს',
      desiredResult: '',
    },
    savedAt: new Date().toISOString(),
  };
};

test('a call from the ring to a delivered complaint, with the server away in the middle', async () => {
  const { folder, practice, url, stopServer, startServer: again } = await centre();
  const running = await host(folder, url);
  const events: string[] = [];
  running.subscribe((event) => events.push(JSON.stringify(event)));
  expect(await signIn(running, 'wrong')).toMatchObject({ ok: false, reason: 'auth.wrongPassword' });
  expect(await signIn(running)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().registration.status).toBe('registered'), waiting);
  await vi.waitFor(() => expect(running.state().lines).toHaveLength(3), waiting);
  expect(await ask(running, 'shift.start', {})).toMatchObject({ ok: true });

  const call = await practice.call('nino', 'internet-complaint');
  await vi.waitFor(() => expect(running.state().calls[0]?.state).toBe('ringing'), waiting);
  const ringing = running.state().calls[0];
  expect(running.state().lines.find((line) => line.id === ringing?.lineId)?.number).toBe('+995322000001');
  const callId = ringing?.id ?? '';
  expect(await ask(running, 'call.answer', { callId })).toMatchObject({ ok: true });
  await call.until('media');
  await vi.waitFor(
    () => expect(running.state().calls[0]).toMatchObject({ state: 'active', media: 'connected' }),
    waiting,
  );
  expect(running.state().presence.state).toBe('onCall');

  await stopServer();
  const draft = draftFor(running);
  expect(await ask(running, 'draft.save', { draft })).toMatchObject({ ok: true });
  const submitted = await ask(running, 'case.submit', { draft });
  expect(submitted).toMatchObject({
    ok: true,
    value: { reference: expect.stringMatching(/^\d{4,6}-\d{6}-\d$/) },
  });
  await vi.waitFor(() => expect(running.state().outbox.waitingCases).toBe(1), waiting);
  await vi.waitFor(() => expect(running.state().server.status).toBe('unreachable'), waiting);

  expect(await ask(running, 'call.hangUp', { callId })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().presence.state).toBe('acw'), waiting);
  expect(await ask(running, 'call.finish', { callId, outcome: 'caseOpened' })).toMatchObject({ ok: true });
  expect(running.state().presence.state).toBe('ready');

  await again();
  expect(await ask(running, 'outbox.sendNow', {})).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().outbox).toMatchObject({ waiting: 0, parked: 0 }), waiting);
  const cases = await ask(running, 'case.list', { limit: 10 });
  expect(cases).toMatchObject({ ok: true, value: { cases: [{ delivery: 'delivered' }] } });

  const everythingSaid = events.join('\n');
  expect(everythingSaid).not.toContain(practicePassword(secret, 'nino'));
  expect(everythingSaid).not.toContain('zari-demo');
});

test('two callers: one waits, both are joined, each is written up; then the last number again', async () => {
  const { folder, practice, url } = await centre();
  const running = await host(folder, url);
  await signIn(running);
  await vi.waitFor(() => expect(running.state().registration.status).toBe('registered'), waiting);
  await ask(running, 'shift.start', {});
  expect(await ask(running, 'call.redial', {})).toMatchObject({ reason: 'call.nothingToRedial' });
  const states = () => running.state().calls.map(({ state }) => state);
  const idAt = (index: number): string => running.state().calls[index]?.id ?? '';

  const first = await practice.call('nino', 'internet-complaint');
  await vi.waitFor(() => expect(states()).toEqual(['ringing']), waiting);
  expect(await ask(running, 'call.answer', { callId: idAt(0) })).toMatchObject({ ok: true });
  await first.until('media');
  const second = await practice.call('nino', 'internet-complaint');
  await vi.waitFor(() => expect(states()).toEqual(['active', 'ringing']), waiting);
  expect(await ask(running, 'call.answer', { callId: idAt(1) })).toMatchObject({ ok: true });
  expect(states()).toEqual(['held', 'active']);
  expect([first.held, second.held]).toEqual([true, false]);

  expect(await ask(running, 'call.merge', {})).toMatchObject({ ok: true });
  expect(running.state().calls).toMatchObject([{ inConference: true }, { inConference: true }]);
  expect([first.held, second.held]).toEqual([false, false]);
  const callIds = [idAt(0), idAt(1)];
  for (const callId of callIds) {
    expect(running.state().presence.state).toBe('onCall');
    expect(await ask(running, 'call.hangUp', { callId })).toMatchObject({ ok: true });
  }
  await vi.waitFor(() => expect(running.state().presence.state).toBe('acw'), waiting);
  for (const callId of callIds) {
    expect(running.state().presence.state).toBe('acw');
    expect(await ask(running, 'call.finish', { callId, outcome: 'caseOpened' })).toMatchObject({ ok: true });
  }
  expect(running.state().presence.state).toBe('ready');

  expect(await ask(running, 'call.dial', { number: '599 000 000' })).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(states()).toEqual([]), waiting);
  expect(await ask(running, 'call.redial', {})).toMatchObject({ ok: true });
  await vi.waitFor(async () => {
    const history = await ask(running, 'call.history', { limit: 10 });
    const out = history.ok ? history.value.entries.filter(({ direction }) => direction === 'out') : [];
    expect(out).toMatchObject([{ ending: 'busy' }, { ending: 'busy' }]);
  }, waiting);
}, 60_000);

test('after one sign-in the next works with the server away; a wrong password does not', async () => {
  const { folder, url, stopServer } = await centre();
  const first = await host(folder, url);
  expect(await signIn(first)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(first.state().content.status).toBe('current'), waiting);
  await first.close();
  await stopServer();

  const second = await host(folder, url);
  expect(await signIn(second, 'wrong')).toMatchObject({ ok: false, reason: 'auth.wrongPassword' });
  expect(await signIn(second)).toMatchObject({ ok: true });
  expect(second.state()).toMatchObject({
    session: { status: 'signedIn', offline: true },
    host: { lastUsername: 'nino' },
  });
  const found = await ask(second, 'knowledge.search', { text: 'როუტერი', language: 'ka', limit: 5 });
  expect(found.ok && found.value.hits.length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(second.state().registration.status).toBe('registered'), waiting);
  expect(
    await ask(await host(join(folder, 'other'), url), 'session.signIn', {
      username: 'giorgi',
      password: 'zari-demo',
    }),
  ).toMatchObject({
    reason: 'auth.firstTimeOffline',
  });
});

test('who signs out leaves nothing on the screen, and not in the middle of a shift or a call', async () => {
  const { folder, practice, url } = await centre();
  const running = await host(folder, url);
  await signIn(running);
  await vi.waitFor(() => expect(running.state().registration.status).toBe('registered'), waiting);
  await ask(running, 'shift.start', {});
  expect(await ask(running, 'session.signOut', {})).toMatchObject({ reason: 'session.shiftOn' });
  await practice.call('nino', 'internet-complaint');
  await vi.waitFor(() => expect(running.state().calls).toHaveLength(1), waiting);
  expect(await ask(running, 'session.signOut', {})).toMatchObject({ reason: 'call.otherActive' });
  expect(await ask(running, 'shift.end', {})).toMatchObject({ reason: 'call.otherActive' });
  await ask(running, 'call.reject', { callId: running.state().calls[0]?.id ?? '' });
  await vi.waitFor(() => expect(running.state().calls).toHaveLength(0), waiting);
  expect(await ask(running, 'shift.end', {})).toMatchObject({ ok: true });
  expect(await ask(running, 'session.signOut', {})).toMatchObject({ ok: true });
  expect(running.state()).toMatchObject({
    session: { status: 'signedOut' },
    calls: [],
    lines: [],
    presence: { state: 'offline' },
    registration: { status: 'none' },
  });
  expect(practice.registered()).toEqual([]);
  expect(await ask(running, 'draft.list', {})).toMatchObject({ reason: 'session.signedOut' });
});

test('the check before a shift calls the echo of the practice line, and nobody sees that call', async () => {
  const { folder, url } = await centre();
  const running = await host(folder, url);
  expect(await signIn(running)).toMatchObject({ ok: true });
  const events: string[] = [];
  running.subscribe((event) => events.push(JSON.stringify(event)));
  expect(await ask(running, 'fitness.run', {})).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().fitness.current).toBe(6), waiting);
  expect(running.busy()).toBe(false);
  await vi.waitFor(() => expect(running.state().fitness.status).toBe('done'), {
    timeout: 25_000,
    interval: 50,
  });
  const { report } = running.state().fitness;
  expect(Object.fromEntries(report?.steps.map(({ name, result }) => [name, result]) ?? [])).toMatchObject({
    microphone: 'ok',
    speaker: 'ok',
    server: 'ok',
    clock: 'ok',
    registration: 'ok',
    echoCall: 'ok',
    loss: 'ok',
    jitter: 'ok',
    voice: 'ok',
  });
  expect(report?.steps[7]?.values['packets']).toBeGreaterThan(100);
  expect(report?.verdict).toBe('fit');

  await vi.waitFor(() => expect(running.state().outbox).toMatchObject({ waiting: 0, parked: 0 }), waiting);
  expect(events.filter((event) => event.includes('"calls":[{'))).toEqual([]);
  expect(await ask(running, 'call.history', { limit: 10 })).toMatchObject({ value: { entries: [] } });
  expect(running.state().presence.state).toBe('offline');

  await running.close();
  const again = await host(folder, url);
  expect(await signIn(again)).toMatchObject({ ok: true });
  expect(again.state().fitness).toMatchObject({ status: 'done', report: { id: report?.id } });
}, 60_000);

test('a caller comes before the check: it ends, its call with it, and the caller rings as always', async () => {
  const { folder, practice, url } = await centre();
  const running = await host(folder, url);
  expect(await signIn(running)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().registration.status).toBe('registered'), waiting);
  expect(await ask(running, 'shift.start', {})).toMatchObject({ ok: true });
  expect(await ask(running, 'fitness.run', {})).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().fitness.current).toBe(6), waiting);

  const call = await practice.call('nino', 'internet-complaint');
  await vi.waitFor(() => expect(running.state().calls[0]?.state).toBe('ringing'), waiting);
  expect(running.state().fitness).toEqual({ status: 'none', steps: [], stopped: 'call' });
  const callId = running.state().calls[0]?.id ?? '';
  expect(await ask(running, 'call.answer', { callId })).toMatchObject({ ok: true });
  await call.until('media');
  await vi.waitFor(
    () => expect(running.state().calls).toMatchObject([{ id: callId, state: 'active', media: 'connected' }]),
    waiting,
  );
  expect(running.state().presence.state).toBe('onCall');
  expect(await ask(running, 'call.hangUp', { callId })).toMatchObject({ ok: true });
  expect(await ask(running, 'call.finish', { callId, outcome: 'resolved' })).toMatchObject({ ok: true });
  const history = await ask(running, 'call.history', { limit: 10 });
  expect(history).toMatchObject({ ok: true, value: { entries: [{ callId, direction: 'in' }] } });
  expect(history.ok && history.value.entries).toHaveLength(1);
});

test('a check while the server is away: said, kept, and delivered when it is back', async () => {
  const { folder, url, stopServer, startServer: again } = await centre();
  const running = await host(folder, url);
  expect(await signIn(running)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().registration.status).toBe('registered'), waiting);
  await stopServer();
  expect(await ask(running, 'fitness.run', {})).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().fitness.status).toBe('done'), {
    timeout: 25_000,
    interval: 50,
  });
  const { report } = running.state().fitness;
  expect(report?.verdict).toBe('doubtful');
  expect(report?.steps[2]).toMatchObject({ name: 'server', result: 'warning', reason: 'server.unreachable' });
  expect(report?.steps[5]).toMatchObject({ name: 'echoCall', result: 'ok' });
  expect(await ask(running, 'outbox.list', {})).toMatchObject({
    value: { items: [{ kind: 'fitness.report', parked: false }] },
  });
  await again();
  expect(await ask(running, 'outbox.sendNow', {})).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(running.state().outbox).toMatchObject({ waiting: 0, parked: 0 }), waiting);
}, 60_000);
