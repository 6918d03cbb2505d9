// @vitest-environment jsdom
import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { qualityTroubles } from '../../../../src/domain/quality/trouble.ts';
import { axeFindings } from '../../../support/axe-findings.ts';
import { sampleId } from '../../../support/desk-sample.ts';
import { renderDesk } from '../../../support/render-desk.tsx';

const callId = sampleId(61);
const area = () => within(screen.getByRole('region', { name: 'Call' }));

async function inCall() {
  const desk = await renderDesk();
  act(
    () => void desk.fake.ring({ state: 'active', answeredAt: new Date().toISOString(), media: 'connected' }),
  );
  await area().findByText('On the line');
  return desk;
}

describe('the sound of a call', () => {
  it.each([
    [4.4, 'Good sound', 4],
    [3.8, 'Fair sound', 3],
    [3.2, 'Poor sound', 2],
    [1.9, 'Bad sound', 1],
  ])('of %d is said in a word, and by bars without colours', async (mos, word, bars) => {
    const { fake } = await inCall();
    act(() => fake.changeCall(callId, { quality: { mos, troubles: [] } }));
    const mark = area().getByText(word);
    expect(mark.querySelectorAll('[data-on="true"]')).toHaveLength(bars);
  });

  it('is not judged before it was measured', async () => {
    const { fake } = await inCall();
    act(() => fake.changeCall(callId, { quality: { troubles: [] } }));
    expect(area().queryByText(/sound/)).toBeNull();
  });

  it('that is in trouble is told with what to do, the worst only, and to a screen reader', async () => {
    const { fake } = await inCall();
    act(() => fake.changeCall(callId, { quality: { mos: 3, troubles: ['lossIn', 'delay'] } }));
    const words = area().getByText(/try the cable instead/);
    expect(words.closest('[role=status]')).toBeTruthy();
    expect(area().queryByText(/delayed/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
    for (const trouble of qualityTroubles) {
      act(() => fake.changeCall(callId, { quality: { mos: 3, troubles: [trouble] } }));
      expect(words.textContent).toMatch(/:.+\.$/);
    }
    act(() => fake.changeCall(callId, { quality: { mos: 4.2, troubles: [] } }));
    expect(area().queryByText(/:.+\.$/)).toBeNull();
  });
});

it('says that one speaks into a muted microphone, with the key that helps', async () => {
  const user = userEvent.setup();
  const { fake } = await inCall();
  await user.keyboard('{F6}');
  act(() => fake.change({ media: { status: 'ready', speakingWhileMuted: true } }));
  const words = area().getByText('You are speaking, but your microphone is off. F6 turns it on.');
  expect(words.closest('[role=alert]')).toBeTruthy();
  await user.keyboard('{F6}');
  expect(area().queryByText(/You are speaking/)).toBeNull();
});

it('tells of messages in the mailbox while there are any', async () => {
  const { fake } = await renderDesk();
  expect(screen.queryByRole('button', { name: /voice messages/i })).toBeNull();
  act(() => fake.change({ mailbox: { waiting: true, fresh: 3, old: 1 } }));
  expect(screen.getByRole('button', { name: 'New voice messages: 3' })).toBeTruthy();
  act(() => fake.change({ mailbox: { waiting: false, fresh: 0, old: 4 } }));
  expect(screen.queryByRole('button', { name: /voice messages/i })).toBeNull();
});

it('calls the mailbox by one click where its number is known, never beside a call', async () => {
  const user = userEvent.setup();
  const { fake } = await renderDesk();
  act(() => fake.change({ mailbox: { waiting: true, fresh: 3, old: 1 } }));
  await user.click(screen.getByRole('button', { name: 'New voice messages: 3' }));
  await screen.findByText(/call the mailbox number of your phone system/);
  act(() => fake.change({ mailbox: { waiting: true, fresh: 3, old: 1, number: '*97' } }));
  const listen = () => screen.getByRole('button', { name: 'Listen: call *97', hidden: true });
  let ringing = '';
  act(() => void ({ id: ringing } = fake.ring()));
  expect(listen()).toHaveProperty('disabled', true);
  act(() => fake.change({ calls: fake.state.calls.filter(({ id }) => id !== ringing) }));
  await user.click(listen());
  expect(fake.inputsOf('call.dial')).toEqual([{ number: '*97' }]);
});
