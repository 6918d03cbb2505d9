import { expect, test } from 'vitest';
import type { Fitness } from '../../../../src/contract/desk/telephone.ts';
import { fitnessReport } from '../../../../src/contract/quality.ts';
import { fail, ok } from '../../../../src/contract/reasons.ts';
import { fitnessSteps, type FitnessStep } from '../../../../src/domain/fitness/steps.ts';
import { fitnessWorld, type Findings } from '../../../support/fitness-world.ts';

const customerCallId = '018f0000-0000-7000-8000-000000000001';

const step = (fitness: Fitness, name: FitnessStep) => fitness.steps.find((each) => each.name === name);
const results = (fitness: Fitness) =>
  Object.fromEntries(fitness.steps.map(({ name, result }) => [name, result]));
const checked = async (findings: Partial<Findings>): Promise<Fitness> => (await fitnessWorld(findings)).run();

test('a fit place of work: ten numbered steps, each with its figures, kept and on their way', async () => {
  const here = await fitnessWorld();
  const fitness = await here.run();
  const report = fitnessReport.parse(fitness.report);
  expect(report.verdict).toBe('fit');
  expect(report.steps.map(({ number, name, result }) => [number, name, result])).toEqual(
    fitnessSteps.map((name, index) => [index + 1, name, 'ok']),
  );
  const figures = Object.fromEntries(report.steps.map((each) => [each.name, Object.keys(each.values)]));
  expect(figures).toEqual({
    microphone: ['levelDb'],
    speaker: [],
    server: ['roundTripMs'],
    clock: ['offsetMs'],
    registration: [],
    echoCall: ['setupMs', 'seconds', 'markerDb'],
    roundTrip: ['meanMs', 'highestMs'],
    loss: ['inPercent', 'outPercent', 'packets'],
    jitter: ['meanMs', 'highestMs'],
    voice: ['mos', 'mosG107'],
  });
  expect(step(fitness, 'echoCall')?.values).toMatchObject({ seconds: 10, markerDb: -13 });
  expect(step(fitness, 'loss')?.values).toEqual({ inPercent: 0, outPercent: 0, packets: 500 });
  expect(step(fitness, 'microphone')?.values['levelDb']).toBeCloseTo(-14, 0);

  const queued = await here.store.run('outbox.next', { limit: 10 });
  expect(queued.map(({ kind, payload }) => [kind, payload])).toEqual([['fitness.report', report]]);
  const currents = here.shown.flatMap(({ current }) => (current === undefined ? [] : [current]));
  expect(currents).toEqual(fitnessSteps.map((_name, index) => index + 1));
  // The call is over, the microphone closed.
  expect(here.telephony.calls()).toEqual([]);
  expect(here.media.named('meter').at(-1)).toEqual({ name: 'meter', on: false });
});

test('the last report is shown again after a restart, and to nobody before', async () => {
  const here = await fitnessWorld();
  const { report } = await here.run();
  await here.check.leave();
  expect(here.latest()).toEqual({ status: 'none', steps: [] });
  await here.check.open(here.store);
  expect(here.latest()).toEqual({ status: 'done', steps: report?.steps, report });
});

test('a check saved twice is one', async () => {
  const here = await fitnessWorld();
  const { report } = await here.run();
  await here.store.run('fitness.save', fitnessReport.parse(report));
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 1 });
});

test('a microphone that gives nothing is a warning, after time enough to say something', async () => {
  const here = await fitnessWorld({ voice: 0 });
  const fitness = await here.run();
  expect(step(fitness, 'microphone')).toMatchObject({ result: 'warning', values: { levelDb: -100 } });
  expect(fitness.report?.verdict).toBe('doubtful');
  expect(step(fitness, 'voice')?.result).toBe('ok');
});

test('a click is no word', async () => {
  const here = await fitnessWorld({ voice: 0.0001 });
  await here.check.run();
  here.media.tell({ name: 'levels', input: 0.5, output: 0 });
  await here.pass(() => here.latest().current !== 1);
  expect(here.clock.monotonic()).toBeGreaterThanOrEqual(8000);
});

