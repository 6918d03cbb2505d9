import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { paths } from '../../../src/contract/server/api.ts';
import { noId } from '../../../src/server/sync/push.ts';
import { readCase } from '../../../src/server/views/cases.ts';
import { latestChecks } from '../../../src/server/views/fitness.ts';
import { customer } from '../../support/server/content.ts';
import {
  callRecord,
  caseOperation,
  fitnessReport,
  operation,
  shiftEvent,
  submittedCase,
} from '../../support/server/operations.ts';
import { openTestServer, type TestServer } from '../../support/server/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const count = async (sql: string, id: string) => (await server.database.query(sql, [id])).length;

describe('a case', () => {
  test('is applied once, however often it arrives', async () => {
    const desk = await server.desk();
    const submit = caseOperation(desk.deskNumber, 1);
    expect(await desk.push(submit)).toEqual([{ id: submit.id, status: 'applied' }]);
    expect(await desk.push(submit, submit)).toEqual([
      { id: submit.id, status: 'duplicate' },
      { id: submit.id, status: 'duplicate' },
    ]);
    expect(await count('select 1 from cases where id = $1', submit.payload.id)).toBe(1);
  });

  test('is one case under a second operation id as well', async () => {
    const desk = await server.desk();
    const payload = submittedCase(desk.deskNumber, 1);
    const results = await desk.push(operation('case.submit', payload), operation('case.submit', payload));
    expect(results.map((result) => result.status)).toEqual(['applied', 'duplicate']);
  });

  test('is refused under a reference that another case has', async () => {
    const desk = await server.desk();
    const [, clash] = await desk.push(caseOperation(desk.deskNumber, 5), caseOperation(desk.deskNumber, 5));
    expect(clash).toMatchObject({ status: 'rejected', reason: 'input.invalid' });
    expect(clash?.detail).toContain('reference');
  });

  test('is refused with a wrong check digit, another desk’s number, or an empty field', async () => {
    const desk = await server.desk();
    const other = await server.desk('senior');
    const good = submittedCase(desk.deskNumber, 9);
    const wrongDigit = good.reference.slice(0, -1) + ((Number(good.reference.at(-1)) + 1) % 10);
    const results = await desk.push(
      operation('case.submit', { ...good, id: uuidv7(), reference: wrongDigit }),
      operation('case.submit', submittedCase(other.deskNumber, 1)),
      operation(
        'case.submit',
        submittedCase(desk.deskNumber, 8, { fields: { ...good.fields, description: ' ' } }),
      ),
    );
    expect(results.map((result) => [result.status, result.reason])).toEqual([
      ['rejected', 'input.invalid'],
      ['rejected', 'auth.notAllowed'],
      ['rejected', 'case.incomplete'],
    ]);
    expect(results[2]?.detail).toBe('description');
  });

  test('keeps what was typed, without what the database cannot hold', async () => {
    const desk = await server.desk();
    const fields = {
      ...submittedCase(desk.deskNumber, 1).fields,
      description: 'ა\u0000ბ\ud800 \u202e<b>"\'; drop table cases; --\n\t😀',
    };
    const submit = operation('case.submit', submittedCase(desk.deskNumber, 1, { fields }));
    expect(await desk.push(submit)).toEqual([{ id: submit.id, status: 'applied' }]);
    const stored = await readCase(server.database, submit.payload.id);
    expect(stored?.fields.description).toBe('აბ\ufffd \u202e<b>"\'; drop table cases; --\n\t😀');
  });
});

describe('one bad operation', () => {
  test('is refused alone; those before and after it are applied', async () => {
    const desk = await server.desk();
    const first = caseOperation(desk.deskNumber, 1);
    const last = caseOperation(desk.deskNumber, 2);
    const unshaped = {
      id: uuidv7(),
      subject: uuidv7(),
      madeAt: 'yesterday',
      kind: 'case.submit',
      payload: 4,
    };
    const results = await desk.push(first, unshaped, null, { kind: 'x' }, last);
    expect(results.map((result) => [result.id, result.status])).toEqual([
      [first.id, 'applied'],
      [unshaped.id, 'rejected'],
      [noId, 'rejected'],
      [noId, 'rejected'],
      [last.id, 'applied'],
    ]);
    expect(results[1]).toMatchObject({ reason: 'input.invalid' });
  });

  test('can be mended and sent again under its id', async () => {
    const desk = await server.desk();
    const payload = submittedCase(desk.deskNumber, 1);
    const bad = operation('case.submit', { ...payload, fields: { ...payload.fields, category: '' } });
    expect((await desk.push(bad))[0]?.status).toBe('rejected');
    expect((await desk.push({ ...bad, payload }))[0]?.status).toBe('applied');
    expect((await desk.push(bad))[0]?.status).toBe('duplicate');
  });

  test('under an id that was applied before does not undo it', async () => {
    const desk = await server.desk();
    const good = caseOperation(desk.deskNumber, 1);
    await desk.push(good);
    expect((await desk.push({ id: good.id, kind: 'nonsense' }))[0]?.status).toBe('rejected');
    expect((await desk.push(good))[0]?.status).toBe('duplicate');
  });
});

