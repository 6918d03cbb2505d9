import { uuidv7 } from 'uuidv7';
import type { Article, Customer, Line, Product } from '../../src/contract/content.ts';
import type { Draft } from '../../src/contract/desk/commands.ts';
import type { CallRecord, ShiftEvent } from '../../src/contract/operations.ts';
import type { Change } from '../../src/contract/server/api.ts';
import type { Store } from '../../src/main/store/requests.ts';

export const companyId = '01900000-0000-7000-8000-0000000000c1';
export const otherCompanyId = '01900000-0000-7000-8000-0000000000c2';

export const sampleLine: Line = {
  id: '01900000-0000-7000-8000-0000000000a1',
  companyId,
  companyName: { ka: 'ქართული ქსელი' },
  name: { ka: 'ცხელი ხაზი' },
  number: '+995322000001',
  colour: '#0a7f5a',
  greeting: { ka: 'გამარჯობა!' },
  caseKinds: ['complaint'],
  categories: [{ code: 'internet', label: { ka: 'ინტერნეტი' } }],
  outcomes: [{ code: 'solved', label: { ka: 'მოგვარდა' } }],
};

export const sampleDraft = (changes: Partial<Draft> = {}): Draft => ({
  id: uuidv7(),
  lineId: sampleLine.id,
  fields: {
    kind: 'complaint',
    category: 'internet',
    customerName: 'გიორგი მაისურაძე',
    callback: '599 12 34 56',
    address: '',
    description: 'ინტერნეტი არ მუშაობს',
    desiredResult: '',
  },
  savedAt: '2026-03-01T08:00:00.000Z',
  ...changes,
});

export const sampleCall = (changes: Partial<CallRecord> = {}): CallRecord => ({
  id: uuidv7(),
  direction: 'in',
  lineId: sampleLine.id,
  remoteNumber: '+995599123456',
  startedAt: '2026-03-01T08:00:00.000Z',
  answeredAt: '2026-03-01T08:00:05.000Z',
  endedAt: '2026-03-01T08:03:00.000Z',
  ending: 'other',
  ...changes,
});

export const sampleCustomer = (changes: Partial<Customer> = {}): Customer => ({
  id: uuidv7(),
  companyId,
  kind: 'person',
  name: 'გიორგი მაისურაძე',
  phones: ['+995599123456'],
  ...changes,
});

export const sampleShiftEvent = (shiftId: string, changes: Partial<ShiftEvent> = {}): ShiftEvent => ({
  id: uuidv7(),
  shiftId,
  kind: 'start',
  deviceTime: '2026-03-01T08:00:00.000Z',
  ...changes,
});

export const sampleArticle = (changes: Partial<Article> = {}): Article => ({
  id: uuidv7(),
  companyId,
  title: { ka: 'სტატია' },
  body: { ka: 'ტექსტი' },
  keywords: [],
  version: 1,
  ...changes,
});

export const sampleProduct = (changes: Partial<Product> = {}): Product => ({
  id: uuidv7(),
  companyId,
  name: { ka: 'პროდუქტი' },
  code: 'P-1',
  description: { ka: 'აღწერა' },
  specifications: [],
  version: 1,
  ...changes,
});

/** Applies pulled changes under a fresh cursor. */
export async function applyContent(store: Store, ...changes: Change[]): Promise<void> {
  await store.run('content.apply', { changes, cursor: uuidv7(), at: '2026-03-01T08:00:00.000Z' });
}
