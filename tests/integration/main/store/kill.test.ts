import { describe, expect, test } from 'vitest';
import { endByKill, startChild } from '../../../support/store-children.ts';
import { applyContent, sampleLine } from '../../../support/store-samples.ts';
import { reopenStore, temporaryStore } from '../../../support/temporary-store.ts';

const rounds = 6;

/** Arguments for a child that works on this store. */
const childOf = (opened: { file: string; key: Uint8Array }): [string, string] => [
  opened.file,
  Buffer.from(opened.key).toString('hex'),
];

describe('the process killed with -9', () => {
  test('after a draft was saved: the draft is back', async () => {
    const opened = await temporaryStore();
    await opened.store.close();
    const child = startChild('draft', ...childOf(opened));
    const id = await child.line('saved');
    await endByKill(child);
    const store = await reopenStore(opened);
    expect(await store.run('draft.list')).toMatchObject([{ id, fields: { category: 'internet' } }]);
  });

  test('again and again while it submits: each answered case is there once, with its outbox row', async () => {
    const opened = await temporaryStore();
    await applyContent(opened.store, { entity: 'line', row: sampleLine });
    await opened.store.close();

    const answered = new Map<string, string>();
    const saved = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      const child = startChild('submit', ...childOf(opened));
      // Right after some answer, while the next request is under way.
      await child.count('submitted', 5 + 3 * round);
      await endByKill(child);
      for (const line of child.lines) {
        const [what, id = '', reference = ''] = line.split(' ');
        if (what === 'submitted') answered.set(id, reference);
        else saved.add(id);
      }
    }

    const store = await reopenStore(opened);
    const cases = await store.run('case.list', { limit: 10_000 });
    const byId = new Map(cases.map(({ id, reference }) => [id, reference]));
    expect(byId.size).toBe(cases.length);
    expect(new Set(byId.values()).size).toBe(cases.length);
    for (const [id, reference] of answered) expect(byId.get(id)).toBe(reference);

    // Whatever was saved is either a case or still a draft, and never both.
    const drafts = new Set((await store.run('draft.list')).map(({ id }) => id));
    for (const id of saved) expect([byId.has(id), drafts.has(id)]).toContain(true);
    expect([...drafts].filter((id) => byId.has(id))).toEqual([]);

    const queued = await store.run('outbox.next', { limit: 10_000 });
    expect(queued.map(({ subject }) => subject).toSorted()).toEqual([...byId.keys()].toSorted());
    expect(new Set(queued.map(({ id }) => id)).size).toBe(queued.length);
  });
});
