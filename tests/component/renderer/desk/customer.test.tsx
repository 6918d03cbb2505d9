// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { netLine, nino, secondNino, shopLine } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

async function answered(fake: FakeDeskBridge, change = {}) {
  await renderDesk(fake);
  const call = fake.ring(change);
  await act(async () => void (await fake.command('call.answer', { callId: call.id })));
  return call;
}
const inMain = () => within(screen.getByRole('main'));
const host = () => new FakeDeskBridge(englishState());

describe('the customer card', () => {
  it('is found by the number, with its story', async () => {
    await answered(host());
    await inMain().findByRole('heading', { name: nino.name, level: 2 });
    await screen.findByText('Earlier calls and cases');
    await screen.findByText(/Incoming · 04:00/);
  });

  it('is chosen by the operator where several have the number', async () => {
    const user = userEvent.setup();
    const fake = host();
    fake.customers = [nino, secondNino];
    await answered(fake);
    await screen.findByText('This number is on several cards. Who is calling?');
    await user.click(screen.getByRole('button', { name: new RegExp(secondNino.name) }));
    await screen.findByText(/Partner · Kartli Internet/);
  });

  it('of another company is offered, never taken for granted', async () => {
    const fake = host();
    fake.customers = [{ ...nino, companyId: netLine.companyId }];
    await answered(fake, { lineId: shopLine.id });
    await screen.findByText('This number is on a card of another company.');
  });

  it('is new, with the number, for somebody unknown; saving checks and keeps it', async () => {
    const user = userEvent.setup();
    const fake = host();
    const call = await answered(fake, { remoteNumber: '+995577000000' });
    await screen.findByRole('form', { name: 'New customer' });
    expect(screen.getByLabelText('Phone numbers')).toHaveProperty('value', '577 00 00 00');
    await user.click(screen.getByRole('button', { name: /Save card/ }));
    await screen.findByText('Enter a name.');
    await user.type(screen.getByLabelText(/^Name/), 'Levan');
    await user.type(screen.getByLabelText('Phone numbers'), ', 12');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText('This is not a phone number: 12');
    await user.type(screen.getByLabelText('Phone numbers'), '{Backspace}{Backspace}{Backspace}{Backspace}');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await inMain().findByRole('heading', { name: 'Levan', level: 2 });
    const saved = fake.inputsOf('customer.save').at(-1);
    expect(saved).toMatchObject({
      callId: call.id,
      customer: { name: 'Levan', phones: ['+995577000000'], companyId: netLine.companyId },
    });
    expect(fake.inputsOf('case.submit')).toEqual([]);
  });

  it('keeps the form when saving fails', async () => {
    const user = userEvent.setup();
    const fake = host();
    await answered(fake);
    await user.keyboard('{Control>}e{/Control}');
    await user.type(await screen.findByLabelText('Note'), 'likes tea');
    fake.refusals.set('customer.save', 'store.full');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(/The disk is full/);
    expect(screen.getByLabelText('Note')).toHaveProperty('value', 'likes tea');
  });

  it('brings back what was typed when cancelling was a slip', async () => {
    const user = userEvent.setup();
    await answered(host());
    await user.keyboard('{Control>}e{/Control}');
    await user.type(await screen.findByLabelText('Note'), 'likes tea');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(screen.getByLabelText('Note')).toHaveProperty('value', 'likes tea');
  });

  it('does not lose a half-typed card to the next call', async () => {
    const user = userEvent.setup();
    const fake = host();
    const call = await answered(fake, { remoteNumber: '+995577000000' });
    await user.type(await screen.findByLabelText('Address'), 'Rustaveli 1');
    act(() => fake.end(call.id));
    await act(async () => void (await fake.command('call.finish', { callId: call.id, outcome: 'solved' })));
    const next = fake.ring({ id: '01890000-0000-7000-8000-000000000778' });
    await act(async () => void (await fake.command('call.answer', { callId: next.id })));
    await inMain().findByRole('heading', { name: nino.name, level: 2 });
    await user.click(screen.getByRole('button', { name: 'Unfinished card: 577 00 00 00' }));
    await waitFor(() => expect(screen.getByLabelText('Address')).toHaveProperty('value', 'Rustaveli 1'));
  });
});
