import type { Clock } from './clock.ts';

/** After this much silence the other side is asked for a sign of life. */
const quietMs = 4000;
/** And after this much more without one the flow is dead: within 10 s in all, with time to spare. */
const patienceMs = 5000;

export interface Liveness {
  /** Something came from the other side. */
  heard(): void;
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
  const wait = () => {
    cancel();
    if (stopped) return;
    cancel = clock.after(quietMs, () => {
      ping();
      cancel = clock.after(patienceMs, () => {
        stopped = true;
        dead();
      });
    });
  };
  wait();
  return {
    heard: wait,
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
