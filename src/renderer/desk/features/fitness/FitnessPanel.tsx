import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Fitness } from '../../../../contract/desk/telephone.ts';
import type { FitnessStepResult } from '../../../../contract/quality.ts';
import { fitnessSteps } from '../../../../domain/fitness/steps.ts';
import { useFormat } from '../../i18n/format.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork } from '../../stores/work-context.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { LevelMeter } from '../devices/LevelMeter.tsx';
import { useMeter } from '../devices/use-meter.ts';
import { stepAdvice, stepFigures } from './step-words.ts';
import styles from './fitness.module.css';

/** The steps of a check: of the one that runs, else of the last one. */
function stepsOf(fitness: Fitness): readonly FitnessStepResult[] {
  return fitness.status === 'running' || fitness.steps.length > 0
    ? fitness.steps
    : (fitness.report?.steps ?? []);
}

/** Whether headset, network and line will do for the shift, step by step; each has its number for support. */
export function FitnessPanel() {
  const { t } = useTranslation();
  const work = useWork();
  const fitness = useDesk((state) => state.fitness);
  const steps = stepsOf(fitness);
  const running = fitness.status === 'running';
  return (
    <Panel title={t('fitness.title')} onClose={() => work.showPanel(undefined)}>
      <p className={styles.lead}>{t('fitness.lead')}</p>
      <Verdict fitness={fitness} />
      <ol className={styles.steps}>
        {fitnessSteps.map((name, index) => {
          const number = index + 1;
          const current = running && fitness.current === number;
          return (
            <li key={name} className={styles.step} aria-current={current ? 'step' : undefined}>
              <span className={styles.number}>{number}</span>
              <Step name={name} result={steps.find((step) => step.number === number)} current={current} />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Verdict({ fitness }: { fitness: Fitness }) {
  const { t } = useTranslation();
  const format = useFormat();
  const run = useRun();
  const running = fitness.status === 'running';
  const { report } = fitness;
  // A check that was stopped has no verdict; the one before it is not its.
  const verdict = running || fitness.stopped !== undefined ? undefined : report?.verdict;
  const words = running
    ? t('fitness.running', { number: fitness.current ?? 1, of: fitnessSteps.length })
    : fitness.stopped !== undefined
      ? t(`fitness.stoppedBy.${fitness.stopped}`)
      : verdict === undefined
        ? t('fitness.never')
        : t(`fitness.verdict.${verdict}`);
  return (
    <div className={styles.verdict} data-verdict={verdict}>
      <div role="status">
        <p className={styles.verdictWord}>{words}</p>
        {verdict !== undefined && report !== undefined && (
          <p className={styles.when}>{t('fitness.checkedAt', { time: format.moment(report.endedAt) })}</p>
        )}
      </div>
      {running ? (
        <Button
          variant="default"
          className={styles.run}
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={() => void run('fitness.stop', {})}
        >
          {t('fitness.stop')}
        </Button>
      ) : (
        <Button
          className={styles.run}
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={() => void run('fitness.run', {})}
        >
          {report === undefined && fitness.stopped === undefined ? t('fitness.run') : t('fitness.runAgain')}
        </Button>
      )}
    </div>
  );
}

interface StepProps {
  readonly name: (typeof fitnessSteps)[number];
  readonly result: FitnessStepResult | undefined;
  readonly current: boolean;
}

function Step({ name, result, current }: StepProps) {
  const { t } = useTranslation();
  const state = result?.result ?? (current ? 'current' : 'waits');
  const figures = result === undefined ? '' : stepFigures(result, t);
  const advice = result === undefined ? '' : stepAdvice(result, t);
  return (
    <div className={styles.stepText} data-state={state}>
      <p className={styles.stepHead}>
        <span className={styles.stepName}>{t(`fitness.step.${name}`)}</span>
        <span className={`${styles.figures} tabular`}>{figures}</span>
        <span className={styles.result}>
          <span className={styles.sign} aria-hidden="true" />
          {t(`fitness.result.${state}`)}
        </span>
      </p>
      {advice !== '' && <p className={styles.advice}>{advice}</p>}
      {current && name === 'microphone' && <SaySomething />}
    </div>
  );
}

function SaySomething() {
  const { t } = useTranslation();
  useMeter();
  return (
    <>
      <p className={styles.ask}>{t('fitness.saySomething')}</p>
      <LevelMeter of="input" label={t('devices.inputLevel')} />
    </>
  );
}
