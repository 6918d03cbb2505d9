import type { TFunction } from 'i18next';
import type { FitnessStepResult } from '../../../../contract/quality.ts';

/** The figures that `domain/fitness/steps.ts` names, in the order in which they are told. */
const figures = [
  'levelDb',
  'roundTripMs',
  'setupMs',
  'meanMs',
  'highestMs',
  'inPercent',
  'outPercent',
  'packets',
  'mos',
  'mosG107',
  'markerDb',
  'sipStatus',
] as const;

const decimals: Partial<Record<(typeof figures)[number], number>> = {
  inPercent: 1,
  outPercent: 1,
  mos: 1,
  mosG107: 1,
};

/** What was measured in a step, for the operator to read out and for support to ask for. */
export function stepFigures(step: Pick<FitnessStepResult, 'values'>, t: TFunction): string {
  const { values } = step;
  const told = figures.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [t(`fitness.value.${name}`, { value: rounded(value, decimals[name]) })];
  });
  const offset = values['offsetMs'];
  if (offset !== undefined) told.push(clockFigure(offset, t));
  return told.join(' · ');
}

/** `offsetMs` is the server's clock minus this one: above zero this computer is slow. */
function clockFigure(offsetMs: number, t: TFunction): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  if (seconds === 0) return t('fitness.clockRight');
  return t(offsetMs > 0 ? 'fitness.clockSlow' : 'fitness.clockFast', { seconds });
}

function rounded(value: number, digits = 0): string {
  // −0 is no figure that anybody would read out.
  return (Number(value.toFixed(digits)) || 0).toFixed(digits);
}

/** Why a step is not well, and what to do; nothing for one that is. */
export function stepAdvice(step: FitnessStepResult, t: TFunction): string {
  if (step.result === 'ok') return '';
  if (step.result === 'skipped') {
    if (step.reason !== undefined) return t(`reason.${step.reason}`);
    return step.name === 'echoCall' ? t('fitness.noEchoNumber') : t('fitness.noEchoCall');
  }
  const advice = t(`fitness.advice.${step.name}`);
  return step.reason === undefined ? advice : `${t(`reason.${step.reason}`)} ${advice}`;
}
