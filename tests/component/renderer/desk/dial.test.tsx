// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../../../support/axe-findings.ts';
import { sampleHistory, sampleId } from '../../../support/desk-sample.ts';
import { renderDesk } from '../../../support/render-desk.tsx';

const area = () => within(screen.getByRole('region', { name: 'Call' }));
const field = () => screen.getByRole('combobox', { name: 'Number' });

async function desk() {
  const user = userEvent.setup();
  return { user, ...(await renderDesk()) };
}
async function inCall() {
  const opened = await desk();
  act(
    () =>
      void opened.fake.ring({ state: 'active', answeredAt: new Date().toISOString(), media: 'connected' }),
  );
  await area().findByText('On the line');
  return opened;
}

describe('the number field', () => {
  it('suggests by name; what is chosen is put in, and called by the next Enter', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{F10}თამარ');
    await screen.findByRole('option', { name: /თამარ ლომიძე/ });
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(field()).toHaveProperty('value', '103');
    expect(fake.inputsOf('call.dial')).toEqual([]);
    expect(screen.queryByRole('option')).toBeNull();
    await user.keyboard('{Enter}');
    expect(fake.inputsOf('call.dial')).toMatchObject([{ number: '103' }]);
  });

  it('keeps a name’s only suggestion chosen under the arrows: the name itself cannot be called', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{F10}თამარ');
    await screen.findByRole('option', { name: /თამარ ლომიძე/ });
    await user.keyboard('{ArrowDown}{Enter}');
    expect(field()).toHaveProperty('value', '103');
    await user.keyboard('{Enter}');
    expect(fake.inputsOf('call.dial')).toMatchObject([{ number: '103' }]);
  });

  it('calls the number as it was typed, whatever is suggested, unless the arrows chose', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{F10}10');
    await screen.findAllByRole('option');
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(fake.inputsOf('call.dial')).toMatchObject([{ number: '10' }]);
  });

  it('offers the latest numbers by arrow down, and puts them away by Escape', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{F10}{ArrowDown}');
    expect(fake.inputsOf('dial.suggest').at(-1)?.text).toBe('');
    expect((await screen.findAllByRole('option')).length).toBeGreaterThan(0);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('option')).toBeNull();
  });

  it('says in words that the line may not call the number, which stays', async () => {
    const { user, fake } = await desk();
    fake.refusals.set('call.dial', 'call.forbidden');
    await user.keyboard('{F10}0900123456{Enter}');
    await screen.findByText(/This line may not call that number/);
    expect(field()).not.toHaveProperty('value', '');
  });
});

describe('dialling what was copied', () => {
  it('puts the number into the field by a key and does not call', async () => {
    const { user, fake } = await desk();
    await navigator.clipboard.writeText('tel:+995599123456');
    await user.keyboard('{Control>}b{/Control}');
    await waitFor(() => expect(field()).toHaveProperty('value', '599 12 34 56'));
    expect(fake.inputsOf('call.dial')).toEqual([]);
  });

  it('says what was found instead of a number', async () => {
    const { user } = await desk();
    await navigator.clipboard.writeText('Dear Nana, please call me');
    await user.click(screen.getByRole('button', { name: /Put in the number that you copied/ }));
    await screen.findByText('What you copied is not a number: “Dear Nana, please call me”.');
    expect(field()).toHaveProperty('value', '');
  });
});

describe('a link with a number', () => {
  it('is put into the field, which takes the focus where nobody types', async () => {
    const { fake } = await desk();
    act(() => fake.emit({ name: 'dialRequest', number: '+995322100100' }));
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(field()).toHaveProperty('value', '032 210 01 00');
    expect(fake.inputsOf('call.dial')).toEqual([]);
  });

  it('leaves somebody who types where they are', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{F4}');
    const form = await screen.findByLabelText(/What it is about/);
    await user.type(form, 'Router');
    act(() => fake.emit({ name: 'dialRequest', number: '+995322100100' }));
    await screen.findByText('Put into the dial field: 032 210 01 00');
    expect(document.activeElement).toBe(form);
  });
});

describe('calling again', () => {
  it('goes by a key, and says so where there is nobody to call again', async () => {
    const { user, fake } = await desk();
    await user.keyboard('{Control>}d{/Control}');
    await area().findByText('Calling…');
    act(() => fake.change({ calls: [] }));
    fake.history = [];
    await user.click(screen.getByRole('button', { name: /Redial/ }));
    await screen.findByText(/there is no number to repeat/);
  });
});

describe('tones', () => {
  it('are sent whole when a string was pasted, after a look at it', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F10}');
    await user.paste('4012 8888#');
    const waiting = await screen.findByLabelText(/Tones to send/);
    expect(waiting).toHaveProperty('value', '40128888#');
    expect(fake.inputsOf('call.dtmf')).toEqual([]);
    await user.keyboard('{Backspace}*{Enter}');
    expect(fake.inputsOf('call.dtmf')).toEqual([{ callId: sampleId(61), tones: '40128888*' }]);
    await waitFor(() =>
      expect(screen.getByLabelText('Tones in this call')).toHaveProperty('value', '40128888*'),
    );
  });

  it('are not made of letters', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F10}');
    await user.paste('hello');
    await screen.findByText('Only digits, * and # can be sent as tones.');
    expect(fake.inputsOf('call.dtmf')).toEqual([]);
  });
});

describe('a second call out', () => {
  it('can be dialled while the first is on hold', async () => {
    const { user, fake } = await inCall();
    await user.keyboard('{F7}{F10}102{Enter}');
    expect(fake.inputsOf('call.dial')).toMatchObject([{ number: '102' }]);
  });
});

describe('the history', () => {
  it('is searched by name and number, and shows what was missed alone', async () => {
    const { user } = await desk();
    await user.click(screen.getByRole('tab', { name: 'History' }));
    await screen.findByText('ნინო ბერიძე');
    expect(screen.getAllByRole('button', { name: /^Call / })).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: 'Missed' }));
    expect(screen.getAllByRole('button', { name: /^Call / })).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Missed', pressed: true }));
    await user.type(screen.getByLabelText('Name or number'), '322 98');
    expect(screen.getAllByRole('button', { name: 'Call 032 298 76 54' })).toHaveLength(1);
    await user.clear(screen.getByLabelText('Name or number'));
    await user.type(screen.getByLabelText('Name or number'), 'ბერ');
    expect(screen.getAllByRole('button', { name: /^Call / })).toHaveLength(1);
    await user.type(screen.getByLabelText('Name or number'), 'xx');
    await screen.findByText('There is no such call.');
  });

  it('says of an answered call how it went on, and how long it was', async () => {
    const { user, fake } = await desk();
    const [first] = sampleHistory();
    if (first === undefined) throw new Error('no sample');
    fake.history = [{ ...first, ending: 'transferred' }];
    await user.click(screen.getByRole('tab', { name: 'History' }));
    await screen.findByText('04:00 · Handed over · Kartli Internet');
  });
});
