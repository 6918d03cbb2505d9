import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  mirrorHost,
  type DeskMirror,
} from '../../../../../src/renderer/desk/stores/desk-store.ts';
import { sampleCall, sampleId, sampleState } from '../../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../../support/fake-desk-bridge.ts';

const empty: DeskMirror = { host: undefined, link: { status: 'open', since: 0 }, deliveries: 0 };

describe('the mirror of the host', () => {
  it('replaces the slices of a change and keeps the others as they are', () => {
    const state = sampleState();
    const before = applyEvent(empty, { name: 'snapshot', state });
    const after = applyEvent(before, { name: 'change', state: { calls: [sampleCall()], lines: undefined } });
    expect(after.host?.calls).toHaveLength(1);
    expect(after.host?.lines).toBe(state.lines);
    expect(after.host?.session).toBe(state.session);
  });

  it('makes no half state of a change that comes before the first snapshot', () => {
    expect(applyEvent(empty, { name: 'change', state: { calls: [] } })).toEqual(empty);
  });

  it('counts deliveries, so that lists load again', () => {
    expect(applyEvent(empty, { name: 'delivered', operationIds: [sampleId(1)] }).deliveries).toBe(1);
  });

  it('follows the host until it is stopped', () => {
    const fake = new FakeDeskBridge();
    const { store, stop } = mirrorHost(fake, fake);
    fake.setLink('lost');
    expect(store.getState().link.status).toBe('lost');
    stop();
    fake.ring();
    expect(store.getState().host?.calls).toEqual([]);
  });
});
