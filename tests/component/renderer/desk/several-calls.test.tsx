// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleId, secondNino, shopLine } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

afterEach(() => void vi.useRealTimers());

const area = () => within(screen.getByRole('region', { name: 'Call' }));
const others = () => within(area().getByRole('list', { name: 'Other calls' }));
const second = {
  id: sampleId(62),
  remoteNumber: '+995577654321',
  remoteName: 'Giorgi',
  lineId: shopLine.id,
} as const;

async function inCall(fake?: FakeDeskBridge) {
  const user = userEvent.setup();
  const desk = await renderDesk(fake);
  act(
    () => void desk.fake.ring({ state: 'active', answeredAt: new Date().toISOString(), media: 'connected' }),
  );
  await area().findByText('On the line');
  return { user, ...desk };
}

describe('a second call that rings', () => {
  it('says who and for which company, leaves the call in front alone, and tells a screen reader what its keys do', async () => {
    const { fake } = await inCall();
    const buttons = area().getAllByRole('button');
    act(() => void fake.ring(second));
    expect(others().getByText('Giorgi')).toBeTruthy();
    expect(others().getByText(/Home Shop/)).toBeTruthy();
    expect(area().getByText('ნინო ბერიძე')).toBeTruthy();
    expect(area().getAllByRole('button').slice(0, buttons.length)).toEqual(buttons);
    await screen.findByText(/Second call\. Home Shop\. Giorgi, .*F2 answers.*Shift\+F3 rejects/);
  });

  it('is answered by F2, the first one held; and changed back to', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring(second));
    await user.keyboard('{F2}');
    await waitFor(() => expect(area().getByRole('heading').textContent).toBe('Giorgi'));
    expect(others().getByText('ნინო ბერიძე')).toBeTruthy();
    expect(others().getByText(/On hold/)).toBeTruthy();
    await user.keyboard('{Shift>}{F7}{/Shift}');
    expect(fake.inputsOf('call.hold')).toEqual([{ callId: sampleId(61), held: false }]);
    await waitFor(() => expect(area().getByRole('heading').textContent).toBe('ნინო ბერიძე'));
  });

  it('is rejected by a key of its own while F3 hangs up the one in front', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring(second));
    await user.keyboard('{Shift>}{F3}{/Shift}');
    expect(fake.inputsOf('call.reject')).toEqual([{ callId: second.id }]);
    expect(fake.inputsOf('call.hangUp')).toEqual([]);
    act(() => void fake.ring(second));
    await user.keyboard('{F3}');
    expect(fake.inputsOf('call.hangUp')).toEqual([{ callId: sampleId(61) }]);
  });

  it('is declined for everybody from its menu and by a key, which say what becomes of it', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring(second));
    await user.click(others().getByRole('button', { name: /How to reject: Giorgi/ }));
    await user.click(
      await screen.findByRole('menuitem', {
        name: /Decline for everybody.*rings nowhere else/,
        hidden: true,
      }),
    );
    expect(fake.inputsOf('call.reject')).toEqual([{ callId: second.id, how: 'decline' }]);
    act(() => void fake.ring(second));
    await user.keyboard('{Control>}[KeyJ]{/Control}');
    expect(fake.inputsOf('call.reject')).toHaveLength(2);
    expect(fake.inputsOf('call.hangUp')).toEqual([]);
  });

  it('brings its own customer when it is answered, and the form of the first call comes back with that', async () => {
    const customers = [secondNino].map((each) => ({
      ...each,
      phones: [second.remoteNumber],
      companyId: shopLine.companyId,
    }));
    const { user, fake } = await inCall();
    fake.customers = [...fake.customers, ...customers];
    await user.keyboard('{F4}');
    await user.type(await screen.findByLabelText(/What it is about/), 'The box is broken');
    act(() => void fake.ring(second));
    await user.keyboard('{F2}');
    await within(await screen.findByRole('region', { name: 'Customer' })).findByText('ბერიძის სახელოსნო');
    await user.keyboard('{Shift>}{F7}{/Shift}');
    expect(await screen.findByLabelText(/What it is about/)).toHaveProperty('value', 'The box is broken');
    expect([...fake.drafts.values()].map((draft) => draft.fields.description)).toEqual(['The box is broken']);
  });
});

