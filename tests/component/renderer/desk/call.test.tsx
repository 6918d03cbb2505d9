// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { sampleId, shopLine } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

const area = () => within(screen.getByRole('region', { name: 'Call' }));

describe('a call that rings', () => {
  it('shows company, name and national number, and says so to a screen reader and in the title', async () => {
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    expect(area().getByText('Kartli Internet')).toBeTruthy();
    expect(area().getByText('599 12 34 56')).toBeTruthy();
    await area().findByText('ნინო ბერიძე');
    await screen.findByText(
      /Incoming call\. Kartli Internet\. ნინო ბერიძე, 599 12 34 56\. To answer press F2/,
    );
    expect(document.title).toBe('Call: ნინო ბერიძე, 599 12 34 56');
  });

  it('brings the card of the caller to the front where no form is open', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('tab', { name: /^Case/ }));
    await screen.findByText(/Write down a complaint/);
    act(() => void fake.ring());
    await within(await screen.findByRole('region', { name: 'Customer' })).findByText('ნინო ბერიძე');
    expect(screen.getByRole('tab', { name: /^Customer/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('leaves a page that was chosen meanwhile where it is when it is answered', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(screen.getByRole('tab', { name: /^Case/ }));
    await user.keyboard('{F2}');
    await area().findByText('On the line');
    expect(screen.getByRole('tab', { name: /^Case/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('takes neither the focus nor the form of somebody who is typing', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.keyboard('{F4}');
    const field = await screen.findByLabelText(/What it is about/);
    await user.type(field, 'The box is ');
    const place = document.querySelector('aside')?.children.length;
    act(() => void fake.ring());
    await area().findByRole('button', { name: /Answer/ });
    expect(document.activeElement).toBe(field);
    await user.keyboard('broken');
    expect(field).toHaveProperty('value', 'The box is broken');
    expect(document.querySelector('aside')?.children.length).toBe(place);
    expect(screen.getByRole('tab', { name: /^Case/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('has nothing to click in its place before it comes', async () => {
    await renderDesk();
    expect(area().queryAllByRole('button')).toEqual([]);
  });

  it('says unknown, and that a number is withheld, where that is all there is', async () => {
    const { fake } = await renderDesk();
    act(() => void fake.ring({ remoteNumber: undefined, lineId: undefined }));
    expect(area().getByText('Unknown caller')).toBeTruthy();
    expect(area().getByText('Number withheld')).toBeTruthy();
    expect(area().getByText('Line unknown')).toBeTruthy();
  });

  it('is declined for everybody by its menu and by a key, and says beside what each way does', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    act(() => void fake.ring());
    await user.click(await screen.findByRole('button', { name: 'How to reject' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Busy.*next operator/, hidden: true }));
    expect(fake.inputsOf('call.reject')).toEqual([{ callId: sampleId(61) }]);
    act(() => void fake.ring());
    await user.click(await screen.findByRole('button', { name: 'How to reject' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Decline for everybody/, hidden: true }));
    act(() => void fake.ring());
    await user.keyboard('{Control>}[KeyJ]{/Control}');
    expect(fake.inputsOf('call.reject').slice(1)).toEqual([
      { callId: sampleId(61), how: 'decline' },
      { callId: sampleId(61), how: 'decline' },
    ]);
  });

  it('is answered and rejected by a key, also while somebody types', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.type(screen.getByRole('combobox', { name: 'Search knowledge and actions' }), 'rou');
    act(() => void fake.ring());
    await user.keyboard('{F3}');
    expect(fake.inputsOf('call.reject')).toHaveLength(1);
    act(() => void fake.ring());
    await user.keyboard('{F2}');
    expect(fake.inputsOf('call.answer')).toHaveLength(1);
    await area().findByText('On the line');
  });
});

describe('a call that is on', () => {
  async function answered() {
    const user = userEvent.setup();
    const desk = await renderDesk();
    let callId = '';
    act(() => {
      callId = desk.fake.ring().id;
    });
    await user.keyboard('{F2}');
    await area().findByText('On the line');
    return { user, callId, ...desk };
  }

  it('is muted and held by keys, and says both in words', async () => {
    const { user } = await answered();
    await user.keyboard('{F6}');
    await area().findByText('Your microphone is off');
    await user.keyboard('{F7}');
    await area().findByText('The caller is on hold');
    expect(
      area()
        .getByRole('button', { name: /Unmute/ })
        .getAttribute('aria-pressed'),
    ).toBe('true');
  });

  it('does not say held before the other side agreed', async () => {
    const { fake, callId } = await answered();
    act(() => fake.changeCall(callId, { pending: 'hold' }));
    expect(area().getByText('Putting on hold…')).toBeTruthy();
    expect(area().queryByText('The caller is on hold')).toBeNull();
    expect(area().getByRole('button', { name: /^Hold/ })).toHaveProperty('disabled', true);
  });

  it('tells of interrupted sound', async () => {
    const { fake, callId } = await answered();
    act(() => fake.changeCall(callId, { media: 'interrupted' }));
    expect(area().getByText(/The sound is interrupted/)).toBeTruthy();
  });

  it('sends digits of the pad and of the keyboard as tones, and shows them', async () => {
    const { user, fake, callId } = await answered();
    await user.click(screen.getByRole('button', { name: 'Digit 4' }));
    await user.keyboard('{F10}2#');
    await waitFor(() => expect(screen.getByLabelText('Tones in this call')).toHaveProperty('value', '42#'));
    expect(fake.inputsOf('call.dtmf')).toEqual(['4', '2', '#'].map((tones) => ({ callId, tones })));
  });

  it('gives its place to the reason of its end, and asks for the outcome', async () => {
    const { user, fake, callId } = await answered();
    act(() => fake.end(callId, 'lost'));
    expect(area().getByText('The connection was lost')).toBeTruthy();
    await user.keyboard('{F8}');
    await screen.findByText('Choose an outcome first.');
    expect(fake.inputsOf('call.finish')).toEqual([]);
    await user.keyboard('{Alt>}2{/Alt}');
    await user.type(screen.getByLabelText('Note'), 'will write');
    await user.keyboard('{F8}');
    await waitFor(() =>
      expect(fake.inputsOf('call.finish')).toEqual([{ callId, outcome: 'case', note: 'will write' }]),
    );
    await area().findByText('No call');
  });

  it('lets a plain number choose only where nobody types', async () => {
    const { user, fake, callId } = await answered();
    act(() => fake.end(callId));
    await user.type(screen.getByLabelText('Note'), '3');
    expect(screen.getByRole('radio', { name: /Call back/ })).toHaveProperty('checked', false);
    act(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await user.keyboard('3');
    expect(screen.getByRole('radio', { name: /Call back/ })).toHaveProperty('checked', true);
  });

  it('stays as it is when a command is refused, and says why', async () => {
    const { user, fake } = await answered();
    fake.refusals.set('call.hold', 'call.wrongState');
    await user.keyboard('{F7}');
    await screen.findByText('That is not possible at this moment of the call.');
    expect(area().getByText('On the line')).toBeTruthy();
  });
});

describe('calls out', () => {
  it('formats the number as it is typed and dials on the chosen line', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.keyboard('{F10}');
    await user.keyboard('599123456');
    expect(screen.getByLabelText('Number')).toHaveProperty('value', '599 12 34 56');
    await user.keyboard('{Enter}');
    await area().findByText('Calling…');
    expect(fake.inputsOf('call.dial')).toEqual([{ number: '599 12 34 56', lineId: fake.state.lines[0]?.id }]);
  });

  it('says that there is no line instead of trying', async () => {
    const registration = { status: 'connecting' as const, since: new Date().toISOString(), attempt: 1 };
    await renderDesk(new FakeDeskBridge(englishState({ registration })));
    expect(screen.getByText(/calls cannot be made now/)).toBeTruthy();
  });

  it('calls again from the history with one click', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('tab', { name: 'History' }));
    await user.click(await screen.findByRole('button', { name: 'Call 577 65 43 21' }));
    expect(fake.inputsOf('call.dial')).toEqual([{ number: '+995577654321', lineId: shopLine.id }]);
  });

  it('tells how a call ended that nobody answered, where it was typed on all the while', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.keyboard('{F4}');
    const field = await screen.findByLabelText(/What it is about/);
    let callId = '';
    act(() => void ({ id: callId } = fake.ring()));
    await user.type(field, 'typing');
    act(() => fake.changeCall(callId, { state: 'ended', ending: 'missed' }));
    act(() => fake.change({ calls: [] }));
    expect(area().getByText(/Missed: the caller hung up/)).toBeTruthy();
    await screen.findByText('Call ended. Missed: the caller hung up before you answered');
    expect(document.activeElement).toBe(field);
    act(() => void fake.ring());
    expect(screen.queryByText(/Missed: the caller hung up/)).toBeNull();
  });

  it('tells why an unanswered call ended', async () => {
    const { fake } = await renderDesk();
    act(() => void fake.ring({ direction: 'out', state: 'dialling' }));
    act(() => fake.changeCall(fake.state.calls[0]?.id ?? '', { state: 'ended', ending: 'busy' }));
    act(() => fake.change({ calls: [] }));
    expect(area().getByText(/The number is busy/)).toBeTruthy();
  });
});

describe('practice', () => {
  it('asks the host for the call of a scenario', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.click(screen.getByRole('tab', { name: 'Practice' }));
    await user.click(screen.getByRole('button', { name: 'The internet is down' }));
    expect(fake.inputsOf('practice.request')).toEqual([{ scenarioId: 'internet-complaint' }]);
  });
});

describe('the dial pad', () => {
  it('comes to the front by its key and keeps the number while something else is there', async () => {
    const user = userEvent.setup();
    await renderDesk();
    await user.keyboard('{F10}599');
    await user.click(screen.getByRole('tab', { name: 'History' }));
    await user.keyboard('{F10}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Number')));
    expect(screen.getByLabelText('Number')).toHaveProperty('value', '599');
  });

  it('does not take the focus when it comes back after a call', async () => {
    const user = userEvent.setup();
    const { fake } = await renderDesk();
    await user.keyboard('{F10}');
    act(() => void fake.ring());
    await user.keyboard('{F2}');
    await user.keyboard('{F4}');
    const field = await screen.findByLabelText(/What it is about/);
    const callId = fake.state.calls[0]?.id ?? '';
    act(() => fake.end(callId));
    await act(async () => void (await fake.command('call.finish', { callId, outcome: 'solved' })));
    await screen.findByLabelText('Number');
    expect(document.activeElement).toBe(field);
  });
});
