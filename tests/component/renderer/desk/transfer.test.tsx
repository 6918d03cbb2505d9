// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { netLine, sampleId } from '../../../support/desk-sample.ts';
import { axeFindings } from '../../../support/axe-findings.ts';
import { renderDesk } from '../../../support/render-desk.tsx';

const callId = sampleId(61);
const area = () => within(screen.getByRole('region', { name: 'Call' }));
const panel = () => within(screen.getByRole('region', { name: /^(Hand over|Asking|Send on)/ }));

async function inCall() {
  const user = userEvent.setup();
  const desk = await renderDesk();
  act(
    () => void desk.fake.ring({ state: 'active', answeredAt: new Date().toISOString(), media: 'connected' }),
  );
  await area().findByText('On the line');
  return { user, ...desk };
}

describe('handing over', () => {
  it('opens by a key below the call, with colleagues and whether they are free', async () => {
    const { user } = await inCall();
    await user.keyboard('{F5}');
    expect(document.activeElement).toBe(panel().getByRole('combobox'));
    const [free, busy] = panel().getAllByRole('option');
    expect(free?.textContent).toBe('გიორგი მაისურაძე102Free');
    expect(busy?.textContent).toBe('თამარ ლომიძე103On a call');
    expect(await axeFindings()).toEqual([]);
  });

  it('hands over to nobody by its key before somebody was chosen', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F5}{Shift>}{F5}{/Shift}{Enter}');
    expect(fake.inputsOf('call.transfer')).toEqual([]);
    expect(fake.inputsOf('call.dial')).toEqual([]);
  });

  it('hands over at once to whom the arrows chose, and tells how it goes', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F5}{ArrowDown}{ArrowDown}{Shift>}{F5}{/Shift}');
    expect(fake.inputsOf('call.transfer')).toEqual([{ callId, to: { number: '103' } }]);
    const transfer = { kind: 'blind' as const, number: '103', name: 'თამარ ლომიძე' };
    act(() => fake.changeCall(callId, { transfer: { ...transfer, status: 'ringing' } }));
    expect(area().getByText(/Handing over to თამარ ლომიძე: it rings there/)).toBeTruthy();
    expect(area().getByRole('button', { name: /^Hand over/ })).toHaveProperty('disabled', true);
    act(() => fake.changeCall(callId, { transfer: { ...transfer, status: 'failed', sipStatus: 486 } }));
    expect(
      area().getByText(/Not handed over to თამარ ლომიძე: busy\. The caller is back with you/),
    ).toBeTruthy();
    expect(panel().getByText('Code for support: 486')).toBeTruthy();
    expect(panel().getByRole('combobox')).toBeTruthy();
  });

  it('says why when the command is refused, and leaves the panel open', async () => {
    const { user, fake } = await inCall();
    fake.refusals.set('call.transfer', 'call.forbidden');
    await user.keyboard('{F5}09001{Shift>}{F5}{/Shift}');
    await screen.findByText(/This line may not call that number/);
    expect(panel().getByRole('combobox')).toHaveProperty('value', '09001');
  });

  it('gives the focus back to where it was, and leaves the form alone', async () => {
    const { user } = await inCall();
    await user.keyboard('{F4}');
    const field = await screen.findByLabelText(/What it is about/);
    await user.type(field, 'Router');
    await user.keyboard('{F5}102{Escape}');
    expect(document.activeElement).toBe(field);
    expect(field).toHaveProperty('value', 'Router');
  });

  it('goes away with its call', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F5}');
    act(() => fake.end(callId));
    await screen.findByText('How did the call end?');
    expect(screen.queryByRole('region', { name: /^Hand over/ })).toBeNull();
  });
});

