// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { fullScript, netLine, sampleId } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

/** A call on the line of the full script, at its first step. */
async function inCall() {
  const user = userEvent.setup();
  const fake = new FakeDeskBridge(englishState());
  fake.scripts = [fullScript];
  const { view } = await renderDesk(fake);
  act(() => void fake.ring());
  await atStep('The lamp of the router');
  return { user, fake, view };
}
const atStep = (name: string) => screen.findByRole('heading', { name });
const crumbs = () => within(screen.getByRole('navigation', { name: 'Steps taken' }));
const notice = () => screen.getByRole('checkbox', { name: 'Our conversation is recorded.' });

it('does not leave a step without what must be said, and says so; all by keys', async () => {
  const { user } = await inCall();
  await user.keyboard('{Alt>}2{/Alt}');
  const words = await screen.findByText(/goes on once this is said/);
  expect(words.getAttribute('role')).toBe('alert');
  expect(screen.queryByRole('heading', { name: 'Restart' })).toBeNull();
  expect(document.activeElement).toBe(notice());
  await user.keyboard(' ');
  expect(notice()).toHaveProperty('checked', true);
  expect(screen.queryByText(/goes on once this is said/)).toBeNull();
  await user.keyboard('2');
  expect(document.activeElement).toBe(await atStep('Restart'));
  expect(crumbs().getByText('Step 2')).toBeTruthy();
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  await atStep('The lamp of the router');
  // What was said stays said.
  expect(notice()).toHaveProperty('checked', true);
});

it('types a number into a field where one is being typed', async () => {
  const { user } = await inCall();
  await user.click(notice());
  const search = screen.getByRole('combobox', { name: 'Search knowledge and actions' });
  await user.type(search, '1');
  expect(search).toHaveProperty('value', '1');
  await user.clear(search);
  await atStep('The lamp of the router');
});

it('goes into the conflict branch and back with one key, from any step', async () => {
  const { user } = await inCall();
  await user.keyboard('{F11}');
  await atStep('An angry caller');
  expect(screen.getByText('The script waits at “The lamp of the router”.', { exact: false })).toBeTruthy();
  await user.keyboard('{F11}');
  await atStep('The lamp of the router');
  await user.click(notice());
  await user.keyboard('2');
  await atStep('Restart');
  await user.keyboard('{Shift>}{F11}{/Shift}');
  await atStep('Too dear');
  await user.keyboard('{F11}');
  await atStep('An angry caller');
  await user.keyboard('{F11}');
  await atStep('Too dear');
  await user.click(screen.getByRole('button', { name: /Back to “Restart”/ }));
  await atStep('Restart');
});

it('asks in the branch for what it has interrupted, before the conversation goes on', async () => {
  const { user } = await inCall();
  await user.keyboard('{F11}');
  await atStep('An angry caller');
  await user.click(screen.getByRole('button', { name: /Calmer/ }));
  await screen.findByRole('group', { name: 'Still to be said from “The lamp of the router”' });
  await user.click(notice());
  await user.keyboard('1');
  await atStep('Restart');
  expect(screen.queryByText(/script waits/)).toBeNull();
});

it('keeps its place while another call is at work', async () => {
  const { user, fake } = await inCall();
  await user.keyboard('{F2}');
  await user.click(notice());
  await user.keyboard('2');
  await atStep('Restart');
  act(() => void fake.ring({ id: sampleId(62), remoteNumber: '+995577000000', lineId: netLine.id }));
  await user.keyboard('{F7}{F2}');
  await atStep('The lamp of the router');
  await user.keyboard('{Shift>}{F7}{/Shift}');
  await atStep('Restart');
});

it('fills in the form with the answers, and leaves what was typed', async () => {
  const { user, fake } = await inCall();
  await user.keyboard('{F2}');
  await user.click(notice());
  await user.keyboard('2');
  await atStep('Restart');
  await user.keyboard('{F4}');
  const about = await screen.findByLabelText(/What it is about/);
  expect(about).toHaveProperty('value', 'The lamp is dark.');
  expect(screen.getByRole('combobox', { name: /Category/ })).toHaveProperty('value', 'No connection');
  // Going back takes away what the answer has put there; it does not touch what the operator has typed.
  await user.type(about, ' And cold.');
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  await atStep('The lamp of the router');
  expect(about).toHaveProperty('value', 'The lamp is dark. And cold.');
  await waitFor(() => expect([...fake.drafts.values()][0]?.fields.category).toBe(''), { timeout: 15_000 });
});

it('says it when a newer script no longer has the step', async () => {
  const { user, fake } = await inCall();
  await user.click(notice());
  await user.keyboard('2');
  await atStep('Restart');
  fake.scripts = [
    { ...fullScript, version: 5, steps: fullScript.steps.filter(({ key }) => key !== 'restart') },
  ];
  act(() =>
    fake.change({ content: { ...fake.state.content, updatedAt: new Date(Date.now() + 1000).toISOString() } }),
  );
  expect((await screen.findByText(/no longer in the script/)).textContent).toMatch(/newer version/);
  await atStep('Restart');
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  await atStep('The lamp of the router');
});

it('does not take the numbers of the outcomes', async () => {
  const { user, fake } = await inCall();
  await user.keyboard('{F2}');
  await user.click(notice());
  await user.keyboard('{F3}');
  await screen.findByRole('group', { name: 'How did the call end?' });
  await user.keyboard('{Alt>}1{/Alt}');
  expect(screen.getByRole('radio', { name: /Solved/ })).toHaveProperty('checked', true);
  await atStep('The lamp of the router');
  expect(fake.state.calls).toHaveLength(1);
});

it('takes up its place when the desk has been started anew in the same call', async () => {
  const { user, fake, view } = await inCall();
  await user.keyboard('{F2}');
  await user.click(notice());
  await user.keyboard('2');
  await atStep('Restart');
  expect(fake.inputsOf('script.keep').at(-1)?.path).toMatchObject({
    scriptId: fullScript.id,
    visits: [
      { step: 'lamp', version: 4 },
      { step: 'restart', arrival: { by: 'choice', choice: 1 } },
    ],
    said: [{ step: 'lamp', sentence: 'recording' }],
  });
  view.unmount();
  await renderDesk(fake);
  await atStep('Restart');
  await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
  await atStep('The lamp of the router');
  expect(notice()).toHaveProperty('checked', true);
});
