import type { CallCondition, CallEvent, PracticeCall } from './practice-call.ts';

type Waiter = { holds: (call: PracticeCall) => boolean; resolve: () => void; reject: (error: Error) => void };

/** Who listens to a call, and who waits for something to become true of it. */
export class CallWaiters {
  private readonly listeners = new Map<CallEvent, Set<(call: PracticeCall) => void>>();
  private waiters: Waiter[] = [];

  on(event: CallEvent, listener: (call: PracticeCall) => void): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  until(call: PracticeCall, condition: CallCondition): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiters.push({ holds: predicate(condition), resolve, reject });
    this.check(call);
    return promise;
  }

  notify(event: CallEvent, call: PracticeCall): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(call);
    this.check(call);
  }

  /** Looks at all conditions again. */
  check(call: PracticeCall): void {
    if (this.waiters.length === 0) return;
    const waiting: Waiter[] = [];
    for (const waiter of this.waiters) {
      if (waiter.holds(call)) waiter.resolve();
      else if (call.state === 'ended')
        waiter.reject(new Error(`call ${call.id} ended (${call.endedBy ?? 'unknown'})`));
      else waiting.push(waiter);
    }
    this.waiters = waiting;
  }
}

function predicate(condition: CallCondition): (call: PracticeCall) => boolean {
  if (typeof condition === 'function') return condition;
  switch (condition) {
    case 'held':
      return (call) => call.state === 'confirmed' && call.held;
    case 'resumed':
      return (call) => call.state === 'confirmed' && !call.held;
    case 'media':
      return (call) => call.mediaConnected;
    case 'early':
      return (call) => call.state === 'early' || call.state === 'confirmed';
    default:
      return (call) => call.state === condition;
  }
}