test('a microphone that is refused: unfit, no echo call; the rest is checked all the same', async () => {
  const here = await fitnessWorld({ microphone: 'media.permissionDenied' });
  const fitness = await here.run();
  expect(results(fitness)).toEqual({
    microphone: 'failed',
    speaker: 'ok',
    server: 'ok',
    clock: 'ok',
    registration: 'ok',
    echoCall: 'skipped',
    roundTrip: 'skipped',
    loss: 'skipped',
    jitter: 'skipped',
    voice: 'skipped',
  });
  for (const name of ['microphone', 'echoCall', 'voice'] as const) {
    expect(step(fitness, name)?.reason).toBe('media.permissionDenied');
  }
  expect(fitness.report?.verdict).toBe('unfit');
  expect(here.telephony.asked).toEqual([]);
});

test('a speaker that is not plugged in is a warning, one that plays nothing a failure', async () => {
  expect(step(await checked({ missing: ['speaker'] }), 'speaker')?.result).toBe('warning');
  expect(step(await checked({ speaker: 'media.failed' }), 'speaker')).toMatchObject({
    result: 'failed',
    reason: 'media.failed',
  });
});

test('the server away: a warning, no word on the clock, and the report waits in the outbox', async () => {
  const here = await fitnessWorld({ probe: fail('server.unreachable') });
  const fitness = await here.run();
  expect(step(fitness, 'server')).toMatchObject({ result: 'warning', reason: 'server.unreachable' });
  expect(step(fitness, 'clock')).toMatchObject({ result: 'skipped', reason: 'server.unreachable' });
  expect(step(fitness, 'voice')?.result).toBe('ok');
  expect(fitness.report?.verdict).toBe('doubtful');
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 1, parked: 0 });
});

test('a server that wants a new sign-in says so', async () => {
  expect(step(await checked({ signInNeeded: true }), 'server')).toMatchObject({
    result: 'warning',
    reason: 'auth.expired',
    values: { roundTripMs: 12 },
  });
});

test.each([600_000, -600_000])('a clock that is %d ms wrong is a failure', async (clockOffsetMs) => {
  const fitness = await checked({ probe: ok({ roundTripMs: 10, clockOffsetMs }) });
  expect(step(fitness, 'clock')).toMatchObject({ result: 'failed', values: { offsetMs: clockOffsetMs } });
});

test('the PBX refuses: not registered, no echo call, and why', async () => {
  const here = await fitnessWorld({
    registration: {
      status: 'waiting',
      since: '2026-03-01T08:00:00.000Z',
      attempt: 3,
      reason: 'pbx.refused',
      sipStatus: 403,
    },
  });
  const fitness = await here.run();
  expect(step(fitness, 'registration')).toMatchObject({
    result: 'failed',
    reason: 'pbx.refused',
    values: { sipStatus: 403 },
  });
  expect(step(fitness, 'echoCall')).toMatchObject({ result: 'skipped', reason: 'pbx.refused' });
  expect(fitness.report?.verdict).toBe('unfit');
  // It was tried at once, not at the next turn of the back-off.
  expect(here.telephony.asked).toEqual(['retryNow']);
});

test('the PBX away while it connects: waited for, then said', async () => {
  const connecting = {
    status: 'connecting',
    since: '2026-03-01T08:00:00.000Z',
    attempt: 1,
  } as const;
  expect(step(await checked({ registration: connecting }), 'registration')).toMatchObject({
    result: 'failed',
    reason: 'pbx.unreachable',
  });
});

test('an operator without an account at the PBX', async () => {
  const fitness = await checked({ account: undefined });
  expect(step(fitness, 'registration')).toMatchObject({ result: 'failed', reason: 'pbx.noAccount' });
  expect(step(fitness, 'echoCall')).toMatchObject({ result: 'skipped' });
});

test('a PBX without an echo number: skipped without a reason, and still fit', async () => {
  const here = await fitnessWorld();
  const { account } = here.findings;
  here.findings.account = account && {
    ...account,
    telephone: { ...account.telephone, echoNumber: undefined },
  };
  const fitness = await here.run();
  expect(step(fitness, 'echoCall')).toEqual({ number: 6, name: 'echoCall', result: 'skipped', values: {} });
  expect(step(fitness, 'voice')).toEqual({ number: 10, name: 'voice', result: 'skipped', values: {} });
  expect(fitness.report?.verdict).toBe('fit');
});

test('while a call is on the echo call is skipped, and says so', async () => {
  const here = await fitnessWorld({ callOn: true });
  const fitness = await here.run();
  expect(step(fitness, 'echoCall')).toMatchObject({ result: 'skipped', reason: 'call.otherActive' });
  expect(here.telephony.asked).toEqual([]);
});

