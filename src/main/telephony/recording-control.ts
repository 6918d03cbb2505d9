import type { Session } from 'sip.js';
import type { Recording } from '../../contract/desk/telephone.ts';
import { fail, ok, type Failure, type Result } from '../../contract/reasons.ts';
import type { TelephoneSettings } from '../../contract/server/api.ts';
import type { CallProgress } from '../../domain/call/call-machine.ts';
import type { Log } from '../logging/log.ts';
import type { Clock } from './clock.ts';
import { sendTones } from './dtmf.ts';
import { sendInfo } from './info.ts';
import type { MediaPort } from './port.ts';

/** A recording that should go on and could not be told so is told again after so long. */
const againMs = 10_000;
/** From the last digit of a feature code at our end until the PBX has done what it says. */
const actsMs = 300;
/** A call that leaves the desk does not wait longer for its recording to go on. */
const leavingMs = 3000;

export interface RecordingControlParts {
  readonly settings: TelephoneSettings['recording'];
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly find: (
    callId: string,
  ) => { readonly call: { readonly progress: CallProgress }; readonly session: Session } | undefined;
  readonly isConnected: () => boolean;
  /** Runs `action` when the PBX can be reached again. */
  readonly whenRegistered: (action: () => void) => void;
  /** The recording of a call is another. */
  readonly onChange: (callId: string) => void;
}

type Order = 'pause' | 'resume';

/** A recording that does not simply run. */
interface Entry {
  recording: Recording;
  cancelTimer: () => void;
}

/**
 * Pauses and continues the PBX's recording of a call, as the account says how:
 *
 *     running ──pause──▶ pausing ──▶ paused ──resume, or forgotten──▶ resuming ──▶ running
 *        ▲                  └──refused──▶ failed ◀──────not done──────────┘
 *        └───────── told again, where the recording may stand still ─────┘
 *
 * What matters most is that a recording goes on: nothing that is paused stays so for longer than the account allows,
 * whatever becomes of the call, the connection or the operator's memory. `failed` with `resumesAt` is a recording that
 * may stand still and is told to go on then; `failed` without it runs and could not be paused.
 */
export class RecordingControl {
  readonly #parts: RecordingControlParts;
  readonly #entries = new Map<string, Entry>();
  readonly #isConfigured: boolean;

