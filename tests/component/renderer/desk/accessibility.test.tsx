// @vitest-environment jsdom
import { act, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../../../support/axe-findings.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

describe('axe finds nothing on', () => {
  it('the sign-in page', async () => {
    await renderDesk(new FakeDeskBridge(englishState({ session: { status: 'signedOut' } })));
    expect(await axeFindings()).toEqual([]);
  });

  it('the empty desk', async () => {
    await renderDesk();
    expect(await axeFindings()).toEqual([]);
  });

  it('a ringing call, the case form and the outcomes', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await screen.findByRole('button', { name: /Answer/ });
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{F2}');
    await user.keyboard('{F4}');
    await screen.findByLabelText(/What it is about/);
    expect(await axeFindings()).toEqual([]);
    act(() => fake.end(fake.state.calls[0]?.id ?? ''));
    await screen.findByText('How did the call end?');
    expect(await axeFindings()).toEqual([]);
  });

  it('the ways to reject a call, and a conference', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(await screen.findByRole('button', { name: 'How to reject' }));
    await screen.findByRole('menuitem', { name: /Decline for everybody/, hidden: true });
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{Escape}');
    act(() => {
      fake.changeCall(fake.state.calls[0]?.id ?? '', { state: 'active', inConference: true });
      fake.ring({ id: crypto.randomUUID(), state: 'active', inConference: true });
    });
    await screen.findByRole('button', { name: /^Hang up .*the others go on/ });
    expect(await axeFindings()).toEqual([]);
  });

  it('search hits and the list of keys', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.type(screen.getByRole('combobox', { name: 'Search knowledge and actions' }), 'r');
    await screen.findByText('Found: 2');
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{F1}');
    await screen.findByRole('dialog');
    expect(await axeFindings()).toEqual([]);
  });
});
