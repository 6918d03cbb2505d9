import type { LiveQuality } from '../../../../contract/desk/telephone.ts';

/** How good a call sounds, in four steps; `bars` is the same for the eye. */
export type SoundGrade = 'good' | 'fair' | 'poor' | 'bad';
export const gradeBars: Readonly<Record<SoundGrade, number>> = { good: 4, fair: 3, poor: 2, bad: 1 };

/**
 * The grade of a mean opinion score: users satisfied, some dissatisfied, many dissatisfied, nearly all (ITU-T G.107,
 * annex B, with the first two of its classes taken together). Undefined while nothing was measured.
 */
export function soundGrade(quality: LiveQuality | undefined): SoundGrade | undefined {
  const mos = quality?.mos;
  if (mos === undefined) return undefined;
  if (mos >= 4.03) return 'good';
  if (mos >= 3.6) return 'fair';
  return mos >= 3.1 ? 'poor' : 'bad';
}
