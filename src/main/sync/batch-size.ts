/** How many operations to send at once, and how many of the next ones are suspected of spoiling a batch. */
export interface BatchSize {
  readonly limit: number;
  readonly suspects: number;
}

/** The usual batch. */
export const fullBatch: BatchSize = { limit: 50, suspects: 0 };

/**
 * A batch of `sent` operations was refused as a whole: look for the one that is to blame by halving. The outbox gives
 * the oldest first, so the suspects are always the next ones.
 */
export function afterRefusal(sent: number): BatchSize {
  return { limit: Math.max(1, Math.floor(sent / 2)), suspects: sent };
}

/** `settled` operations left the queue. The search goes on at the same size until no suspect is left. */
export function afterAnswer(size: BatchSize, settled: number): BatchSize {
  if (size.suspects > settled) return { limit: size.limit, suspects: size.suspects - settled };
  return { limit: Math.min(fullBatch.limit, size.limit * 2), suspects: 0 };
}

/** No answer: perhaps the link is too slow for so much in one request, so the next try carries less. */
export function afterSilence(size: BatchSize): BatchSize {
  return { ...size, limit: Math.max(1, Math.floor(size.limit / 2)) };
}
