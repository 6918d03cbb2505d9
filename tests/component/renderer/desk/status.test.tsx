// @vitest-environment jsdom
import { act, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { sampleId } from '../../../support/desk-sample.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

afterEach(() => void vi.useRealTimers());

// Pop-overs count as hidden here: jsdom lays nothing out, so they seem to hang on nothing.
describe('the state of the desk', () => {
  it('counts down to the next try of the registration, and tries now on demand', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTimeAsync });
    const { fake } = await renderDesk();
    act(() =>
      fake.change({
        registration: {
          status: 'waiting',
          since: new Date().toISOString(),
          nextTryAt: new Date(Date.now() + 9_500).toISOString(),
          attempt: 2,
          reason: 'pbx.unreachable',
        },
      }),
    );
    await screen.findByText(/next try in 10 s/);
    await act(() => vi.advanceTimersByTimeAsync(4_000));
    await screen.findByText(/next try in [56] s/);
    await user.click(screen.getByRole('button', { name: /next try in/ }));
    await screen.findByText(/phone system does not answer/);
    await user.click(screen.getByRole('button', { name: 'Try now', hidden: true }));
    expect(fake.inputsOf('registration.retry')).toHaveLength(1);
    await screen.findAllByText('Connecting the phone…');
  });

  it('tells a refusal by its reason and the code for support', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() =>
      fake.change({
        registration: {
          status: 'stopped',
          since: new Date().toISOString(),
          attempt: 1,
          reason: 'pbx.refused',
          sipStatus: 403,
        },
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Phone is refused' }));
    await screen.findByText(/refuses your account/);
    expect(screen.getByText('Code for support: 403')).toBeTruthy();
  });

  it('warns who is ready of queues that have not taken note of it, and not for a moment only', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { fake } = await renderDesk();
    const since = new Date().toISOString();
    act(() =>
      fake.change({
        registration: { status: 'registered', since, attempt: 0 },
        presence: { state: 'ready', since },
        queue: { status: 'asking', since },
      }),
    );
    await screen.findByText('Phone is connected');
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    await screen.findByText('Queues do not know yet that you are ready');
    act(() => fake.change({ queue: { status: 'open', since } }));
    await screen.findByText('Phone is connected');
  });

  it('lists what waits and what was refused', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    fake.outbox = [
      {
        operationId: sampleId(301),
        kind: 'case.submit',
        madeAt: new Date().toISOString(),
        attempts: 3,
        parked: false,
        reference: '1004-000217-3',
      },
      {
        operationId: sampleId(302),
        kind: 'customer.put',
        madeAt: new Date().toISOString(),
        attempts: 1,
        parked: true,
        detail: 'name',
      },
    ];
    act(() => fake.change({ outbox: { waiting: 1, parked: 1, waitingCases: 1 } }));
    await user.click(screen.getByRole('button', { name: 'Not accepted: 1' }));
    await screen.findByText('1004-000217-3');
    expect(screen.getByText(/The server did not accept it: name\. It is kept on this computer/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Send now', hidden: true }));
    expect(fake.inputsOf('outbox.sendNow')).toHaveLength(1);
  });

  it('says since when the server does not answer', async () => {
    const { fake } = await renderDesk();
    act(() => fake.change({ server: { status: 'unreachable', since: '2026-03-01T08:00:00.000Z' } }));
    expect(
      screen.getByRole('button', { name: /No answer from the server since 1 Mar( \d{4})?, \d\d:\d\d/ }),
    ).toBeTruthy();
  });

  it('says that the host is gone, and takes it back when it returns', async () => {
    const { fake } = await renderDesk();
    act(() => fake.setLink('lost'));
    expect(screen.getByText(/No connection to Zari on this computer since/)).toBeTruthy();
    act(() => fake.setLink('open'));
    expect(screen.queryByText(/No connection to Zari/)).toBeNull();
  });

  it('tells of a microphone that is missing', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => fake.change({ media: { status: 'noMicrophone', speakingWhileMuted: false } }));
    await user.click(screen.getByRole('button', { name: 'No microphone' }));
    await screen.findByText('No microphone was found. Connect your headset.');
  });
});

describe('shift and presence', () => {
  it('starts and ends the shift with one key each', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk(
      new FakeDeskBridge(
        englishState({
          shift: { status: 'off' },
          presence: { state: 'offline', since: new Date().toISOString() },
        }),
      ),
    );
    expect(screen.getByText('Start the shift to take calls')).toBeTruthy();
    await user.keyboard('{F9}');
    await screen.findByText('Waiting for the next call');
    await user.keyboard('{F9}');
    await screen.findByText('Start the shift to take calls');
    expect(fake.commands.filter(({ name }) => name.startsWith('shift.')).map(({ name }) => name)).toEqual([
      'shift.start',
      'shift.end',
    ]);
  });

  it('goes on a break with its reason', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('button', { name: /State:\s*Ready/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Recovery after a hard call' }));
    await screen.findByText('Break: recovery');
    expect(fake.inputsOf('presence.set')).toEqual([{ state: 'break', breakReason: 'recovery' }]);
  });

  it('does not sign out during a call, and says why', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(screen.getByRole('button', { name: /^Menu/ }));
    await user.click(await screen.findByRole('menuitem', { name: /Sign out/ }));
    await screen.findAllByText('First end the call and set its outcome.');
    expect(fake.inputsOf('session.signOut')).toEqual([]);
  });

  it('asks for the end of the shift, by its key, before signing out', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('button', { name: /^Menu/ }));
    await user.click(await screen.findByRole('menuitem', { name: /Sign out/ }));
    await screen.findAllByText('End the shift first (F9), then sign out.');
    expect(fake.inputsOf('session.signOut')).toEqual([]);
  });

  it('leaves nothing of one operator to the next', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.type(screen.getByRole('combobox', { name: 'Search knowledge and actions' }), 'secret');
    await user.keyboard('{F9}{F9}');
    expect(await screen.findByText(/^The shift has ended/)).toBeTruthy();
    await act(async () => void (await fake.command('session.signOut', {})));
    await user.type(await screen.findByLabelText('Password'), 'zari{Enter}');
    expect(await screen.findByRole('combobox', { name: 'Search knowledge and actions' })).toHaveProperty(
      'value',
      '',
    );
    expect(screen.queryByText(/^The shift has ended/)).toBeNull();
  });
});
