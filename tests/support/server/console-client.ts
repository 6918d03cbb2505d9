import { fail, ok, type Failure, type Result } from '../../../src/contract/reasons.ts';
import type {
  CaseDetail,
  CaseSummary,
  ConsoleSession,
  FitnessRow,
  ShiftRow,
} from '../../../src/contract/server/console.ts';
import type { ConsoleClient } from '../../../src/server/console/api/client.ts';
import { company, line } from './content.ts';

export const tamar: ConsoleSession = {
  username: 'tamar',
  displayName: 'თამარ გელაშვილი',
  role: 'supervisor',
};

/** A case as the server lists it; `number` makes id, reference and time. */
export function caseEntry(number: number, over: Partial<CaseSummary> = {}): CaseSummary {
  const two = String(number).padStart(2, '0');
  return {
    id: `0197c000-0000-7000-8000-0000000000${two}`,
    reference: `1000-0000${two}-1`,
    status: 'new',
    fields: {
      kind: 'complaint',
      category: 'internet',
      customerName: `მომხმარებელი ${number}`,
      callback: '599123456',
      address: '',
      description: 'ინტერნეტი არ არის',
      desiredResult: '',
    },
    categoryLabel: { ka: 'ინტერნეტი', en: 'Internet', ru: 'Интернет' },
    company: { id: company.id, name: company.name },
    line: { id: line.id, name: line.name, colour: line.colour },
    operator: { id: '0197c000-0000-7000-8000-0000000000ff', displayName: 'ნინო კაპანაძე' },
    submittedAt: `2026-03-02T08:${two}:00.000Z`,
    receivedAt: `2026-03-02T08:${two}:01.000Z`,
    hasCall: true,
    ...over,
  };
}

/** A server for the console's pages that a test can fill, switch off and end sessions of. */
export class FakeConsoleServer implements ConsoleClient {
  signedIn: ConsoleSession | undefined = tamar;
  list: CaseSummary[] = [];
  details = new Map<string, CaseDetail>();
  shiftRows: ShiftRow[] = [];
  checks: FitnessRow[] = [];
  /** Instead of any answer. */
  failing: Failure | undefined;
  readonly askedDays: (string | undefined)[] = [];
  /** The day that it is at the centre. */
  today = '2026-03-02';

  async session(): Promise<Result<ConsoleSession>> {
    return this.#answer(this.signedIn === undefined ? fail('session.signedOut') : ok(this.signedIn));
  }
  async signIn(username: string, password: string): Promise<Result<ConsoleSession>> {
    if (password !== 'right') return this.#answer(fail('auth.wrongPassword'));
    this.signedIn = { ...tamar, username };
    return this.#answer(ok(this.signedIn));
  }
  async signOut(): Promise<Result<void>> {
    this.signedIn = undefined;
    return ok(undefined);
  }
  async cases({ before, limit }: { before?: string; limit: number }) {
    const from = before === undefined ? 0 : this.list.findIndex(({ id }) => id === before) + 1;
    return this.#answer(
      ok({ cases: this.list.slice(from, from + limit), more: this.list.length > from + limit }),
    );
  }
  async case(id: string): Promise<Result<CaseDetail>> {
    const found = this.details.get(id) ?? this.list.find((entry) => entry.id === id);
    return this.#answer(found === undefined ? fail('notFound') : ok(found));
  }
  async shifts(day: string | undefined) {
    this.askedDays.push(day);
    return this.#answer(ok({ day: day ?? this.today, today: this.today, shifts: this.shiftRows }));
  }

  async fitness() {
    return this.#answer(ok({ checks: this.checks }));
  }

  #answer<T>(result: Result<T>): Result<T> {
    if (this.failing !== undefined) return this.failing;
    return this.signedIn === undefined && result.ok ? fail('session.signedOut') : result;
  }
}
