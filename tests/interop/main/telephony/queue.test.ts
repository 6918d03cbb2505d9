import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeskState } from '../../../../src/contract/desk/state.ts';
import { createQueueMembership, type QueueMembership } from '../../../../src/main/app/queue-membership.ts';
import { silentLog } from '../../../../src/main/logging/log.ts';
import { startAsterisk, whereIsAsterisk, type Asterisk } from '../../../support/asterisk.ts';
import { FakeMediaPort } from '../../../support/fake-media-port.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';

const account = { username: 'nino', password: 'interop' };
const since = '2026-03-01T08:00:00.000Z';
const [inQueue, direct] = ['+995599111111', '+995599222222'];

describe.skipIf(whereIsAsterisk() === undefined)("an operator in Asterisk's queue (needs asterisk)", () => {
  let asterisk: Asterisk;
  let phone: TestTelephone;
  let membership: QueueMembership;
  let queue: DeskState['queue'];

  beforeAll(async () => {
    asterisk = await startAsterisk({
      accounts: [account],
      queues: [{ name: 'support', members: [account.username] }],
    });
  });
  afterAll(async () => {
    await asterisk?.stop();
  });
  beforeEach(async () => {
    phone = createTestTelephone(new FakeMediaPort());
    const { telephony, clock } = phone;
    membership = createQueueMembership({
      telephony,
      onRegistration: (listener) => telephony.on('registration', listener),
      clock,
      log: silentLog,
      publish: (news) => (queue = news),
    });
    membership.follow({ state: 'offline', since });
    membership.open({ user: 'queue', pause: 'pause {reason}', resume: 'resume' });
    telephony.connect(
      sipAccount([asterisk.wsUrl], {
        aor: `${account.username}@${asterisk.domain}`,
        authorizationUsername: account.username,
        password: account.password,
      }),
    );
    await phone.registered();
  });
  afterEach(async () => {
    membership.close();
    await asterisk.command('channel request hangup all');
    await vi.waitUntil(async () =>
      /^0 active channels/mu.test(await asterisk.command('core show channels count')),
    );
    await phone.stop();
  });

  const told = async (status: 'open' | 'paused'): Promise<void> => {
    await expect.poll(() => queue?.status).toBe(status);
  };
  const callsFrom = (number: string) =>
    new Set(phone.events.filter(({ remoteNumber }) => remoteNumber === number).map(({ id }) => id)).size;
  const callQueue = () =>
    asterisk.originate({
      to: { queue: 'support' },
      callerNumber: inQueue,
      calledNumber: '+995322000111',
      application: 'Echo',
    });

  it('who is ready rings', async () => {
    membership.follow({ state: 'ready', since });
    await told('open');
    await callQueue();
    expect(await phone.untilCall(({ state }) => state === 'ringing')).toMatchObject({
      remoteNumber: inQueue,
    });
  });

  it('who is on a break is not rung by the queue, though by a colleague; then is ready, and rings', async () => {
    membership.follow({ state: 'break', breakReason: 'meal', since });
    await told('paused');
    await expect.poll(() => asterisk.command('queue show support')).toMatch(/paused:meal/u);
    await callQueue();
    await expect.poll(() => asterisk.command('queue show support')).toMatch(/Callers:\s+1\./u);
    await asterisk.originate({
      to: account.username,
      callerNumber: direct,
      calledNumber: 'nino',
      application: 'Echo',
    });
    const { id } = await phone.untilCall(({ remoteNumber }) => remoteNumber === direct);
    expect(callsFrom(inQueue)).toBe(0);
    await phone.telephony.hangUp(id);
    await phone.telephony.reject(id);
    membership.follow({ state: 'ready', since });
    await phone.untilCall((call) => call.remoteNumber === inQueue && call.state === 'ringing');
    expect(callsFrom(inQueue)).toBe(1);
  });

  it('is told anew when the connection was lost', async () => {
    membership.follow({ state: 'ready', since });
    await told('open');
    await asterisk.command(`queue pause member PJSIP/${account.username}`);
    phone.clock.advance(10_000);
    await phone.untilRegistration(({ status }) => status === 'waiting');
    expect(queue?.status).toBe('asking');
    phone.telephony.retryNow();
    await phone.registered();
    await told('open');
    await expect.poll(() => asterisk.command('queue show support')).not.toMatch(/paused/u);
  });
});
