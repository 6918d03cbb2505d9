import type { TFunction } from 'i18next';
import type { Call } from '../../../../contract/desk/state.ts';
import { transferText } from '../transfer/transfer-words.ts';

/** Why a call ended, in words: what failed and what to do where that is known. */
export function endingText(call: Pick<Call, 'ending' | 'failure'>, t: TFunction): string {
  if (call.ending === undefined) return t('call.ended');
  const ending = t(`call.ending.${call.ending}`);
  return call.ending === 'failed' && call.failure !== undefined
    ? `${ending}. ${t(`reason.${call.failure}`)}`
    : ending;
}

/** The state of a call in a word or two; a conference is one, whatever its parts are. */
export function stateText(call: Call, t: TFunction): string {
  if (call.inConference && call.state === 'active') return t('call.conference');
  if (call.state === 'dialling' && call.earlyMedia) return t('call.earlyMedia');
  if (call.state === 'active' && call.heldByOther) return t('call.heldByOther');
  return t(`call.${call.state}`);
}

/** What is special about the sound or the state of a call now, most important first; nothing when all is well. */
export function callNotes(call: Call, t: TFunction): string[] {
  const found: string[] = [];
  if (call.media === 'interrupted') found.push(t('call.mediaInterrupted'));
  if (call.transfer !== undefined) found.push(transferText(call.transfer, call.state === 'held', t));
  if (call.pending === 'hold') found.push(t('call.holding'));
  if (call.pending === 'resume') found.push(t('call.resuming'));
  // Of a handing over that failed it is said already.
  const isSaid = call.transfer?.status === 'failed';
  if (call.state === 'held' && call.pending === undefined && !isSaid) found.push(t('call.onHold'));
  if (call.heldByOther && call.state === 'active') found.push(t('call.heldByOtherNote'));
  if (call.muted) found.push(t('call.muted'));
  if (call.state === 'dialling' && call.earlyMedia) found.push(t('call.earlyMediaNote'));
  if (call.state === 'active' && call.media === 'connecting') found.push(t('call.mediaConnecting'));
  if (call.state !== 'ended' && call.failure !== undefined) found.push(t(`reason.${call.failure}`));
  return found;
}

/** Whole seconds until then, never negative. */
export function secondsUntil(instant: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
}
