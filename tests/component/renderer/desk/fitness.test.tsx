// @vitest-environment jsdom
import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { FitnessReport, FitnessStepResult } from '../../../../src/contract/quality.ts';
import { fitnessSteps } from '../../../../src/domain/fitness/steps.ts';
import { axeFindings } from '../../../support/axe-findings.ts';
import { sampleId } from '../../../support/desk-sample.ts';
import { FakeDeskBridge } from '../../../support/fake-desk-bridge.ts';
import { englishState, renderDesk } from '../../../support/render-desk.tsx';

const panel = () => within(screen.getByRole('region', { name: 'Fit for the shift?' }));
const step = (number: number) => within(panel().getAllByRole('listitem')[number - 1] ?? document.body);

const steps: FitnessStepResult[] = fitnessSteps.map((name, index) => ({
  number: index + 1,
  name,
  result: 'ok',
  values: {},
}));
const report = (change: Partial<FitnessReport> = {}): FitnessReport => ({
  id: sampleId(400),
  startedAt: new Date(Date.now() - 20_000).toISOString(),
  endedAt: new Date().toISOString(),
  verdict: 'fit',
  steps,
  ...change,
});

async function beforeTheShift() {
  const user = userEvent.setup();
  const fake = new FakeDeskBridge(
    englishState({
      shift: { status: 'off' },
      presence: { state: 'offline', since: new Date().toISOString() },
    }),
  );
  await renderDesk(fake);
  return { user, fake };
}

describe('the check before the shift', () => {
  it('is offered beside the start of the shift, and nobody has to run it', async () => {
    const { user, fake } = await beforeTheShift();
    await user.click(screen.getByRole('button', { name: /^Check first/ }));
    expect(panel().getAllByRole('listitem')).toHaveLength(10);
    expect(panel().getByText('Not checked yet.')).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.keyboard('{F9}');
    expect(fake.inputsOf('shift.start')).toHaveLength(1);
    expect(fake.inputsOf('fitness.run')).toEqual([]);
  });

  it('tells which step is under way, and asks to speak in the first', async () => {
    const { user, fake } = await beforeTheShift();
    await user.keyboard('{Shift>}{F9}{/Shift}');
    await user.click(panel().getByRole('button', { name: 'Check now' }));
    expect(fake.inputsOf('fitness.run')).toHaveLength(1);
    expect(panel().getByText('Checking: step 1 of 10')).toBeTruthy();
    expect(step(1).getByText(/Say something/)).toBeTruthy();
    expect(step(1).getByRole('meter')).toBeTruthy();
    expect(fake.inputsOf('devices.meter')).toEqual([{ on: true }]);
    act(() => fake.change({ fitness: { status: 'running', steps: steps.slice(0, 3), current: 4 } }));
    expect(panel().getByText('Checking: step 4 of 10').closest('[role=status]')).toBeTruthy();
    expect(step(3).getByText('Good')).toBeTruthy();
    expect(step(4).getByText('Checking…')).toBeTruthy();
    expect(step(5).getByText('To come')).toBeTruthy();
    expect(fake.inputsOf('devices.meter')).toEqual([{ on: true }, { on: false }]);
    await user.click(panel().getByRole('button', { name: 'Stop' }));
    expect(fake.inputsOf('fitness.stop')).toHaveLength(1);
  });

  it('gives its verdict in words, each figure, and what to do about each step that is not well', async () => {
    const { user, fake } = await beforeTheShift();
    const found = steps.map((each): FitnessStepResult => {
      switch (each.name) {
        case 'clock':
          return { ...each, result: 'warning', values: { offsetMs: -45_000 } };
        case 'loss':
          return { ...each, result: 'failed', values: { inPercent: 4.26, outPercent: 0, packets: 498 } };
        case 'voice':
          return { ...each, result: 'warning', values: { mos: 3.54 } };
        default:
          return each;
      }
    });
    act(() =>
      fake.change({
        fitness: { status: 'done', steps: found, report: report({ verdict: 'unfit', steps: found }) },
      }),
    );
    expect(screen.getByRole('button', { name: /^Not fit, \d\d:\d\d/ })).toBeTruthy();
    await user.keyboard('{Shift>}{F9}{/Shift}');
    expect(panel().getByText('Not fit yet: see below what to do.')).toBeTruthy();
    expect(step(4).getByText('The clock is 45 s fast')).toBeTruthy();
    expect(step(4).getByText(/turn automatic time on/)).toBeTruthy();
    expect(step(8).getByText('Failed')).toBeTruthy();
    expect(step(8).getByText('In 4.3 % · Out 0.0 % · 498 packets came')).toBeTruthy();
    expect(step(8).getByText(/try the cable/)).toBeTruthy();
    expect(step(10).getByText('Score 3.5 of 4.5')).toBeTruthy();
    expect(step(1).queryByText(/mute switch/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await user.click(panel().getByRole('button', { name: 'Check again' }));
    expect(fake.inputsOf('fitness.run')).toHaveLength(1);
  });

  it('says why a step was skipped, and that a call ended the check', async () => {
    const { user, fake } = await beforeTheShift();
    const found = steps.map((each): FitnessStepResult => {
      if (each.name === 'registration') return { ...each, result: 'failed', reason: 'pbx.unreachable' };
      return each.number > 5 ? { ...each, result: 'skipped' } : each;
    });
    act(() => fake.change({ fitness: { status: 'done', steps: found, stopped: 'call' } }));
    await user.keyboard('{Shift>}{F9}{/Shift}');
    expect(panel().getByText(/A call came and ended the check/)).toBeTruthy();
    expect(step(5).getByText(/phone system does not answer.*Check the internet connection/)).toBeTruthy();
    expect(step(6).getByText(/no number for test calls/)).toBeTruthy();
    expect(step(7).getByText(/Not measured without a test call/)).toBeTruthy();
  });

  it('keeps the last result with its time after the desk was opened anew', async () => {
    const { user, fake } = await beforeTheShift();
    act(() => fake.change({ fitness: { status: 'done', steps: [], report: report() } }));
    expect(screen.getByRole('button', { name: /^Fit, \d\d:\d\d/ })).toBeTruthy();
    await user.keyboard('{Shift>}{F9}{/Shift}');
    expect(panel().getByText('All is well: you can start the shift.')).toBeTruthy();
    expect(panel().getByText(/^Checked at/)).toBeTruthy();
    expect(step(10).getByText('Good')).toBeTruthy();
  });
});
