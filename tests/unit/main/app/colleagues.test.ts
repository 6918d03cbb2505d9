import { beforeEach, expect, test, vi } from 'vitest';
import type { Colleague, Mailbox } from '../../../../src/contract/desk/telephone.ts';
import { createColleagueDesk, type ColleagueDesk } from '../../../../src/main/app/colleagues.ts';
import { createStateHolder } from '../../../../src/main/app/state-holder.ts';
import { signedOutState } from '../../../support/desk-state.ts';
import { createFakeTelephony, type FakeTelephony } from '../../../support/fake-telephony.ts';

const id = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const list = [
  { id: id(1), name: 'Giorgi', number: '200' },
  { id: id(2), name: 'Tamar', number: '201' },
];

let telephony: FakeTelephony;
let desk: ColleagueDesk;
let shown: Colleague[][];
let mailboxes: (Mailbox | null)[];

beforeEach(() => {
  telephony = createFakeTelephony();
  shown = [];
  mailboxes = [];
  const state = createStateHolder(signedOutState());
  state.subscribe((event) => {
    if (event.name !== 'change') return;
    if (event.state.colleagues !== undefined) shown.push(event.state.colleagues);
    if (event.state.mailbox !== undefined) mailboxes.push(event.state.mailbox);
  });
  desk = createColleagueDesk(telephony, state);
});

const states = () => shown.at(-1)?.map(({ name, state }) => `${name} ${state}`);
/** Changes of one turn travel together. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('nothing is known of colleagues before the PBX tells', async () => {
  desk.open(list);
  await turn();
  expect(states()).toEqual(['Giorgi unknown', 'Tamar unknown']);
});

test('what the PBX tells in one go is shown in one go', async () => {
  desk.open(list);
  await turn();
  for (const number of ['200', '201', '999']) telephony.tellColleague({ number, state: 'free' });
  telephony.tellColleague({ number: '200', state: 'busy' });
  await vi.waitFor(() => expect(states()).toEqual(['Giorgi busy', 'Tamar free']));
  expect(shown).toHaveLength(2);
});

test('nothing of it is left to see for whoever signs in next', async () => {
  desk.open(list);
  telephony.tellMailbox({ waiting: true, fresh: 1, old: 0 });
  telephony.tellColleague({ number: '200', state: 'busy' });
  await turn();
  desk.leave();
  await turn();
  expect(shown.at(-1)).toEqual([]);
  expect(mailboxes.at(-1)).toBeNull();
  desk.open(list);
  await turn();
  expect(states()).toEqual(['Giorgi unknown', 'Tamar unknown']);
});

test('a mailbox that is not known any more is none', async () => {
  telephony.tellMailbox({ waiting: true, fresh: 1, old: 0 });
  await turn();
  telephony.tellMailbox(undefined);
  await turn();
  expect(mailboxes).toEqual([{ waiting: true, fresh: 1, old: 0 }, null]);
});
