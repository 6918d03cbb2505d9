// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

const signedOut = (change = {}) =>
  new FakeDeskBridge(englishState({ session: { status: 'signedOut' }, ...change }));

describe('the sign-in page', () => {
  it('knows the last operator and waits in the password field', async () => {
    await renderDesk(signedOut());
    expect(screen.getByLabelText('Username')).toHaveProperty('value', 'nana');
    expect(document.activeElement).toBe(screen.getByLabelText('Password'));
  });

  it('says what to do after a wrong password, and keeps what was typed', async () => {
    const user = userEvent.setup();
    await renderDesk(signedOut());
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    await screen.findByText(/Wrong username or password/);
    expect(screen.getByLabelText('Password')).toHaveProperty('value', 'wrong');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Password')));
  });

  it('opens the desk with the right password', async () => {
    const user = userEvent.setup();
    await renderDesk(signedOut());
    await user.type(screen.getByLabelText('Password'), 'zari{Enter}');
    await screen.findByRole('region', { name: 'Call' });
  });

  it('names the field that is empty and asks the host nothing', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(signedOut());
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('Enter your password.');
    expect(fake.inputsOf('session.signIn')).toEqual([]);
  });

  it('asks for the previous password when the host needs it, and sends both', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(signedOut());
    fake.refusals.set('session.signIn', 'auth.previousPasswordNeeded');
    await user.type(screen.getByLabelText('Password'), 'zari{Enter}');
    const previous = await screen.findByLabelText('Previous password');
    fake.refusals.clear();
    await user.type(previous, 'older{Enter}');
    await screen.findByRole('region', { name: 'Call' });
    expect(fake.inputsOf('session.signIn').at(-1)).toMatchObject({
      password: 'zari',
      previousPassword: 'older',
    });
  });

  it('says that the server is away and who can sign in all the same', async () => {
    const server = { status: 'unreachable' as const, since: new Date().toISOString() };
    await renderDesk(signedOut({ server }));
    expect(screen.getByText(/No answer from the server since/)).toBeTruthy();
    expect(screen.getByText(/can sign in without the server/)).toBeTruthy();
  });

  it('says where the server is, and takes another address', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(signedOut());
    expect(screen.getByText(/Server: http:\/\/127\.0\.0\.1/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Server address: Change' }));
    const address = screen.getByLabelText('Server address');
    expect(document.activeElement).toBe(address);
    await user.clear(address);
    await user.keyboard('not an address{Enter}');
    await screen.findByText(/This is not an address/);
    expect(document.activeElement).toBe(address);
    await user.clear(address);
    await user.keyboard('zari.example.ge/{Enter}');
    await screen.findByText(/Server: https:\/\/zari\.example\.ge/);
    expect(fake.inputsOf('settings.set')).toEqual([{ serverUrl: 'https://zari.example.ge' }]);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Server address: Change' }));
  });

  it('leaves the address as it was with Escape, and says why it is not taken', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(signedOut());
    await user.click(screen.getByRole('button', { name: 'Server address: Change' }));
    await user.keyboard('x{Escape}');
    expect(screen.getByText(/Server: http:\/\/127\.0\.0\.1/)).toBeTruthy();
    expect(fake.inputsOf('settings.set')).toEqual([]);
    fake.refusals.set('settings.set', 'store.full');
    await user.click(screen.getByRole('button', { name: 'Server address: Change' }));
    await user.keyboard('{Enter}');
    await screen.findByText(/The disk is full/);
  });

  it('marks once that it can be used', async () => {
    const { fake } = await renderDesk(signedOut());
    const marks = () => performance.getEntriesByName('zari:sign-in-usable').length;
    expect(marks()).toBe(1);
    await act(async () => void (await fake.command('session.signIn', { username: 'n', password: 'zari' })));
    await act(async () => void (await fake.command('session.signOut', {})));
    await screen.findByLabelText('Password');
    expect(marks()).toBe(1);
  });

  it('warns of Caps Lock', async () => {
    const user = userEvent.setup();
    await renderDesk(signedOut());
    await user.type(screen.getByLabelText('Password'), '{CapsLock}A');
    await screen.findByText('Caps Lock is on');
  });

  it('changes the language of the page, its lang included', async () => {
    const user = userEvent.setup();
    await renderDesk(signedOut());
    await user.click(screen.getByRole('button', { name: 'ქართული' }));
    await screen.findByLabelText('პაროლი');
    expect(document.documentElement.lang).toBe('ka');
  });

  it('does not open a second time while the answer is on its way', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(signedOut());
    fake.hold('session.signIn');
    await user.type(screen.getByLabelText('Password'), 'zari{Enter}{Enter}');
    await screen.findByText('Signing in…');
    fake.release('session.signIn');
    await screen.findByRole('region', { name: 'Call' });
    expect(fake.inputsOf('session.signIn')).toHaveLength(1);
  });
});
