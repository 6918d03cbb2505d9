// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleDraft } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

async function openForm(fake = new FakeDeskBridge(englishState())) {
  const desk = await renderDesk(fake);
  const call = fake.ring();
  await act(async () => void (await fake.command('call.answer', { callId: call.id })));
  await screen.findByText('599 12 34 56, 032 233 44 55');
  fireEvent.keyDown(window, { key: 'F4', code: 'F4' });
  const field = await screen.findByLabelText(/What it is about/);
  return { ...desk, call, field };
}
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const submit = () => fireEvent.keyDown(window, { key: 'Enter', code: 'Enter', ctrlKey: true });

async function chooseCategory() {
  const user = userEvent.setup();
  await user.click(screen.getByRole('combobox', { name: /Category/ }));
  await user.keyboard('slow{ArrowDown}{Enter}');
  await waitFor(() =>
    expect(screen.getByRole('combobox', { name: /Category/ })).toHaveProperty('value', 'Slow connection'),
  );
}

describe('the case form', () => {
  it('is filled in with what the call and the card know', async () => {
    const { field } = await openForm();
    expect(screen.getByLabelText(/Customer's name/)).toHaveProperty('value', 'ნინო ბერიძე');
    expect(screen.getByLabelText(/Call back on/)).toHaveProperty('value', '599 12 34 56');
    expect(document.activeElement).toBe(field);
  });

  it('is not kept before anything was typed', async () => {
    const { fake, field } = await openForm();
    fireEvent.blur(field);
    expect(fake.inputsOf('draft.save')).toEqual([]);
  });

  it('is saved when the focus leaves it', async () => {
    const { fake, field } = await openForm();
    type(field, 'No connection');
    fireEvent.blur(field);
    await waitFor(() => expect(fake.drafts.size).toBe(1));
    await screen.findByText(/Draft saved \d\d:\d\d:\d\d/);
  });

  it('is saved when the desk goes from the screen', async () => {
    const { fake, field, view } = await openForm();
    type(field, 'No connection');
    view.unmount();
    await waitFor(() => expect([...fake.drafts.values()][0]?.fields.description).toBe('No connection'));
  });

  it('says aloud that it is not saved, and saves when the host is back', async () => {
    const { fake, field } = await openForm();
    act(() => fake.setLink('lost'));
    type(field, 'No connection');
    fireEvent.blur(field);
    await screen.findByText(/Draft not saved: Zari on this computer does not answer/);
    act(() => fake.setLink('open'));
    await waitFor(() => expect(fake.drafts.size).toBe(1));
  });

  it('names what is missing and goes to the first of it', async () => {
    const { fake, field } = await openForm();
    type(field, 'No connection');
    submit();
    await screen.findByText('Still missing: Category.');
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: /Category/ }));
    expect(fake.inputsOf('case.submit')).toEqual([]);
  });

  it('shows the reference to read out, also without the server', async () => {
    const server = { status: 'unreachable' as const, since: new Date().toISOString() };
    const { field, fake } = await openForm(new FakeDeskBridge(englishState({ server })));
    expect(screen.getByText(/it will be sent later/)).toBeTruthy();
    type(field, 'No connection');
    await chooseCategory();
    submit();
    expect((await screen.findByLabelText('Reference: 1 0 0 4 - 0 0 0 0 0 1 - 3')).textContent).toBe(
      '10040000013',
    );
    await screen.findByText(/The server cannot be reached now/);
    expect(fake.cases[0]?.fields).toMatchObject({ category: 'slow', description: 'No connection' });
  });

  it('keeps everything when submitting fails, and submits the same case the next time', async () => {
    const { field, fake } = await openForm();
    type(field, 'No connection');
    await chooseCategory();
    fake.refusals.set('case.submit', 'store.full');
    submit();
    await screen.findByText(/The disk is full/);
    expect(screen.getByLabelText(/What it is about/)).toHaveProperty('value', 'No connection');
    fake.refusals.clear();
    submit();
    await screen.findByText('Read the reference out to the customer.');
    const [first, second] = fake.inputsOf('case.submit');
    expect(second?.draft.id).toBe(first?.draft.id);
  });

  it('is submitted once, however often the key is pressed', async () => {
    const { field, fake } = await openForm();
    type(field, 'No connection');
    await chooseCategory();
    fake.hold('case.submit');
    submit();
    submit();
    await waitFor(() => expect(fake.inputsOf('case.submit')).toHaveLength(1));
    await act(async () => fake.release('case.submit'));
    await screen.findByText('Read the reference out to the customer.');
    expect(fake.cases).toHaveLength(1);
  });

  it('comes back from the bin with all its words', async () => {
    const user = userEvent.setup();
    const { field, fake } = await openForm();
    type(field, 'No connection');
    fireEvent.blur(field);
    await waitFor(() => expect(fake.drafts.size).toBe(1));
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(fake.discarded.size).toBe(1));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByLabelText(/What it is about/)).toHaveProperty('value', 'No connection');
    expect(fake.drafts.size).toBe(1);
  });

  it('is put aside, words and all, when the operator takes another call', async () => {
    const { field, fake, call } = await openForm();
    type(field, 'No connection');
    act(() => fake.end(call.id));
    await act(async () => void (await fake.command('call.finish', { callId: call.id, outcome: 'solved' })));
    const next = fake.ring({ id: '01890000-0000-7000-8000-000000000777', remoteNumber: '+995577000000' });
    expect(screen.getByLabelText(/What it is about/)).toBe(field);
    await act(async () => void (await fake.command('call.answer', { callId: next.id })));
    await screen.findByRole('form', { name: 'New customer' });
    expect([...fake.drafts.values()][0]?.fields.description).toBe('No connection');
  });
});

describe('unfinished drafts', () => {
  it('are offered after signing in, and gone on with', async () => {
    const user = userEvent.setup();
    const fake = new FakeDeskBridge(englishState());
    fake.drafts.set(sampleDraft().id, sampleDraft());
    await renderDesk(fake);
    await screen.findByText(/An unfinished complaint from/);
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(await screen.findByLabelText(/What it is about/)).toHaveProperty(
      'value',
      sampleDraft().fields.description,
    );
  });
});

describe('the pause in typing', () => {
  beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
  afterEach(() => void vi.useRealTimers());

  it('saves the draft, and not before', async () => {
    const { fake, field } = await openForm();
    type(field, 'No');
    await act(() => vi.advanceTimersByTimeAsync(300));
    type(field, 'No connection');
    await act(() => vi.advanceTimersByTimeAsync(300));
    expect(fake.inputsOf('draft.save')).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(250));
    expect(fake.inputsOf('draft.save').map((each) => each.draft.fields.description)).toEqual([
      'No connection',
    ]);
  });
});
