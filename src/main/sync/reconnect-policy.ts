/** How long to wait before the next try: `attempt` counts the failures in a row from 1, `random` is 0…1. */
export type ReconnectPolicy = (attempt: number, random: number) => number;

const firstMs = 2000;
const longestMs = 60_000;

/**
 * Doubling from 1–2 s to 30–60 s. Half of each wait is left to chance, so that desks which lost the server in the same
 * second do not come back in the same second.
 */
export const defaultReconnectPolicy: ReconnectPolicy = (attempt, random) => {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(attempt, 1) - 1, 16));
  return Math.round(ceiling * (0.5 + random / 2));
};
