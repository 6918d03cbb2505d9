import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCase } from '../../../src/server/views/cases.ts';
import { callRecord, operation, submittedCase } from '../../support/server/operations.ts';
import { openTestServer, type TestServer } from '../../support/server/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

/**
 * A desk's line of work: what it did, cut into pushes; each push is answered, or its answer is lost and it is sent
 * again, perhaps together with what came after it.
 */
const sends = fc.array(
  fc.record({ take: fc.integer({ min: 1, max: 6 }), answerLost: fc.boolean(), twiceAtOnce: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

test('whatever is lost on the way back, each case is there once', async () => {
  await fc.assert(
    fc.asyncProperty(sends, fc.integer({ min: 1, max: 12 }), async (plan, count) => {
      const desk = await server.desk();
      const operations = Array.from({ length: count }, (_, index) =>
        operation('case.submit', submittedCase(desk.deskNumber, index + 1)),
      );
      const outbox = [...operations];
      const settle = (results: { id: string; status: string }[]) => {
        for (const { id, status } of results) {
          expect(['applied', 'duplicate']).toContain(status);
          const at = outbox.findIndex((waiting) => waiting.id === id);
          if (at >= 0) outbox.splice(at, 1);
        }
      };
      for (const { take, answerLost, twiceAtOnce } of [...plan, ...operations.map(() => plain)]) {
        const batch = outbox.slice(0, take);
        if (batch.length === 0) break;
        const answers = await Promise.all([
          desk.push(...batch),
          ...(twiceAtOnce ? [desk.push(...batch)] : []),
        ]);
        if (!answerLost) for (const results of answers) settle(results);
      }
      expect(outbox).toEqual([]);
      const rows = await server.database.query(
        `select reference from cases where desk_number = $1 order by running`,
        [desk.deskNumber],
      );
      expect(rows.map((row) => row['reference'])).toEqual(operations.map(({ payload }) => payload.reference));
    }),
    { numRuns: 25 },
  );
});
const plain = { take: 6, answerLost: false, twiceAtOnce: false };

test('versions of a call give the same call in whatever order and however often they arrive', async () => {
  const version = fc.record({
    second: fc.integer({ min: 0, max: 5 }),
    outcome: fc.option(fc.constantFrom('resolved', 'callback', 'none'), { nil: undefined }),
    note: fc.option(fc.constantFrom('ერთი', 'ორი'), { nil: undefined }),
  });
  const plan = fc.array(version, { minLength: 1, maxLength: 5 }).chain((versions) =>
    fc.record({
      versions: fc.constant(versions),
      order: fc.array(fc.nat({ max: versions.length - 1 }), { maxLength: 12 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(plan, async ({ versions, order }) => {
      const desk = await server.desk();
      const base = callRecord();
      const operations = versions.map(({ second, outcome, note }) =>
        operation(
          'call.record',
          {
            ...base,
            ...(outcome === undefined ? {} : { outcome }),
            ...(note === undefined ? {} : { note }),
          },
          { madeAt: `2026-03-02T08:10:0${second}.000Z` },
        ),
      );
      const submit = operation('case.submit', submittedCase(desk.deskNumber, 1, { callId: base.id }));
      const shuffled = order.flatMap((index) => operations[index] ?? []);
      await desk.push(...shuffled, ...operations, submit);

      const inTime = operations.toSorted((one, other) =>
        `${one.madeAt} ${one.id}`.localeCompare(`${other.madeAt} ${other.id}`),
      );
      const last = (field: 'outcome' | 'note') =>
        inTime.map(({ payload }) => payload[field]).findLast((value) => value !== undefined);
      const { call } = (await readCase(server.database, submit.payload.id)) ?? {};
      expect([call?.outcome, call?.note]).toEqual([last('outcome'), last('note')]);
    }),
    { numRuns: 40 },
  );
});

test('nothing that is sent as an operation brings the server down or is taken for one', async () => {
  const desk = await server.desk();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }), async (rubbish) => {
      const good = operation('shift.event', {
        id: uuidv7(),
        shiftId: uuidv7(),
        kind: 'start',
        deviceTime: '2026-03-02T08:00:00.000Z',
      });
      const results = await desk.push(...rubbish, good);
      expect(results.map(({ status }) => status)).toEqual([...rubbish.map(() => 'rejected'), 'applied']);
    }),
    { numRuns: 60 },
  );
});
