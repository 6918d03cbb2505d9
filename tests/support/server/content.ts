import type { Company, Customer, Line } from '../../../src/contract/content.ts';

/** The smallest company that a case can be about. */
export const company: Company = {
  id: '0197b000-0000-7000-8000-000000000001',
  name: { ka: 'საცდელი კომპანია', en: 'Test company' },
};

export const line: Line = {
  id: '0197b000-0000-7000-8000-000000000002',
  companyId: company.id,
  companyName: company.name,
  name: { ka: 'მხარდაჭერა', en: 'Support' },
  number: '+995322000001',
  colour: '#1c7ed6',
  greeting: { ka: 'გამარჯობა' },
  caseKinds: ['complaint', 'application', 'enquiry'],
  categories: [{ code: 'internet', label: { ka: 'ინტერნეტი', en: 'Internet' } }],
  outcomes: [{ code: 'resolved', label: { ka: 'მოგვარდა', en: 'Resolved' } }],
};

export const customer: Customer = {
  id: '0197b000-0000-7000-8000-000000000003',
  companyId: company.id,
  kind: 'person',
  name: 'ლალი ბერიძე',
  phones: ['+995599123456'],
};
