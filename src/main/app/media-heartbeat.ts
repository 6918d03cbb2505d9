/** How often a page that says nothing is asked whether it lives. */
const everyMs = 5000;
/** Two silences in a row: one of them may be a computer that has slept. */
const mostSilences = 2;

export interface Heartbeat {
  /** The page has said something: it lives. */
  heard(): void;
  stop(): void;
}

/**
 * Watches a page that should always say something: every 5 s it is asked, and one that has said nothing at all for two
 * times in a row hangs (10 to 15 s). A page that waits for the operator to allow the microphone still answers this.
 */
export function watchHeartbeat(ask: () => void, hangs: () => void): Heartbeat {
  let silences = 0;
  const timer = setInterval(() => {
    if (silences === mostSilences) {
      clearInterval(timer);
      hangs();
      return;
    }
    silences += 1;
    ask();
  }, everyMs);
  // Nobody waits for the end of a heartbeat.
  timer.unref();
  return {
    heard: () => (silences = 0),
    stop: () => clearInterval(timer),
  };
}