describe('an operator writes as themselves only', () => {
  test('others’ cases, calls, shift events and operation ids are refused', async () => {
    const mine = await server.desk('operator');
    const theirs = await server.desk('senior');
    const submit = caseOperation(mine.deskNumber, 1);
    const call = operation('call.record', callRecord());
    const shift = operation('shift.event', shiftEvent());
    await mine.push(submit, call, shift);
    const results = await theirs.push(
      submit,
      { ...submit, id: uuidv7() },
      operation('call.record', { ...call.payload, outcome: 'resolved' }),
      operation('shift.event', shift.payload),
      operation('shift.event', shiftEvent({ shiftId: shift.payload.shiftId, kind: 'end' })),
    );
    expect(results.map((result) => [result.status, result.reason])).toEqual(
      Array.from({ length: 5 }, () => ['rejected', 'auth.notAllowed']),
    );
  });
});

describe('a call', () => {
  test('keeps its outcome when the version without one arrives late', async () => {
    const desk = await server.desk();
    const record = callRecord();
    const ended = operation('call.record', record, { madeAt: '2026-03-02T08:03:05.000Z' });
    const withOutcome = operation(
      'call.record',
      { ...record, outcome: 'resolved', note: 'კარგად' },
      { madeAt: '2026-03-02T08:04:00.000Z' },
    );
    const submit = operation('case.submit', submittedCase(desk.deskNumber, 1, { callId: record.id }));
    const results = await desk.push(withOutcome, ended, submit);
    expect(results.map((result) => result.status)).toEqual(['applied', 'applied', 'applied']);
    const story = await readCase(server.database, submit.payload.id);
    expect(story?.call).toMatchObject({
      outcome: 'resolved',
      note: 'კარგად',
      outcomeLabel: { en: 'Resolved' },
    });
  });
});

describe('a customer', () => {
  test('as changed last stays, and the overtaken text is kept', async () => {
    const desk = await server.desk();
    const id = uuidv7();
    const put = (name: string, madeAt: string) =>
      operation('customer.put', { ...customer, id, name }, { madeAt });
    const late = put('ადრე', '2026-03-02T08:00:00.000Z');
    await desk.push(put('გვიან', '2026-03-02T08:30:00.000Z'), late);
    const pulled = await desk.pull();
    const change = pulled.changes.find((entry) => 'row' in entry && entry.row.id === id);
    expect(change).toMatchObject({ row: { name: 'გვიან' } });
    const rows = await server.database.query('select status, payload from operations where id = $1', [
      late.id,
    ]);
    expect(rows).toMatchObject([{ status: 'superseded', payload: { name: 'ადრე' } }]);
  });

  test('stays with the company it was made for', async () => {
    const desk = await server.desk();
    const id = uuidv7();
    await desk.push(operation('customer.put', { ...customer, id }));
    const moved = await desk.push(
      operation('customer.put', { ...customer, id, companyId: uuidv7(), name: 'x' }),
    );
    expect(moved).toMatchObject([{ status: 'rejected', reason: 'input.invalid' }]);
    const pulled = await desk.pull();
    expect(pulled.changes.find((entry) => 'row' in entry && entry.row.id === id)).toMatchObject({
      row: { companyId: customer.companyId, name: customer.name },
    });
  });

  test('changed by a desk whose clock runs ahead can still be changed by others', async () => {
    const desk = await server.desk();
    const id = uuidv7();
    await desk.push(
      operation('customer.put', { ...customer, id, name: 'ერთი' }, { madeAt: '2031-01-01T00:00:00.000Z' }),
    );
    server.passTime(1000);
    await desk.push(
      operation('customer.put', { ...customer, id, name: 'ორი' }, { madeAt: server.now().toISOString() }),
    );
    const pulled = await desk.pull();
    expect(pulled.changes.find((entry) => 'row' in entry && entry.row.id === id)).toMatchObject({
      row: { name: 'ორი' },
    });
  });
});

