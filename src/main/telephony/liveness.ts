import type { Clock } from './clock.ts';

/** After this much silence the other side is asked for a sign of life. */
const quietMs = 4000;
/** And after this much more without one the flow is dead: within 10 s in all, with time to spare. */
const patienceMs = 5000;
/** Whoever doubts does not wait as long: longer than two lost packets take to be sent again (RFC 6298). */
const doubtMs = 1500;

export interface Liveness {
  /** Something came from the other side. */
  heard(): void;
  /** Asks at once and waits only 1.5 s: there is reason to doubt the flow. Calls `alive` if something comes. */
  doubt(alive: () => void): void;
  stop(): void;
}

/**
 * Watches a flow that says nothing when it dies (a pulled cable, a router that forgot the connection, a laptop that
 * slept): asks with `ping` after 4 s of silence and calls `dead`, once, when nothing comes for 5 s more
 * (RFC 5626 §4.4, RFC 7118 §6).
 */
export function watchLiveness(clock: Clock, ping: () => void, dead: () => void): Liveness {
  let cancel = () => {};
  let stopped = false;
  let whenAlive = () => {};
  const wait = () => {
    cancel();
    if (stopped) return;
    cancel = clock.after(quietMs, () => ask(patienceMs));
  };
  const ask = (patience: number) => {
    cancel();
    if (stopped) return;
    ping();
    cancel = clock.after(patience, () => {
      stopped = true;
      dead();
    });
  };
  wait();
  return {
    heard: () => {
      wait();
      const alive = whenAlive;
      whenAlive = () => {};
      alive();
    },
    doubt: (alive) => {
      whenAlive = alive;
      ask(doubtMs);
    },
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
