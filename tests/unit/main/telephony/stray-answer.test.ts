import { SessionState, type Session } from 'sip.js';
import { expect, it } from 'vitest';
import { attend } from '../../../../src/main/telephony/in-dialog.ts';

it('a 2xx that nothing was asked for is acknowledged by nobody, and throws nothing', () => {
  const listeners: ((state: SessionState) => void)[] = [];
  const made: unknown[] = [];
  const dialog = {
    ack: () => {
      throw new Error('Initial transaction not instance of InviteClientTransaction.');
    },
    delegate: undefined,
    invite: () => undefined,
    dialogState: { localSequenceNumber: 7 },
    createOutgoingRequestMessage: (method: string, options: object) => {
      made.push([method, options]);
      return {};
    },
  };
  const session = {
    dialog,
    stateChange: { addListener: (listen: (typeof listeners)[0]) => listeners.push(listen) },
  };
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- SIP.js has no way to this moment from outside
  attend(session as unknown as Session, {} as Parameters<typeof attend>[1]);
  for (const listen of listeners) listen(SessionState.Established);
  expect(() => dialog.ack()).not.toThrow();
  expect(made).toEqual([['ACK', { cseq: 7 }]]);
});