describe('a push', () => {
  test.each([
    ['without operations', { operations: [], deviceTime: '2026-03-02T08:00:00.000Z' }],
    ['without a time', { operations: [1] }],
    [
      'of too many',
      { operations: Array.from({ length: 201 }, () => 1), deviceTime: '2026-03-02T08:00:00.000Z' },
    ],
    ['that is no object', 7],
  ])('%s is refused as a whole', async (_what, body) => {
    const desk = await server.desk();
    const answer = await server.ask(z.unknown(), paths.push, { body, headers: server.bearer(desk.token) });
    expect([answer.status, answer.error?.reason]).toEqual([400, 'input.invalid']);
  });

  test('of 200 cases with the longest texts is taken', async () => {
    const desk = await server.desk();
    const fields = {
      ...submittedCase(1000, 1).fields,
      description: 'წ'.repeat(8000),
      desiredResult: 'წ'.repeat(2000),
    };
    const operations = Array.from({ length: 200 }, (_, index) =>
      operation('case.submit', submittedCase(desk.deskNumber, index + 1, { fields })),
    );
    const results = await desk.push(...operations);
    expect(results.filter((result) => result.status === 'applied')).toHaveLength(200);
  });
});

test('the record of working time cannot be changed or removed', async () => {
  const desk = await server.desk();
  const start = operation('shift.event', shiftEvent());
  expect(
    (await desk.push(start, operation('shift.event', start.payload))).map(({ status }) => status),
  ).toEqual(['applied', 'duplicate']);
  for (const sql of [
    `update shift_events set device_time = now()`,
    `delete from shift_events`,
    `truncate shift_events`,
  ]) {
    await expect(server.database.query(sql)).rejects.toThrow('append-only');
  }
  expect(await count('select 1 from shift_events where id = $1', start.payload.id)).toBe(1);
});

describe('a check before a shift', () => {
  const of = async (operatorId: string) =>
    (await latestChecks(server.database)).filter(({ operator }) => operator.id === operatorId);

  test('is kept once, however often it arrives, and shown with its operator and computer', async () => {
    const desk = await server.desk();
    const report = fitnessReport();
    const made = operation('fitness.report', report);
    expect(await desk.push(made)).toEqual([{ id: made.id, status: 'applied' }]);
    expect(await desk.push(made, operation('fitness.report', report))).toMatchObject([
      { status: 'duplicate' },
      { status: 'duplicate' },
    ]);
    const [shown, ...others] = await of(desk.operator.id);
    expect(others).toEqual([]);
    expect(shown).toMatchObject({ report, operator: { displayName: 'operator სახელი' } });
    expect(shown?.device).not.toBe('');
  });

  test('is evidence: nobody changes it, and nobody gives theirs out for another’s', async () => {
    const desk = await server.desk();
    const other = await server.desk('senior');
    const report = fitnessReport();
    await desk.push(operation('fitness.report', report));
    const forged = operation('fitness.report', { ...report, verdict: 'fit' as const });
    expect(await other.push(forged)).toMatchObject([{ status: 'rejected', reason: 'auth.notAllowed' }]);
    await expect(
      server.database.query(`update fitness_reports set verdict = 'fit' where id = $1`, [report.id]),
    ).rejects.toThrow('append');
    expect((await of(desk.operator.id))[0]?.report.verdict).toBe('doubtful');
  });

  test('is the latest by when it began, whatever order they arrive in; a clock of next year does not stay on top', async () => {
    const desk = await server.desk('supervisor');
    const began = (startedAt: string) => operation('fitness.report', fitnessReport({ startedAt }));
    const late = began('2026-03-02T07:59:00.000Z');
    await desk.push(late, began('2026-03-01T08:00:00.000Z'));
    expect((await of(desk.operator.id))[0]?.report.id).toBe(late.payload.id);
    await desk.push(began('2031-01-01T00:00:00.000Z'));
    server.passTime(3_600_000);
    const after = began(new Date(server.now().getTime() - 60_000).toISOString());
    await desk.push(after);
    expect((await of(desk.operator.id))[0]?.report.id).toBe(after.payload.id);
  });

  test('of another shape is refused, and what it says stays out', async () => {
    const desk = await server.desk();
    const report = { ...fitnessReport(), verdict: 'splendid' };
    expect(
      await desk.push({ ...operation('fitness.report', fitnessReport()), payload: report }),
    ).toMatchObject([{ status: 'rejected', reason: 'input.invalid' }]);
  });
});

test('the story of a call’s sound travels with its record', async () => {
  const desk = await server.desk();
  const quality = {
    mos: { mean: 4.2, lowest: 3.1 },
    mosG107: { mean: 4.1, lowest: 3 },
    lossIn: 0.012,
    jitterMs: { mean: 6, highest: 44 },
    troubles: [{ kind: 'lossIn' as const, fromSecond: 20, seconds: 9 }],
    course: [{ second: 0, mos: 4.2, lossIn: 0, jitterMs: 4 }],
  };
  const call = callRecord({ quality });
  const submit = operation('case.submit', submittedCase(desk.deskNumber, 1, { callId: call.id }));
  await desk.push(operation('call.record', call), submit);
  expect((await readCase(server.database, submit.payload.id))?.call?.quality).toEqual(quality);
});
