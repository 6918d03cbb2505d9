/**
 * What may be wrong with the sound of a call, as the operator is told it:
 * - `lossIn`: packets of the other side are lost; `lossOut`: ours are lost on the way to the PBX;
 * - `jitter`: packets come too unevenly; `delay`: the way there and back takes too long;
 * - `noAudioIn`: nothing comes at all; `noAudioOut`: our microphone gives nothing.
 */
export const qualityTroubles = ['lossIn', 'lossOut', 'jitter', 'delay', 'noAudioIn', 'noAudioOut'] as const;
export type QualityTrouble = (typeof qualityTroubles)[number];
