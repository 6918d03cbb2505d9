import type { Recording } from '../../../../contract/desk/telephone.ts';

/**
 * Whether the recording stands still, or may do so: then the operator's key has it go on. A failure that has a time to go
 * on by itself is one of going on; one without was a pause that was refused, and the recording runs.
 */
export function standsStill(recording: Recording | undefined): boolean {
  return (
    recording?.status === 'paused' || (recording?.status === 'failed' && recording.resumesAt !== undefined)
  );
}