describe('a call that was handed over: somebody else is at the other side', () => {
  const levan = {
    ...secondNino,
    id: sampleId(33),
    name: 'Levan',
    phones: [second.remoteNumber],
    address: 'Gori',
  };
  const handedOver = { remoteNumber: second.remoteNumber, remoteName: 'Giorgi' };
  const card = () => within(screen.getByRole('region', { name: 'Customer' }));

  it('brings the card of the new number, and the heading says who', async () => {
    const { fake } = await inCall();
    fake.customers = [...fake.customers, levan];
    await waitFor(() => expect(card().getByText('ნინო ბერიძე')).toBeTruthy());
    act(() => fake.changeCall(sampleId(61), handedOver));
    await waitFor(() => expect(card().getByText('Levan')).toBeTruthy());
    expect(area().getByRole('heading').textContent).toBe('Levan');
    expect(card().queryByText('ნინო ბერიძე')).toBeNull();
  });

  it('keeps the form with every word; who to call back is the new party, unless the operator wrote another', async () => {
    const { user, fake } = await inCall();
    fake.customers = [...fake.customers, levan];
    await user.keyboard('{F4}');
    await user.type(await screen.findByLabelText(/What it is about/), 'The box is broken');
    act(() => fake.changeCall(sampleId(61), handedOver));
    await waitFor(() => expect(screen.getByLabelText(/Customer's name/)).toHaveProperty('value', 'Giorgi'));
    expect(screen.getByLabelText(/What it is about/)).toHaveProperty('value', 'The box is broken');
    expect(screen.getByLabelText(/Call back on/)).toHaveProperty('value', '577 65 43 21');
    await waitFor(() => expect([...fake.drafts.values()].at(-1)?.customerId).toBe(levan.id), {
      timeout: 3000,
    });
    await user.clear(screen.getByLabelText(/Call back on/));
    await user.type(screen.getByLabelText(/Call back on/), '032 200 00 00');
    act(() => fake.changeCall(sampleId(61), { remoteNumber: undefined, remoteName: undefined }));
    await waitFor(() => expect(screen.getByLabelText(/Customer's name/)).toHaveProperty('value', ''));
    expect(screen.getByLabelText(/Call back on/)).toHaveProperty('value', '032 200 00 00');
  });

  it.each([undefined, 'store.full'] as const)(
    'saves a card that is being typed, or keeps it aside where that fails (%s)',
    async (refusal) => {
      const { user, fake } = await inCall();
      fake.customers = [...fake.customers, levan];
      await user.keyboard('{Control>}e{/Control}');
      await user.type(await screen.findByLabelText('Note'), 'likes tea');
      if (refusal !== undefined) fake.refusals.set('customer.save', refusal);
      act(() => fake.changeCall(sampleId(61), handedOver));
      await waitFor(() => expect(card().getByText('Levan')).toBeTruthy());
      if (refusal === undefined) {
        expect(fake.inputsOf('customer.save')).toMatchObject([{ customer: { note: 'likes tea' } }]);
        return;
      }
      await user.click(screen.getByRole('button', { name: 'Unfinished card: ნინო ბერიძე' }));
      await waitFor(() => expect(screen.getByLabelText('Note')).toHaveProperty('value', 'likes tea'));
    },
  );
});

describe('after several calls', () => {
  it('asks for one outcome after the other, the card beside it the right one', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring(second));
    await user.keyboard('{F2}');
    await waitFor(() => expect(area().getByRole('heading').textContent).toBe('Giorgi'));
    act(() => fake.end(sampleId(61)));
    expect(screen.queryByText('How did the call end?')).toBeNull();
    expect(others().getByText('Ended, its outcome is to be set')).toBeTruthy();
    act(() => fake.end(second.id));
    await screen.findByText('How did the call end?');
    expect(area().getByRole('heading').textContent).toBe('Giorgi');
    await user.keyboard('{Alt>}1{/Alt}{F8}');
    await waitFor(() => expect(area().getByRole('heading').textContent).toBe('ნინო ბერიძე'));
    await within(screen.getByRole('region', { name: 'Customer' })).findByText('ნინო ბერიძე');
    await user.keyboard('{Alt>}1{/Alt}{F8}');
    await area().findByText('No call');
    expect(fake.inputsOf('call.finish').map(({ callId }) => callId)).toEqual([second.id, sampleId(61)]);
  });
});

describe('a second caller who was answered while the first goes on hold', () => {
  it('is said to be connected, and answered once, until the host has done it', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring({ ...second, state: 'ringing' }));
    fake.hold('call.answer');
    await user.keyboard('{F2}{F2}');
    expect(others().getByText(/Connecting: the present call goes on hold first/)).toBeTruthy();
    expect(fake.inputsOf('call.answer')).toHaveLength(1);
    fake.release('call.answer');
    await waitFor(() => expect(area().getByRole('heading').textContent).toBe('Giorgi'));
    expect(others().queryByText(/Connecting/)).toBeNull();
  });

  it('rings on, and can be answered again, where it was refused', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring({ ...second, state: 'ringing' }));
    fake.refusals.set('call.answer', 'call.switching');
    await user.keyboard('{F2}');
    await waitFor(() => expect(others().getByText(/Ringing/)).toBeTruthy());
    await user.keyboard('{F2}');
    expect(fake.inputsOf('call.answer')).toHaveLength(2);
  });
});

