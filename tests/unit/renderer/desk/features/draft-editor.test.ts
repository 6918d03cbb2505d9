import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createDraftEditor,
  longestUnsavedMs,
  neverSaved,
  pauseMs,
  retryMs,
  type DraftEditor,
} from '../../../../../src/renderer/desk/features/case/draft-editor.ts';
import { sampleDraft, sampleId } from '../../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../../support/fake-desk-bridge.ts';

let fake: FakeDeskBridge;
let editor: DraftEditor;
const fresh = sampleDraft({ savedAt: neverSaved });
const complete = { ...fresh, fields: { ...fresh.fields, category: 'slow' } };
const savedTexts = () => fake.inputsOf('draft.save').map(({ draft }) => draft.fields.description);
const state = () => editor.store.getState();

beforeEach(() => {
  vi.useFakeTimers();
  fake = new FakeDeskBridge();
  editor = createDraftEditor(fake);
});
afterEach(async () => {
  await editor.dispose();
  vi.useRealTimers();
});

describe('saving', () => {
  it('waits for the pause, then saves the newest words once', async () => {
    await editor.open(fresh);
    for (const description of ['a', 'ab', 'abc']) {
      editor.change({ description });
      await vi.advanceTimersByTimeAsync(pauseMs - 100);
    }
    expect(savedTexts()).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(savedTexts()).toEqual(['abc']);
    expect(state().save.status).toBe('saved');
  });

  it('does not wait for ever for somebody who never pauses', async () => {
    await editor.open(fresh);
    for (let passed = 0; passed < longestUnsavedMs + pauseMs; passed += 100) {
      editor.change({ description: String(passed) });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(savedTexts().length).toBeGreaterThan(0);
  });

  it('saves again what was typed while a save was on its way', async () => {
    await editor.open(fresh);
    fake.hold('draft.save');
    editor.change({ description: 'first' });
    const flushed = editor.flush();
    editor.change({ description: 'second' });
    await vi.advanceTimersByTimeAsync(0);
    fake.release('draft.save');
    await flushed;
    expect(savedTexts()).toEqual(['first', 'second']);
    expect(fake.drafts.get(fresh.id)?.fields.description).toBe('second');
  });

  it('goes on trying after a failure, and says so meanwhile', async () => {
    await editor.open(fresh);
    fake.refusals.set('draft.save', 'store.full');
    editor.change({ description: 'kept' });
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(state().save).toEqual({ status: 'failed', reason: 'store.full' });
    fake.refusals.clear();
    await vi.advanceTimersByTimeAsync(retryMs);
    expect(state().save.status).toBe('saved');
    expect(fake.drafts.get(fresh.id)?.fields.description).toBe('kept');
  });

  it('does not close, nor open another, over what could not be saved', async () => {
    await editor.open(fresh);
    fake.refusals.set('draft.save', 'store.full');
    editor.change({ description: 'kept' });
    expect(await editor.close()).toBe(false);
    expect(await editor.open(sampleDraft({ id: sampleId(72) }))).toBe(false);
    expect(state().draft?.fields.description).toBe('kept');
  });

  it('counts what the card fills in as nobody’s words', async () => {
    await editor.open({ ...fresh, fields: { ...fresh.fields, customerName: '' } });
    editor.adopt(sampleId(31), { customerName: 'Nino' });
    await vi.advanceTimersByTimeAsync(pauseMs * 2);
    expect(state().draft).toMatchObject({ customerId: sampleId(31), fields: { customerName: 'Nino' } });
    expect(savedTexts()).toEqual([]);
  });

  it('never overwrites the operator’s words with the card’s', async () => {
    await editor.open(fresh);
    editor.change({ customerName: 'As told' });
    editor.adopt(sampleId(31), { customerName: 'Nino' });
    expect(state().draft?.fields.customerName).toBe('As told');
  });
});

describe('submitting', () => {
  it('waits for a save on its way, so that no draft comes after its case', async () => {
    await editor.open(complete);
    fake.hold('draft.save');
    editor.change({ description: 'done' });
    void editor.flush();
    const submitted = editor.submit();
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.inputsOf('case.submit')).toEqual([]);
    fake.release('draft.save');
    expect(await submitted).toBe('submitted');
    await vi.advanceTimersByTimeAsync(retryMs * 2);
    expect(fake.drafts.size).toBe(0);
    expect(fake.commands.at(-1)?.name).toBe('case.submit');
  });

  it('leaves no timer behind that would save what is submitted', async () => {
    await editor.open(complete);
    editor.change({ description: 'done' });
    await editor.submit();
    await vi.advanceTimersByTimeAsync(retryMs * 2);
    expect(savedTexts()).toEqual([]);
  });

  it('keeps saving the form after a submit that failed', async () => {
    await editor.open(complete);
    editor.change({ description: 'kept' });
    fake.refusals.set('case.submit', 'internal');
    expect(await editor.submit()).toBe('failed');
    expect(state().problem).toBe('internal');
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(savedTexts()).toEqual(['kept']);
  });

  it('takes a field off the missing ones as it is filled in', async () => {
    await editor.open(fresh);
    expect(await editor.submit()).toBe('incomplete');
    expect(state().missing).toEqual(['category']);
    editor.change({ category: 'slow' });
    expect(state().missing).toEqual([]);
  });
});

describe('discarding', () => {
  it('can be undone, newer words included', async () => {
    await editor.open(fresh);
    editor.change({ description: 'first' });
    await editor.flush();
    editor.change({ description: 'second' });
    const result = await editor.discard();
    expect(state().draft).toBeUndefined();
    expect(fake.drafts.size).toBe(0);
    if (result?.ok !== true) throw new Error('not discarded');
    expect(await editor.restore(result.draft)).toBeUndefined();
    expect(state().draft?.fields.description).toBe('second');
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(fake.drafts.get(fresh.id)?.fields.description).toBe('second');
  });

  it('keeps the form on the screen when the host refuses', async () => {
    await editor.open(fresh);
    editor.change({ description: 'first' });
    fake.refusals.set('draft.discard', 'store.full');
    expect(await editor.discard()).toEqual({ ok: false, reason: 'store.full' });
    expect(state().draft?.fields.description).toBe('first');
  });
});
