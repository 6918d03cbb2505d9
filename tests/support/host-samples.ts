import { uuidv7 } from 'uuidv7';
import type { Article, Customer } from '../../src/contract/content.ts';
import type { Operation } from '../../src/contract/operations.ts';
import type { Change } from '../../src/contract/server/api.ts';
import type { StoredSession } from '../../src/main/store/requests.ts';
import type { FakeAccount } from './fake-server.ts';

const madeAt = '2026-03-01T08:00:00.000Z';

/** A customer of nobody in particular. */
export function sampleCustomer(id: string = uuidv7(), name = 'ნინო'): Customer {
  return { id, companyId: uuidv7(), kind: 'person', name, phones: ['+995599123456'] };
}

/** An operation that puts a customer; `subject` ties operations together. */
export function sampleOperation(subject: string = uuidv7(), id: string = uuidv7()): Operation {
  return { id, subject, madeAt, kind: 'customer.put', payload: sampleCustomer(subject) };
}

export function sampleArticle(title: string): Article {
  return {
    id: uuidv7(),
    companyId: uuidv7(),
    title: { ka: title },
    body: { ka: title },
    keywords: [],
    version: 1,
  };
}

export function sampleChange(title: string): Change {
  return { entity: 'article', row: sampleArticle(title) };
}

/** An account of the fake server. */
export function sampleAccount(username: string, password: string): FakeAccount {
  return {
    password,
    answer: {
      expiresAt: '2027-03-01T08:00:00.000Z',
      operator: { id: uuidv7(), username, displayName: username, role: 'operator' },
      deskNumber: 1004,
      lastReference: 41,
      sip: {
        servers: ['wss://pbx.example/ws'],
        aor: `${username}@pbx.example`,
        authorizationUsername: username,
        password: 'sip-secret',
        displayName: username,
        iceServers: [],
        telephone: {
          dialogEvents: false,
          messageWaiting: false,
          relayOnly: false,
          obeysAutoAnswer: false,
        },
        colleagues: [],
        practiceScenarios: [],
      },
    },
  };
}

/** A saved session that carries this token. */
export function sampleSession(token: string): StoredSession {
  const { lastReference: _, ...answer } = sampleAccount('nino', 'right').answer;
  return { ...answer, token };
}