describe('a call to a colleague in the middle of another', () => {
  it('keeps the caller’s card and form on the screen', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F4}');
    const field = await screen.findByLabelText(/What it is about/);
    await user.type(field, 'Router');
    await act(async () => void (await fake.command('call.dial', { number: '102' })));
    await area().findByText('Calling…');
    expect(area().getByRole('heading').textContent).toBe('გიორგი მაისურაძე');
    await user.type(field, ' is dark');
    expect(field).toHaveProperty('value', 'Router is dark');
  });
});

describe('a conference', () => {
  it('joins the held call by a key, says so, and is ended by the same key', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring({ ...second, state: 'held' }));
    await user.keyboard('{Shift>}{F8}{/Shift}');
    await area().findByText('Conference');
    expect(others().getByText(/In the conference/)).toBeTruthy();
    await user.keyboard('{Shift>}{F8}{/Shift}');
    expect(fake.inputsOf('call.split')).toEqual([{ callId: sampleId(61) }]);
    await area().findByText('On the line');
    expect(others().getByText(/On hold/)).toBeTruthy();
  });

  it('lets one be taken out by mouse or key, each by its own, while the others go on', async () => {
    const { user, fake } = await inCall();
    const third = { ...second, id: sampleId(63), remoteName: 'Levan', remoteNumber: '+995577000000' };
    act(() => {
      fake.changeCall(sampleId(61), { inConference: true });
      fake.ring({ ...second, state: 'active', inConference: true });
      fake.ring({ ...third, state: 'active', inConference: true });
    });
    await user.keyboard('{Control>}2{/Control}');
    expect(fake.inputsOf('call.hangUp')).toEqual([{ callId: third.id }]);
    expect(others().queryByText('Levan')).toBeNull();
    await user.keyboard('{Control>}2{/Control}');
    expect(fake.inputsOf('call.hangUp')).toHaveLength(1);
    await user.click(others().getByRole('button', { name: /Hang up Giorgi/ }));
    expect(fake.inputsOf('call.hangUp').at(-1)).toEqual({ callId: second.id });
    expect(fake.inputsOf('call.split')).toEqual([]);
  });

  it('has keys for its members only', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring({ ...second, state: 'held' }));
    await user.keyboard('{Control>}1{/Control}');
    expect(fake.inputsOf('call.hangUp')).toEqual([]);
    expect(others().queryByRole('button', { name: /Hang up/ })).toBeNull();
  });

  it('is not offered while the call in front is on hold itself', async () => {
    const { user, fake } = await inCall();
    act(() => void fake.ring({ ...second, state: 'held' }));
    act(() => fake.changeCall(sampleId(61), { state: 'held' }));
    await user.keyboard('{Shift>}{F8}{/Shift}');
    expect(fake.inputsOf('call.merge')).toEqual([]);
  });
});

