import { uuidv7 } from 'uuidv7';
import type { Customer } from '../../../src/contract/content.ts';
import type { CallRecord, Operation, ShiftEvent, SubmittedCase } from '../../../src/contract/operations.ts';
import type { FitnessReport } from '../../../src/contract/quality.ts';
import { makeReference } from '../../../src/domain/reference.ts';
import { company, line } from './content.ts';

/** Operations as a desk makes them. `over` replaces what the test is about. */
const at = '2026-03-02T08:00:00.000Z';

export function submittedCase(
  desk: number,
  running: number,
  over: Partial<SubmittedCase> = {},
): SubmittedCase {
  return {
    id: uuidv7(),
    reference: makeReference(desk, running),
    companyId: company.id,
    lineId: line.id,
    fields: {
      kind: 'complaint',
      category: 'internet',
      customerName: 'ლალი ბერიძე',
      callback: '599 12 34 56',
      address: 'თბილისი, ჭავჭავაძის 1',
      description: 'გუშინ საღამოდან ინტერნეტი არ არის',
      desiredResult: '',
    },
    submittedAt: at,
    ...over,
  };
}

export function callRecord(over: Partial<CallRecord> = {}): CallRecord {
  return {
    id: uuidv7(),
    direction: 'in',
    lineId: line.id,
    remoteNumber: '+995599123456',
    startedAt: at,
    answeredAt: '2026-03-02T08:00:05.000Z',
    endedAt: '2026-03-02T08:03:05.000Z',
    ending: 'other',
    ...over,
  };
}

export function shiftEvent(over: Partial<ShiftEvent> = {}): ShiftEvent {
  return { id: uuidv7(), shiftId: uuidv7(), kind: 'start', deviceTime: at, ...over };
}

export function fitnessReport(over: Partial<FitnessReport> = {}): FitnessReport {
  return {
    id: uuidv7(),
    startedAt: at,
    endedAt: '2026-03-02T08:00:30.000Z',
    verdict: 'doubtful',
    steps: [
      { number: 1, name: 'microphone', result: 'ok', values: { levelDb: -21.5 } },
      { number: 3, name: 'server', result: 'warning', reason: 'server.unreachable', values: {} },
      { number: 7, name: 'roundTrip', result: 'ok', values: { meanMs: 43, highestMs: 51 } },
    ],
    ...over,
  };
}

type Payloads = {
  'case.submit': SubmittedCase;
  'call.record': CallRecord;
  'shift.event': ShiftEvent;
  'customer.put': Customer;
  'fitness.report': FitnessReport;
};

/** The payload as an operation of its own. */
export function operation<K extends keyof Payloads>(
  kind: K,
  payload: Payloads[K],
  over: { id?: string; madeAt?: string } = {},
): { id: string; subject: string; madeAt: string; kind: K; payload: Payloads[K] } {
  return { id: over.id ?? uuidv7(), subject: payload.id, madeAt: over.madeAt ?? at, kind, payload };
}

export const caseOperation = (desk: number, running: number): Operation =>
  operation('case.submit', submittedCase(desk, running));
