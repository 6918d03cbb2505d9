import { uuidv7 } from 'uuidv7';
import type { Nothing } from '../../contract/desk/commands.ts';
import type { Fitness } from '../../contract/desk/telephone.ts';
import type { FitnessReport, FitnessStepResult } from '../../contract/quality.ts';
import { ok, type Result } from '../../contract/reasons.ts';
import { verdictOf } from '../../domain/fitness/judge.ts';
import { fitnessSteps } from '../../domain/fitness/steps.ts';
import type { Log } from '../logging/log.ts';
import { StoreError, type Store } from '../store/requests.ts';
import { instantNow } from '../sync/clock.ts';
import { fitnessRun, type FitnessParts, type StepOutcome } from './fitness-steps.ts';

export interface FitnessCheckParts extends FitnessParts {
  readonly log: Log;
  store(): Store | undefined;
  publish(fitness: Fitness): void;
  /** A report was put into the outbox. */
  recorded(): void;
}

/**
 * The check before a shift: microphone, speaker, server, clock, registration, and a call to the PBX's echo number.
 *
 *     none ──run──▶ running ──all steps──▶ done, with a report on the disk and on its way to the server
 *      ▲               │                     ▲
 *      └── no report ──┴─stop, a call comes──┘ the last report of this operator
 *
 * A check that was stopped, or killed with the host, leaves nothing: what was not finished proves nothing.
 */
export interface FitnessCheck {
  /** Shows the last report that this operator has on this device. */
  open(store: Store): Promise<void>;
  /** Starts, unless it runs already. Answers at once; `fitness` of the state tells how it goes. */
  run(): Promise<Result<Nothing>>;
  /** Settles when its call is over and the microphone closed. */
  stop(why: 'operator' | 'call'): Promise<void>;
  /** The operator leaves: stops, and forgets. */
  leave(): Promise<void>;
  close(): void;
}

const none: Fitness = { status: 'none', steps: [] };

export function createFitnessCheck(parts: FitnessCheckParts): FitnessCheck {
  const { log, clock } = parts;
  let last: FitnessReport | undefined;
  let running: { readonly stopping: AbortController; readonly ended: Promise<void> } | undefined;
  /** Written when the disk had no room for it: tried again with the next one. */
  let unwritten: FitnessReport[] = [];

  const idle = (stopped?: Fitness['stopped']): Fitness => ({
    ...(last === undefined ? none : { status: 'done', steps: last.steps, report: last }),
    ...(stopped && { stopped }),
  });

  async function check(signal: AbortSignal): Promise<FitnessReport | undefined> {
    const startedAt = instantNow(clock);
    const run = fitnessRun(parts, signal);
    const steps: FitnessStepResult[] = [];
    for (const [index, name] of fitnessSteps.entries()) {
      parts.publish({ status: 'running', steps: [...steps], current: index + 1 });
      const outcome = await attempt(run[name]);
      if (signal.aborted) return undefined;
      steps.push({ number: index + 1, name, ...outcome, values: outcome.values ?? {} });
    }
    const verdict = verdictOf(steps.map(({ result }) => result));
    return { id: uuidv7(), startedAt, endedAt: instantNow(clock), verdict, steps };
  }

  /** What breaks in a step is a failed step, never an endless check. */
  async function attempt(step: () => Promise<StepOutcome>): Promise<StepOutcome> {
    try {
      return await step();
    } catch (error) {
      log.error('step broke', { error: error instanceof Error ? error.name : typeof error });
      return { result: 'failed', reason: 'internal' };
    }
  }

  async function keep(report: FitnessReport): Promise<void> {
    const store = parts.store();
    unwritten.push(report);
    for (const waiting of [...unwritten]) {
      try {
        await store?.run('fitness.save', waiting);
        unwritten = unwritten.filter((other) => other !== waiting);
      } catch (error) {
        log.error('report not written', { reason: error instanceof StoreError ? error.reason : 'internal' });
      }
    }
    parts.recorded();
  }

  async function start(signal: AbortSignal): Promise<void> {
    const report = await check(signal);
    if (report !== undefined) {
      log.info('checked', { verdict: report.verdict });
      // On the disk before it is shown: what the operator has seen must not be gone after a power cut.
      await keep(report);
      last = report;
    }
    running = undefined;
    // Whoever stopped it has said so already; where it was done before, it is.
    if (report !== undefined) parts.publish(idle());
  }

  async function stop(why: Fitness['stopped']): Promise<void> {
    const before = running;
    if (before === undefined) return;
    before.stopping.abort();
    parts.publish(idle(why));
    await before.ended;
  }

  const stopListening = parts.telephony.on('call', (call) => {
    // A customer comes first, and so does a call that the operator makes.
    if (call.purpose !== 'check' && call.state !== 'ended' && !call.answeredAt) void stop('call');
  });

  return {
    async open(store) {
      last = await store.run('fitness.last');
      parts.publish(idle());
    },
    async run() {
      if (running !== undefined) return ok({});
      const stopping = new AbortController();
      running = { stopping, ended: start(stopping.signal) };
      return ok({});
    },
    stop,
    async leave() {
      await stop('operator');
      last = undefined;
      unwritten = [];
      parts.publish(none);
    },
    close: stopListening,
  };
}