  constructor(parts: RecordingControlParts) {
    this.#parts = parts;
    this.#isConfigured = parts.settings !== undefined && isUsable(parts.settings.by);
    if (parts.settings !== undefined && !this.#isConfigured) parts.log.error('recording is set up wrongly');
  }

  /** The recording of a call; undefined where there is none, or it cannot be paused from here. */
  of(callId: string, { state, answeredAt }: CallProgress): Recording | undefined {
    if (!this.#isConfigured || answeredAt === undefined || state === 'ended') return undefined;
    return this.#entries.get(callId)?.recording ?? { status: 'running' };
  }

  async setPaused(callId: string, paused: boolean): Promise<Result<void>> {
    const call = this.#parts.find(callId)?.call;
    if (call === undefined) return fail('call.gone');
    const recording = this.of(callId, call.progress);
    if (recording === undefined) return fail('call.wrongState');
    const { status } = recording;
    if (status === (paused ? 'paused' : 'running')) return ok(undefined);
    if (status === 'pausing' || status === 'resuming') return fail('call.wrongState');
    if (!paused) return this.#resume(callId);
    return call.progress.state === 'active' ? this.#pause(callId) : fail('call.wrongState');
  }

  /** Has a paused recording go on before the call leaves this desk; waits for it, but not for ever. */
  async resumeBeforeLeaving(callId: string): Promise<void> {
    const status = this.#entries.get(callId)?.recording.status;
    if (status === undefined || status === 'resuming') return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.clock.after(leavingMs, resolve);
      void this.#resume(callId).then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** A call has ended: its recording with it. */
  callEnded(callId: string): void {
    this.#entries.get(callId)?.cancelTimer();
    this.#entries.delete(callId);
  }

  /** Forgets all calls. */
  stop(): void {
    for (const callId of [...this.#entries.keys()]) this.callEnded(callId);
  }

  async #pause(callId: string): Promise<Result<void>> {
    this.#set(callId, { status: 'pausing' });
    const sent = await this.#send(callId, 'pause');
    const status = this.#entries.get(callId)?.recording.status;
    // Told to go on before this was answered: the call leaves the desk.
    if (status !== 'pausing') return fail(status === undefined ? 'call.gone' : 'call.wrongState');
    if (sent.ok) {
      this.#resumeAfter(callId, 'paused', (this.#parts.settings?.longestPauseSeconds ?? 0) * 1000);
      return ok(undefined);
    }
    // Whether it is paused is not known where no answer came: then it is told to go on, for safety.
    if (isUncertain(sent)) this.#resumeAgain(callId);
    else this.#set(callId, { status: 'failed' });
    return sent;
  }

  async #resume(callId: string): Promise<Result<void>> {
    this.#set(callId, { status: 'resuming' });
    const sent = await this.#send(callId, 'resume');
    if (this.#entries.get(callId)?.recording.status !== 'resuming') return fail('call.gone');
    if (sent.ok) {
      this.#entries.delete(callId);
      this.#parts.log.info('recording', { call: callId, status: 'running' });
      this.#parts.onChange(callId);
      return sent;
    }
    this.#resumeAgain(callId);
    return sent;
  }

  #resumeAgain(callId: string): void {
    const { isConnected, whenRegistered } = this.#parts;
    this.#resumeAfter(callId, 'failed', againMs);
    if (isConnected()) return;
    whenRegistered(() => {
      const recording = this.#entries.get(callId)?.recording;
      if (recording?.status === 'failed' && recording.resumesAt !== undefined) void this.#resume(callId);
    });
  }

  #resumeAfter(callId: string, status: 'paused' | 'failed', ms: number): void {
    const { clock } = this.#parts;
    this.#set(callId, { status, resumesAt: new Date(clock.now() + ms).toISOString() });
    const entry = this.#entries.get(callId);
    if (entry !== undefined) entry.cancelTimer = clock.after(ms, () => void this.#resume(callId));
  }

  #set(callId: string, recording: Recording): void {
    this.#entries.get(callId)?.cancelTimer();
    this.#entries.set(callId, { recording, cancelTimer: () => {} });
    this.#parts.log.info('recording', { call: callId, status: recording.status });
    this.#parts.onChange(callId);
  }

  async #send(callId: string, order: Order): Promise<Result<void>> {
    const { settings, media, clock, find, isConnected } = this.#parts;
    const entry = find(callId);
    if (entry === undefined || settings === undefined) return fail('call.gone');
    const { by } = settings;
    if (by.kind === 'featureCode') {
      // Tones into a path that does not stand are lost, and nobody says so.
      if (entry.call.progress.media !== 'connected') return fail('pbx.unreachable', 'media');
      const sent = await sendTones(media, callId, entry.session, by[order]);
      if (!sent.ok) return sent;
      // Nothing answers a code: done is done when its last digit is out and the PBX has had time to act on it.
      const { lastsMs } = sent.value;
      if (lastsMs > 0) await new Promise<void>((resolve) => clock.after(lastsMs + actsMs, resolve));
      return ok(undefined);
    }
    if (!isConnected()) return fail('pbx.unreachable');
    const info =
      by.kind === 'info'
        ? { body: { contentType: by.contentType, content: by[order] } }
        : { headers: [`${by.name}: ${by[order]}`] };
    const sipStatus = await sendInfo(entry.session, info);
    if (sipStatus === 200) return ok(undefined);
    return fail(
      sipStatus === 408 || sipStatus === 503 ? 'pbx.unreachable' : 'pbx.refused',
      `INFO ${sipStatus}`,
    );
  }
}

/** No answer came; tones that found no path were not sent at all. */
const isUncertain = ({ reason, detail }: Failure): boolean =>
  reason === 'pbx.unreachable' && detail?.startsWith('INFO') === true;

/** Whether an order can be sent as it is set up: what an administrator typed must not become other header lines. */
function isUsable(by: NonNullable<TelephoneSettings['recording']>['by']): boolean {
  switch (by.kind) {
    case 'featureCode':
      return [by.pause, by.resume].every((code) => /^[0-9A-D*#]{1,40}$/u.test(code));
    case 'info':
      return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/u.test(by.contentType);
    case 'header':
      return (
        /^[\w.!%*+`'~-]{1,60}$/u.test(by.name) &&
        [by.pause, by.resume].every((value) => /^[^\p{Cc}]{1,200}$/u.test(value))
      );
  }
}
