import { describe, expect, it } from 'vitest';
import type { GlobalAction, GlobalKey } from '../../../../src/contract/desk/telephone.ts';
import { runGlobalAction } from '../../../../src/main/app/global-actions.ts';
import { createGlobalKeys, type KeyRegistry } from '../../../../src/main/app/global-keys.ts';
import type { DeviceSettings } from '../../../../src/main/app/settings.ts';
import { createFakeTelephony } from '../../../support/fake-telephony.ts';

function setUp(saved: DeviceSettings['globalKeys'] = {}, takenElsewhere: readonly string[] = []) {
  let settings: DeviceSettings = { language: 'ka', theme: 'auto', globalKeys: saved };
  const registered = new Map<string, () => void>();
  const registry: KeyRegistry = {
    register(accelerator, run) {
      if (!/^[A-Za-z0-9+]+$/u.test(accelerator)) return 'invalid';
      if (takenElsewhere.includes(accelerator)) return 'taken';
      registered.set(accelerator, run);
      return 'active';
    },
    unregister: (accelerator) => void registered.delete(accelerator),
  };
  const ran: GlobalAction[] = [];
  let published: GlobalKey[] = [];
  const parts = {
    settings: {
      get: () => settings,
      set: async (change: Partial<DeviceSettings>) => void (settings = { ...settings, ...change }),
    },
    run: (action: GlobalAction) => void ran.push(action),
    publish: (keys: GlobalKey[]) => void (published = keys),
  };
  const statusOf = (action: GlobalAction) => published.find((key) => key.action === action);
  return { parts, registry, registered, ran, statusOf, saved: () => settings.globalKeys };
}

describe('global keys', () => {
  it('are set, run, are remembered, and are given back', async () => {
    const { parts, registry, registered, ran, statusOf, saved } = setUp();
    const keys = createGlobalKeys({ registry, ...parts });
    expect(await keys.set('mute', 'Ctrl+Shift+M')).toMatchObject({ ok: true });
    registered.get('Ctrl+Shift+M')?.();
    expect(ran).toEqual(['mute']);
    expect(statusOf('mute')).toMatchObject({ status: 'active', accelerator: 'Ctrl+Shift+M' });
    expect(saved()).toEqual({ mute: 'Ctrl+Shift+M' });
    keys.close();
    expect(registered.size).toBe(0);
  });

  it('of the last time are there again', () => {
    const { parts, registry, registered, statusOf } = setUp({ answer: 'F13', hold: 'F14' }, ['F14']);
    createGlobalKeys({ registry, ...parts });
    expect([...registered.keys()]).toEqual(['F13']);
    expect(statusOf('hold')).toMatchObject({ status: 'taken', accelerator: 'F14' });
  });

  it('are exchanged and taken away', async () => {
    const { parts, registry, registered, statusOf } = setUp({ answer: 'F13' });
    const keys = createGlobalKeys({ registry, ...parts });
    await keys.set('answer', 'F15');
    expect([...registered.keys()]).toEqual(['F15']);
    await keys.set('answer', null);
    expect(registered.size).toBe(0);
    expect(statusOf('answer')).toMatchObject({ status: 'off' });
  });

  it('that no shell can read, or that do something else already, change nothing', async () => {
    const { parts, registry, registered, statusOf } = setUp({ answer: 'F13', mute: 'F14' });
    const keys = createGlobalKeys({ registry, ...parts });
    expect(await keys.set('answer', '???')).toMatchObject({ ok: false, reason: 'input.invalid' });
    expect(await keys.set('answer', 'F14')).toMatchObject({ ok: false, reason: 'input.invalid' });
    expect(statusOf('answer')).toMatchObject({ status: 'active', accelerator: 'F13' });
    expect([...registered.keys()].toSorted()).toEqual(['F13', 'F14']);
  });

  it.each(['A', 'Shift+M', 'Space', '5', 'Shift+Enter', '+', 'Tab'])(
    'do not take %s from every other program',
    async (accelerator) => {
      const { parts, registry, registered, saved } = setUp();
      const keys = createGlobalKeys({ registry, ...parts });
      expect(await keys.set('answer', accelerator)).toMatchObject({ ok: false, reason: 'input.invalid' });
      expect(registered.size).toBe(0);
      expect(saved()).toEqual({});
    },
  );

  it.each(['F1', 'Shift+F24', 'Ctrl+A', 'Ctrl+Shift+M', 'Alt+5', 'Super+M', 'CommandOrControl+M'])(
    'may be %s',
    async (accelerator) => {
      const { parts, registry } = setUp();
      const keys = createGlobalKeys({ registry, ...parts });
      expect(await keys.set('answer', accelerator)).toMatchObject({ ok: true });
    },
  );

  it('are not to be had in a browser, and it says so', async () => {
    const { parts, statusOf } = setUp();
    const keys = createGlobalKeys({ registry: undefined, ...parts });
    expect(statusOf('mute')).toMatchObject({ status: 'unsupported' });
    expect(await keys.set('mute', 'F13')).toMatchObject({ ok: false });
  });
});

describe('a global action', () => {
  it.each([
    ['answer', ['ringing'], 'answer'],
    ['answer', ['active'], undefined],
    ['hangUp', ['active', 'ringing'], 'hangUp'],
    ['hangUp', ['ringing'], 'reject'],
    ['mute', ['active'], 'setMuted'],
    ['mute', ['ringing'], undefined],
    ['hold', ['active'], 'setHeld'],
    ['hold', ['held'], 'setHeld'],
  ] as const)('%s with calls %j does %s', (action, states, done) => {
    const telephony = createFakeTelephony();
    for (const [at, state] of states.entries()) telephony.tell({ id: `call-${at}`, state });
    runGlobalAction(action, telephony);
    expect(telephony.asked[0]?.split(' ')[0]).toBe(done);
  });
});