describe('asking a colleague first', () => {
  async function asking() {
    const desk = await inCall();
    await desk.user.keyboard('{F5}102{Enter}');
    await area().findByText('Calling…');
    const colleague = desk.fake.state.calls.at(-1)?.id ?? '';
    return { ...desk, colleague };
  }

  it('calls on the same line, and connects the two by the same key once the colleague has answered', async () => {
    const { user, fake, colleague } = await asking();
    expect(fake.inputsOf('call.dial')).toEqual([
      { number: '102', lineId: netLine.id, consultationFor: callId },
    ]);
    expect(panel().getByText(/^Waiting for the colleague to answer\./)).toBeTruthy();
    expect(fake.inputsOf('call.transfer')).toEqual([]);
    act(() => fake.changeCall(colleague, { state: 'active', answeredAt: new Date().toISOString() }));
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{F5}');
    expect(fake.inputsOf('call.transfer')).toEqual([{ callId, to: { callId: colleague } }]);
  });

  it('hands the caller over while the colleague’s phone still rings', async () => {
    const { user, fake, colleague } = await asking();
    expect(panel().getByRole('button', { name: /Hand over now/ })).toBeTruthy();
    await user.keyboard('{F5}');
    expect(fake.inputsOf('call.transfer')).toEqual([{ callId, to: { callId: colleague } }]);
  });

  it('connects the one for whom the colleague was asked, though another waits as well', async () => {
    const { user, fake, colleague } = await asking();
    act(() => fake.changeCall(colleague, { state: 'active', answeredAt: new Date().toISOString() }));
    act(() => void fake.ring({ id: sampleId(62), state: 'held', answeredAt: new Date().toISOString() }));
    await user.keyboard('{F5}');
    expect(fake.inputsOf('call.transfer')).toEqual([{ callId, to: { callId: colleague } }]);
  });

  it('says of a caller on hold that they are on hold, and nothing of them while another is asked', async () => {
    const { user, fake } = await inCall();
    const failed = { kind: 'blind' as const, number: '103', status: 'failed' as const, sipStatus: 486 };
    act(() => fake.changeCall(callId, { transfer: failed, state: 'held' }));
    expect(area().getByText(/Not handed over .* The caller is on hold: go on with F7/)).toBeTruthy();
    await user.keyboard('{F5}102{Enter}');
    await panel().findByText(/^Waiting for the colleague to answer\./);
    expect(screen.queryByText(/The caller is back with you/)).toBeNull();
  });

  it('goes back to the caller by one button', async () => {
    const { user, fake, colleague } = await asking();
    await user.click(panel().getByRole('button', { name: 'Back to caller' }));
    expect(fake.inputsOf('call.hangUp')).toEqual([{ callId: colleague }]);
    await waitFor(() => expect(fake.inputsOf('call.hold')).toEqual([{ callId, held: false }]));
    expect(area().getByRole('heading').textContent).toBe('ნინო ბერიძე');
  });

  it('lets another be chosen when the colleague does not answer', async () => {
    const { fake, colleague } = await asking();
    act(() => fake.changeCall(colleague, { state: 'ended', ending: 'unanswered' }));
    act(() => fake.change({ calls: fake.state.calls.filter(({ id }) => id !== colleague) }));
    expect(panel().getByRole('combobox')).toBeTruthy();
    await screen.findByText('Call ended. No answer');
  });

  it('is there after the window was loaded anew', async () => {
    const { fake, colleague, view } = await asking();
    act(() => fake.changeCall(colleague, { state: 'active', answeredAt: new Date().toISOString() }));
    view.unmount();
    const user = userEvent.setup();
    await renderDesk(fake);
    await user.keyboard('{F5}');
    expect(fake.inputsOf('call.transfer')).toEqual([{ callId, to: { callId: colleague } }]);
  });
});

describe('sending on a call that rings', () => {
  it('goes by a key and a name', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.keyboard('{Shift>}{F2}{/Shift}თამარ{Enter}');
    expect(fake.inputsOf('call.divert')).toEqual([{ callId, number: '103' }]);
  });

  it('closes when the call is answered instead', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.keyboard('{Shift>}{F2}{/Shift}{F2}');
    expect(fake.inputsOf('call.answer')).toHaveLength(1);
    await waitFor(() => expect(screen.queryByRole('region', { name: /^Send on/ })).toBeNull());
  });
});