describe('what the other side does', () => {
  it('is said: put on hold, an announcement before the answer', async () => {
    const { fake } = await inCall();
    act(() => fake.changeCall(sampleId(61), { heldByOther: true }));
    expect(area().getByText('You are on hold')).toBeTruthy();
    expect(area().getByText(/does not hear you now/)).toBeTruthy();
    act(() => fake.changeCall(sampleId(61), { heldByOther: false, state: 'dialling', earlyMedia: true }));
    expect(area().getByText(/Not answered yet/)).toBeTruthy();
  });
});

describe('a call that will be answered by itself', () => {
  it('counts down, and can be rejected until then', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTimeAsync });
    const { fake } = await renderDesk();
    act(() => void fake.ring({ autoAnswerAt: new Date(Date.now() + 4_500).toISOString() }));
    expect(area().getByText('Answers by itself in 5 s')).toBeTruthy();
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(area().getByText(/Answers by itself in [23] s/)).toBeTruthy();
    await user.keyboard('{F3}');
    expect(fake.inputsOf('call.reject')).toHaveLength(1);
  });

  it('tells where a call was sent on from', async () => {
    const { fake } = await renderDesk();
    act(() => void fake.ring({ divertedFrom: '+995322100100' }));
    expect(area().getByText('Sent on from 032 210 01 00')).toBeTruthy();
  });
});

describe('the recording', () => {
  it('is paused by a key, and the number may be said only when the PBX has agreed', async () => {
    const { user, fake } = await inCall();
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'running' } }));
    fake.hold('call.recording');
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(fake.inputsOf('call.recording')).toEqual([{ callId: sampleId(61), paused: true }]);
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'pausing' } }));
    expect(area().getByText(/must not be said yet/)).toBeTruthy();
    expect(area().getByRole('button', { name: /Pause recording/ })).toHaveProperty('disabled', true);
    const resumesAt = new Date(Date.now() + 90_000).toISOString();
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'paused', resumesAt } }));
    expect(area().getByText(/the card number may be said now/)).toBeTruthy();
    expect(area().getByText(/0[01]:\d\d left/)).toBeTruthy();
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'failed' } }));
    expect(area().queryByText(/may be said now/)).toBeNull();
    expect(area().getByText(/must not be said\. Try again/)).toBeTruthy();
    expect(area().getByRole('button', { name: /Pause recording/ })).toHaveProperty('disabled', false);
  });

  it('is told to go on where nobody knows whether it does', async () => {
    const { user, fake } = await inCall();
    const resumesAt = new Date(Date.now() + 10_000).toISOString();
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'failed', resumesAt } }));
    expect(area().getByText(/not known whether the recording goes on/)).toBeTruthy();
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(fake.inputsOf('call.recording')).toEqual([{ callId: sampleId(61), paused: false }]);
  });

  it('is not paused while the caller is on hold, but goes on then', async () => {
    const { user, fake } = await inCall();
    act(() => fake.changeCall(sampleId(61), { state: 'held', recording: { status: 'running' } }));
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(fake.inputsOf('call.recording')).toEqual([]);
    act(() => fake.changeCall(sampleId(61), { recording: { status: 'paused' } }));
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(fake.inputsOf('call.recording')).toHaveLength(1);
  });

  it('has no button where the PBX cannot pause it', async () => {
    await inCall(new FakeDeskBridge(englishState()));
    expect(area().queryByRole('button', { name: /recording/ })).toBeNull();
  });
});