test.each([
  ['is busy', 'busy', 'pbx.refused'],
  ['is not answered', 'rings', 'media.failed'],
  ['ends too soon', 'hangsUp', 'pbx.refused'],
] as const)(
  'an echo call that %s failed, and what it would have measured is left out',
  async (_how, echo, reason) => {
    const here = await fitnessWorld({ echo });
    const fitness = await here.run();
    expect(step(fitness, 'echoCall')).toMatchObject({ result: 'failed', reason });
    expect(step(fitness, 'jitter')).toMatchObject({ result: 'skipped', reason });
    expect(here.telephony.calls()).toEqual([]);
    expect(fitness.report?.verdict).toBe('unfit');
  },
);

test('an echo that does not come back failed, whatever else comes', async () => {
  const here = await fitnessWorld();
  here.media.markerDb = -120;
  expect(step(await here.run(), 'echoCall')).toMatchObject({
    result: 'failed',
    reason: 'media.failed',
    values: { markerDb: -120 },
  });
  const silent = await fitnessWorld();
  silent.media.sound = { incoming: 0 };
  const fitness = await silent.run();
  expect(step(fitness, 'echoCall')?.result).toBe('failed');
  expect(step(fitness, 'voice')?.result).toBe('skipped');
});

test('a way that loses, is uneven and long is told by its figures', async () => {
  const here = await fitnessWorld();
  here.media.sound = { lossIn: 0.05, lossOut: 0.02, jitterMs: 70, roundTripMs: 450 };
  const fitness = await here.run();
  expect(results(fitness)).toMatchObject({
    echoCall: 'ok',
    roundTrip: 'failed',
    loss: 'failed',
    jitter: 'failed',
    voice: 'failed',
  });
  expect(step(fitness, 'roundTrip')?.values).toEqual({ meanMs: 450, highestMs: 450 });
  expect(step(fitness, 'jitter')?.values).toEqual({ meanMs: 70, highestMs: 70 });
  expect(step(fitness, 'voice')?.values['mos']).toBeLessThan(3.1);
});

test.each([1, 6])('stopped by the operator in step %d: nothing is kept, nothing goes on', async (current) => {
  const here = await fitnessWorld(current === 1 ? { voice: 0 } : {});
  await here.check.run();
  await here.pass(
    () => here.latest().current === current && (current === 1 || here.media.named('statistics').length > 2),
  );
  await here.check.stop('operator');
  expect(here.latest()).toEqual({ status: 'none', steps: [], stopped: 'operator' });
  expect(here.telephony.calls()).toEqual([]);
  expect(here.media.named('meter').at(-1)).toEqual({ name: 'meter', on: false });
  expect(here.clock.waits()).toEqual([]);
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 0 });
  // And it can be begun anew.
  here.findings.voice = 0.2;
  expect((await here.run()).report?.verdict).toBe('fit');
});

test.each([
  ['comes in', { direction: 'in', state: 'ringing' }],
  ['is made by the operator', { direction: 'out', state: 'dialling' }],
] as const)('a call that %s ends the check, the last report is shown again', async (_how, call) => {
  const here = await fitnessWorld();
  const { report } = await here.run();
  await here.check.run();
  await here.pass(() => here.telephony.calls().length === 1);
  here.telephony.tell({ id: customerCallId, ...call });
  await here.check.stop('call');
  expect(here.latest()).toEqual({ status: 'done', steps: report?.steps, report, stopped: 'call' });
  expect(here.telephony.calls().map(({ id }) => id)).toEqual([customerCallId]);
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 1 });
});

test('run twice is one check', async () => {
  const here = await fitnessWorld();
  await here.check.run();
  await here.run();
  expect(here.media.named('meter').filter(({ on }) => on)).toHaveLength(1);
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 1 });
});

test('the operator leaves in the middle: stopped, forgotten', async () => {
  const here = await fitnessWorld();
  await here.check.run();
  await here.pass(() => here.telephony.calls().length === 1);
  await here.check.leave();
  expect(here.latest()).toEqual({ status: 'none', steps: [] });
  expect(here.telephony.calls()).toEqual([]);
});

test('killed in the middle: nothing of it is there afterwards, and nothing hinders the next', async () => {
  const here = await fitnessWorld();
  await here.check.run();
  await here.pass(() => here.telephony.calls().length === 1);
  // Another host opens the same store; the one before said no more word.
  const next = await fitnessWorld();
  await next.check.open(here.store);
  expect(next.latest()).toEqual({ status: 'none', steps: [] });
  expect(await here.store.run('outbox.summary')).toMatchObject({ waiting: 0 });
});
