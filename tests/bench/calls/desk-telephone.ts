/** The desk's telephone as its own page commands it, for benchmarks: what its buttons do, without the pointer. */
import type { Page } from 'playwright-core';
import type { DeskBridge, DeskState } from '../../../src/contract/desk/bridge.ts';

type Call = DeskState['calls'][number];
/** What the host has told of so far. */
type Known = { readonly [K in keyof DeskState]?: DeskState[K] | undefined };

/** In the desk's page. */
interface DeskBench {
  readonly zari: DeskBridge;
  state(): Known;
  until<T>(look: (state: Known) => T | undefined | false): Promise<T>;
  /** Now, at the turn of a millisecond (see wall-clock.ts: a page is given functions, not modules). */
  wallClock(): number;
}

declare global {
  interface Window {
    bench: DeskBench;
  }
}

/** Times are when the command was given, ms since 1970. */
export interface DeskTelephone {
  dial(number: string): Promise<number>;
  /** Answers the call that rings, or the next one to ring. */
  answer(): Promise<number>;
  reject(): Promise<void>;
  /** Waits until there is a call in this state. */
  reaches(state: Call['state']): Promise<void>;
  hangUp(): Promise<void>;
  /** Waits for the end of the call and does the after-call work; resolves when no call is left. */
  finish(): Promise<void>;
  /** Waits until the content of the server is all here. */
  synced(): Promise<void>;
  contentStatus(): Promise<string | undefined>;
  registration(): Promise<DeskState['registration']>;
}

/** Takes hold of the desk in this page, signed in. */
export async function deskTelephone(page: Page): Promise<DeskTelephone> {
  await page.evaluate(() => {
    const { zari } = window;
    if (zari === undefined) throw new Error('there is no bridge');
    let state: Known = {};
    const waiting = new Set<() => void>();
    zari.subscribe((event) => {
      if (event.name !== 'snapshot' && event.name !== 'change') return;
      state = { ...state, ...event.state };
      for (const look of [...waiting]) look();
    });
    window.bench = {
      zari,
      state: () => state,
      until: (look) =>
        new Promise((resolve) => {
          const again = () => {
            const found = look(state);
            if (found === undefined || found === false) return;
            waiting.delete(again);
            resolve(found);
          };
          waiting.add(again);
          again();
        }),
      wallClock: () => {
        const before = Date.now();
        let now = before;
        while (now === before) now = Date.now();
        return now;
      },
    };
  });
  return {
    dial: (number) =>
      page.evaluate(async (wanted) => {
        const at = window.bench.wallClock();
        const result = await window.bench.zari.command('call.dial', { number: wanted });
        if (!result.ok) throw new Error(result.reason);
        return at;
      }, number),
    answer: () =>
      page.evaluate(async () => {
        const ringing = (state: Known) => state.calls?.find((call) => call.state === 'ringing');
        const { id } = await window.bench.until(ringing);
        const at = window.bench.wallClock();
        const result = await window.bench.zari.command('call.answer', { callId: id });
        if (!result.ok) throw new Error(result.reason);
        return at;
      }),
    reject: () =>
      page.evaluate(async () => {
        const ringing = (state: Known) => state.calls?.find((call) => call.state === 'ringing');
        const { id } = await window.bench.until(ringing);
        await window.bench.zari.command('call.reject', { callId: id });
      }),
    reaches: (wanted) =>
      page.evaluate(async (name) => {
        await window.bench.until(({ calls }) => calls?.some(({ state }) => state === name));
      }, wanted),
    hangUp: () =>
      page.evaluate(async () => {
        const on = (state: Known) => state.calls?.find((call) => call.state !== 'ended');
        const { id } = await window.bench.until(on);
        await window.bench.zari.command('call.hangUp', { callId: id });
      }),
    finish: () =>
      page.evaluate(async () => {
        await window.bench.until(({ calls }) => calls?.every(({ state }) => state === 'ended'));
        for (const { id, needsOutcome } of window.bench.state().calls ?? []) {
          if (!needsOutcome) continue;
          const done = await window.bench.zari.command('call.finish', { callId: id, outcome: 'other' });
          if (!done.ok) throw new Error(done.reason);
        }
        await window.bench.until(({ calls }) => calls?.length === 0);
      }),
    synced: () =>
      page.evaluate(async () => {
        await window.bench.until(({ content }) => content?.status === 'current');
      }),
    registration: () => page.evaluate(() => window.bench.until(({ registration }) => registration)),
    contentStatus: () => page.evaluate(() => window.bench.state().content?.status),
  };
}
