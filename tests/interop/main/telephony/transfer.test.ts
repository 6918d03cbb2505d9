import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mailbox } from '../../../../src/contract/desk/telephone.ts';
import type { SipAccount } from '../../../../src/contract/server/api.ts';
import { startAsterisk, whereIsAsterisk, type Asterisk } from '../../../support/asterisk.ts';
import { createTestTelephone, sipAccount, type TestTelephone } from '../../../support/telephone.ts';
import { WeriftMediaPort } from '../../../support/werift-media-port.ts';

const names = ['nino', 'gio', 'tamar'] as const;
type Name = (typeof names)[number];

describe.skipIf(whereIsAsterisk() === undefined)(
  'calls handed over at a real Asterisk (needs asterisk)',
  () => {
    let asterisk: Asterisk;
    let phones: Record<Name, TestTelephone>;
    let media: Record<Name, WeriftMediaPort>;
    /** What Asterisk told the operator of colleagues, and of messages. */
    let told: string[];
    let mailboxes: (Mailbox | undefined)[];

    beforeAll(async () => {
      asterisk = await startAsterisk({
        accounts: names.map((username) => ({ username, password: 'interop' })),
      });
    });
    afterAll(async () => {
      await asterisk?.stop();
    });
    beforeEach(async () => {
      media = { nino: new WeriftMediaPort(), gio: new WeriftMediaPort(), tamar: new WeriftMediaPort() };
      phones = {
        nino: createTestTelephone(media.nino),
        gio: createTestTelephone(media.gio),
        tamar: createTestTelephone(media.tamar),
      };
      told = [];
      mailboxes = [];
      phones.nino.telephony.on('colleague', ({ number, state }) => told.push(`${number} ${state}`));
      phones.nino.telephony.on('mailbox', (mailbox) => mailboxes.push(mailbox));
      await signIn('gio');
      await signIn('tamar');
      await signIn('nino', {
        telephone: { ...sipAccount([]).telephone, dialogEvents: true, messageWaiting: true },
        colleagues: [
          { id: '018f0000-0000-7000-8000-000000000001', name: 'Gio', number: addressOf('gio') },
          { id: '018f0000-0000-7000-8000-000000000002', name: 'Nobody', number: '998' },
        ],
      });
    });
    afterEach(async () => {
      for (const name of names) {
        await phones[name].stop();
        media[name].close();
      }
      await asterisk.command('channel request hangup all');
      await vi.waitUntil(async () =>
        /^0 active channels/mu.test(await asterisk.command('core show channels count')),
      );
    });

    async function signIn(name: Name, change: Partial<SipAccount> = {}): Promise<void> {
      phones[name].telephony.connect(
        sipAccount([asterisk.wsUrl], {
          aor: `${name}@${asterisk.domain}`,
          authorizationUsername: name,
          password: 'interop',
          ...change,
        }),
      );
      await phones[name].registered();
    }
    const addressOf = (name: Name) => `sip:${name}@${asterisk.domain}`;
    const call = (name: Name, id: string) => phones[name].events.findLast((event) => event.id === id);
    const has = (name: Name, id: string, state: string) =>
      phones[name].until(() => call(name, id)?.state === state && call(name, id));

    async function dial(name: Name, number: string): Promise<string> {
      const dialled = await phones[name].telephony.dial(number);
      if (!dialled.ok) throw new Error(dialled.reason);
      await has(name, dialled.value.callId, 'active');
      return dialled.value.callId;
    }
    /** The call that rings at a phone is taken. */
    async function take(name: Name): Promise<string> {
      const { id } = await phones[name].untilCall(({ state }) => state === 'ringing');
      expect(await phones[name].telephony.answer(id)).toMatchObject({ ok: true });
      await has(name, id, 'active');
      return id;
    }
    async function connect(from: Name, to: Name): Promise<readonly [string, string]> {
      const ids = await Promise.all([dial(from, addressOf(to)), take(to)]);
      // People have heard each other before one of them is handed over.
      await vi.waitUntil(() => media[from].peer(ids[0]).connected && media[to].peer(ids[1]).connected, {
        timeout: 15_000,
      });
      return ids;
    }
    /** Talks until something comes back, or comes from the other side. */
    async function hear(name: Name, id: string, talker: Name = name, talkerId = id): Promise<void> {
      const [ear, mouth] = [media[name].peer(id), media[talker].peer(talkerId)];
      await ear.until(() => ear.connected);
      await mouth.until(() => mouth.connected);
      const before = ear.heard.length;
      media[talker].talk(talkerId);
      await ear.until(() => ear.heard.length >= before + 20);
      mouth.stopTalking();
    }

    it('hands a caller over blindly: the colleague rings, takes the call, and hears the caller', async () => {
      const [atCaller, atOperator] = await connect('tamar', 'nino');
      const taken = take('gio');
      expect(await phones.nino.telephony.transfer(atOperator, { number: addressOf('gio') })).toMatchObject({
        ok: true,
      });
      const ended = await has('nino', atOperator, 'ended');
      expect(ended).toMatchObject({
        ending: 'transferred',
        transfer: { number: 'gio', status: 'succeeded' },
      });
      const atColleague = await taken;
      await hear('gio', atColleague, 'tamar', atCaller);
      expect(call('tamar', atCaller)?.state).toBe('active');
    });

    it('takes the caller back where there is no such number, and hears them again', async () => {
      const id = await dial('nino', '610');
      await hear('nino', id);
      // Asterisk takes it on first, and tells of the 404 in a NOTIFY.
      expect(await phones.nino.telephony.transfer(id, { number: '999' })).toMatchObject({ ok: true });
      await phones.nino.until(
        () => call('nino', id)?.state === 'active' && call('nino', id)?.pending === undefined,
      );
      expect(call('nino', id)?.transfer).toMatchObject({ status: 'failed', sipStatus: 404 });
      await hear('nino', id);
    });

    it('hands a caller over to the colleague who was asked before, and both are free again', async () => {
      const [atCaller, atOperator] = await connect('tamar', 'nino');
      const [consultation, atColleague] = await connect('nino', 'gio');
      expect(call('nino', atOperator)?.state).toBe('held');
      expect(await phones.nino.telephony.transfer(atOperator, { callId: consultation })).toMatchObject({
        ok: true,
      });
      expect(await has('nino', atOperator, 'ended')).toMatchObject({ ending: 'transferred' });
      expect(await has('nino', consultation, 'ended')).toMatchObject({ ending: 'transferred' });
      expect(phones.nino.telephony.calls()).toEqual([]);
      // Each learns whom they talk with by now (connected line, P-Asserted-Identity).
      await phones.gio.until(() => call('gio', atColleague)?.remoteNumber === 'tamar');
      await phones.tamar.until(() => call('tamar', atCaller)?.remoteNumber === 'gio');
      await hear('gio', atColleague, 'tamar', atCaller);
      await hear('tamar', atCaller, 'gio', atColleague);
    });

    it('hands a caller over while the colleague still rings: the phone then rings for the caller', async () => {
      const [atCaller, atOperator] = await connect('tamar', 'nino');
      const asked = await phones.nino.telephony.dial(addressOf('gio'));
      if (!asked.ok) throw new Error(asked.reason);
      const first = await phones.gio.untilCall(({ state }) => state === 'ringing');
      const handed = phones.nino.telephony.transfer(atOperator, { callId: asked.value.callId });
      const { id } = await phones.gio.untilCall((each) => each.state === 'ringing' && each.id !== first.id);
      expect(await handed).toMatchObject({ ok: true });
      expect(call('gio', first.id)?.state).toBe('ended');
      expect(await phones.gio.telephony.answer(id)).toMatchObject({ ok: true });
      expect(await has('nino', atOperator, 'ended')).toMatchObject({ ending: 'transferred' });
      await hear('gio', id, 'tamar', atCaller);
    });

    it('hands a caller over who was on hold already', async () => {
      const [, atOperator] = await connect('tamar', 'nino');
      expect(await phones.nino.telephony.setHeld(atOperator, true)).toMatchObject({ ok: true });
      const taken = take('gio');
      expect(await phones.nino.telephony.transfer(atOperator, { number: addressOf('gio') })).toMatchObject({
        ok: true,
      });
      expect(await has('nino', atOperator, 'ended')).toMatchObject({ ending: 'transferred' });
      await taken;
    });

    it('tells who of the colleagues is free, rings and talks', async () => {
      const gio = addressOf('gio');
      await expect.poll(() => told).toEqual([`${gio} free`]);
      const dialled = dial('tamar', gio);
      await expect.poll(() => told.at(-1)).toBe(`${gio} ringing`);
      const id = await take('gio');
      await dialled;
      await expect.poll(() => told.at(-1)).toBe(`${gio} busy`);
      await phones.gio.telephony.hangUp(id);
      await expect.poll(() => told.at(-1)).toBe(`${gio} free`);
      expect(told.some((news) => news.startsWith('998'))).toBe(false);
    });

    it('tells of messages that wait, and what to dial to hear them', async () => {
      await expect.poll(() => mailboxes.at(-1)).toEqual({ waiting: false, fresh: 0, old: 0, number: '*97' });
      // Somebody leaves two messages for the operator.
      await phones.tamar.telephony.dial('620');
      await expect.poll(() => mailboxes.at(-1)).toEqual({ waiting: true, fresh: 2, old: 5, number: '*97' });
    });
  },
);
