import { expect, test } from 'vitest';
import type { DeskEvent } from '../../../../src/contract/desk/bridge.ts';
import { createStateHolder } from '../../../../src/main/app/state-holder.ts';
import { signedOutState } from '../../../support/desk-state.ts';

const turn = (): Promise<void> => new Promise((settle) => setImmediate(settle));

test('a subscriber gets everything at once, then what changed in a turn as one event', async () => {
  const holder = createStateHolder(signedOutState());
  const events: DeskEvent[] = [];
  holder.subscribe((event) => events.push(event));
  expect(events).toEqual([{ name: 'snapshot', state: signedOutState() }]);

  holder.set('server', { status: 'reachable', since: '2026-01-01T00:00:00.000Z' });
  holder.set('settings', { language: 'en', theme: 'dark' });
  await turn();
  expect(events.slice(1)).toEqual([
    {
      name: 'change',
      state: {
        server: { status: 'reachable', since: '2026-01-01T00:00:00.000Z' },
        settings: { language: 'en', theme: 'dark' },
      },
    },
  ]);
});

test('a value equal to the one before is not told again', async () => {
  const holder = createStateHolder(signedOutState());
  const events: DeskEvent[] = [];
  holder.subscribe((event) => events.push(event));
  holder.set('settings', { ...holder.get().settings });
  await turn();
  expect(events).toHaveLength(1);
});

test('an event never overtakes a change that was made before it', () => {
  const holder = createStateHolder(signedOutState());
  const names: string[] = [];
  holder.subscribe((event) => names.push(event.name));
  holder.set('settings', { language: 'ru', theme: 'auto' });
  holder.emit({ name: 'delivered', operationIds: [] });
  expect(names).toEqual(['snapshot', 'change', 'delivered']);
});

test('who has left hears nothing more', async () => {
  const holder = createStateHolder(signedOutState());
  let heard = 0;
  holder.subscribe(() => (heard += 1))();
  holder.set('settings', { language: 'ru', theme: 'auto' });
  await turn();
  expect(heard).toBe(1);
});
