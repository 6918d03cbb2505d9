import { describe, expect, it } from 'vitest';
import {
  newCall,
  transition,
  type CallEvent,
  type CallProgress,
} from '../../../../src/domain/call/call-machine.ts';

const t0 = '2026-03-01T08:00:00.000Z';
const t1 = '2026-03-01T08:00:05.000Z';
const t2 = '2026-03-01T08:02:00.000Z';

function after(direction: 'in' | 'out', ...events: CallEvent[]): CallProgress {
  return events.reduce((call, event) => transition(call, event).call, newCall(direction, t0).call);
}
const types = (call: CallProgress, event: CallEvent) =>
  transition(call, event).effects.map(({ type }) => type);

describe('a call in', () => {
  it('rings, is answered, held, resumed and ended by the caller', () => {
    const active = after('in', { type: 'answer' }, { type: 'established', at: t1 });
    expect(active).toMatchObject({ state: 'active', answeredAt: t1 });
    const asked = transition(active, { type: 'hold' });
    expect(asked.call).toMatchObject({ state: 'active', pending: 'hold' });
    expect(asked.effects).toEqual([{ type: 'renegotiate', held: true }]);
    const held = transition(asked.call, { type: 'agreed' }).call;
    expect(held.state).toBe('held');
    expect(held.pending).toBeUndefined();
    const ended = transition(held, { type: 'otherHungUp', at: t2 }).call;
    expect(ended).toMatchObject({ state: 'ended', ending: 'other', endedAt: t2 });
  });

  it('goes on ringing without a microphone, says why, and can be answered when it is mended', () => {
    const ringing = after('in', { type: 'answerFailed', failure: 'media.noMicrophone' });
    expect(ringing).toMatchObject({ state: 'ringing', failure: 'media.noMicrophone' });
    const answered = transition(ringing, { type: 'answer' }).call;
    expect(answered.state).toBe('answering');
    expect(answered.failure).toBeUndefined();
  });

  it('is missed when the caller gives up, even while the answer is on its way', () => {
    expect(after('in', { type: 'cancelled', at: t1 }).ending).toBe('missed');
    expect(after('in', { type: 'answer' }, { type: 'cancelled', at: t1 }).ending).toBe('missed');
  });

  it('stays as it is when the other side refuses a hold, and says so', () => {
    const call = after(
      'in',
      { type: 'answer' },
      { type: 'established', at: t1 },
      { type: 'hold' },
      { type: 'disagreed', failure: 'pbx.refused' },
    );
    expect(call).toMatchObject({ state: 'active', failure: 'pbx.refused' });
    expect(call.pending).toBeUndefined();
  });
});

describe('a call out', () => {
  it('sounds ringback, then nothing', () => {
    const dialling = after('out');
    expect(transition(dialling, { type: 'alerting' }).effects).toEqual([{ type: 'tone', tone: 'ringback' }]);
    expect(transition(dialling, { type: 'established', at: t1 }).effects).toEqual([
      { type: 'tone', tone: 'none' },
    ]);
  });

  it('is cancelled before the answer and ended by BYE after it', () => {
    expect(types(after('out'), { type: 'hangUp', at: t1 })).toContain('cancel');
    expect(types(after('out', { type: 'established', at: t1 }), { type: 'hangUp', at: t2 })).toContain('bye');
  });

  it('sounds busy where the other side is', () => {
    expect(transition(after('out'), { type: 'refused', at: t1, ending: 'busy' }).effects).toContainEqual({
      type: 'tone',
      tone: 'busy',
    });
  });
});

describe('interruptions', () => {
  const active = after(
    'out',
    { type: 'mediaConnecting' },
    { type: 'established', at: t1 },
    { type: 'mediaConnected' },
  );

  it('start one recovery, and end it once', () => {
    const broken = transition(active, { type: 'mediaInterrupted' });
    expect(broken.effects).toEqual([{ type: 'recover' }]);
    expect(transition(broken.call, { type: 'mediaInterrupted' }).ignored).toBeDefined();
    expect(transition(broken.call, { type: 'mediaConnecting' }).call.media).toBe('interrupted');
    expect(transition(broken.call, { type: 'mediaConnected' }).effects).toEqual([{ type: 'recovered' }]);
  });

  it('that last end the call as lost', () => {
    expect(after('out', { type: 'established', at: t1 }, { type: 'lost', at: t2 }).ending).toBe('lost');
  });
});

describe('a handing over', () => {
  const asked = after(
    'in',
    { type: 'answer' },
    { type: 'established', at: t1 },
    { type: 'transferAsked', kind: 'blind', number: '600' },
  );
  const taken = transition(asked, { type: 'transferReported', status: 'trying' }).call;

  it('that the PBX has taken on ends the call as transferred, whoever hangs up', () => {
    for (const last of ['otherHungUp', 'hangUp', 'transferred'] as const) {
      expect(transition(taken, { type: last, at: t2 }).call).toMatchObject({
        ending: 'transferred',
        transfer: { number: '600' },
      });
    }
    expect(transition(taken, { type: 'lost', at: t2, gone: true }).call.ending).toBe('transferred');
    expect(transition(taken, { type: 'lost', at: t2 }).call.ending).toBe('lost');
  });

  it('that nobody has taken on is none when the call ends', () => {
    const ended = transition(asked, { type: 'otherHungUp', at: t2 }).call;
    expect(ended.ending).toBe('other');
    expect(ended.transfer).toBeUndefined();
  });

  it('sends a BYE only where the other side has not hung up', () => {
    expect(types(taken, { type: 'otherHungUp', at: t2 })).not.toContain('bye');
    expect(types(taken, { type: 'transferred', at: t2 })).toContain('bye');
  });

  it('that failed can be asked for again, and a late word of success still counts', () => {
    const failed = transition(taken, {
      type: 'transferFailed',
      failure: 'call.transferRefused',
      sipStatus: 486,
    });
    expect(failed.call).toMatchObject({ state: 'active', transfer: { status: 'failed', sipStatus: 486 } });
    expect(
      transition(failed.call, { type: 'transferAsked', kind: 'blind', number: '601' }).call.transfer,
    ).toEqual({
      kind: 'blind',
      number: '601',
      status: 'asking',
    });
    expect(transition(failed.call, { type: 'transferred', at: t2 }).call).toMatchObject({
      ending: 'transferred',
      transfer: { status: 'succeeded' },
    });
  });
});
