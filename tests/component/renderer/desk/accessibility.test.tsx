// @vitest-environment jsdom
import { act, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

/** What axe finds wrong with the page. Contrast needs real pixels and is measured elsewhere. */
async function findings(): Promise<string[]> {
  const result = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false } },
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

describe('axe finds nothing on', () => {
  it('the sign-in page', async () => {
    await renderDesk(new FakeDeskBridge(englishState({ session: { status: 'signedOut' } })));
    expect(await findings()).toEqual([]);
  });

  it('the empty desk', async () => {
    await renderDesk();
    expect(await findings()).toEqual([]);
  });

  it('a ringing call, the case form and the outcomes', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await screen.findByRole('button', { name: /Answer/ });
    expect(await findings()).toEqual([]);
    await user.keyboard('{F2}');
    await user.keyboard('{F4}');
    await screen.findByLabelText(/What it is about/);
    expect(await findings()).toEqual([]);
    act(() => fake.end(fake.state.calls[0]?.id ?? ''));
    await screen.findByText('How did the call end?');
    expect(await findings()).toEqual([]);
  });

  it('search hits and the list of keys', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.type(screen.getByRole('combobox', { name: 'Search knowledge and actions' }), 'r');
    await screen.findByText('Found: 2');
    expect(await findings()).toEqual([]);
    await user.keyboard('{F1}');
    await screen.findByRole('dialog');
    expect(await findings()).toEqual([]);
  });
});
