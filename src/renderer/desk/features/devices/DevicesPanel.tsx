import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AudioProcessing } from '../../../../contract/desk/telephone.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork } from '../../stores/work-context.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { DeviceChoice } from './DeviceChoice.tsx';
import { GlobalKeys } from './GlobalKeys.tsx';
import { HeadsetButtons } from './HeadsetButtons.tsx';
import { LevelMeter } from './LevelMeter.tsx';
import { useMeter } from './use-meter.ts';
import styles from './devices.module.css';

const switches = [
  'echoCancellation',
  'noiseSuppression',
  'autoGainControl',
] as const satisfies readonly (keyof AudioProcessing)[];

/** Microphone, headset and ring, chosen apart and tried at once; what is changed holds from that moment, in a call too. */
export function DevicesPanel() {
  const { t } = useTranslation();
  const work = useWork();
  const run = useRun();
  const media = useDesk((state) => state.media.status);
  useMeter();
  return (
    <Panel title={t('devices.title')} onClose={() => work.showPanel(undefined)}>
      {media !== 'ready' && media !== 'unknown' && (
        <p role="alert" className={styles.problem}>
          {t(`media.${media}`)}
        </p>
      )}
      <div className={styles.devices}>
        <DeviceChoice device="microphone">
          <LevelMeter of="input" label={t('devices.inputLevel')} />
          <p className={styles.hint}>{t('devices.speak')}</p>
        </DeviceChoice>
        <DeviceChoice device="speaker">
          <TestButton of="speaker" />
          <LevelMeter of="output" label={t('devices.outputLevel')} />
        </DeviceChoice>
        <DeviceChoice device="ring">
          <TestButton of="ring" />
          <RingVolume />
        </DeviceChoice>
      </div>
      <HeadsetButtons />
      <fieldset className={styles.processing}>
        <legend>{t('devices.processing')}</legend>
        {switches.map((name) => (
          <ProcessingSwitch
            key={name}
            name={name}
            onChange={(on) => void run('devices.set', { processing: { [name]: on } })}
          />
        ))}
      </fieldset>
      <GlobalKeys />
    </Panel>
  );
}

function TestButton({ of }: { of: 'speaker' | 'ring' }) {
  const { t } = useTranslation();
  const run = useRun();
  return (
    <Button
      variant="default"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      onClick={() => void run('devices.test', { role: of })}
    >
      {t('devices.test')}
    </Button>
  );
}

function RingVolume() {
  const { t } = useTranslation();
  const run = useRun();
  const volume = useDesk((state) => state.devices.ringVolume);
  // What is being dragged is told to the host when it is let go.
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? Math.round(volume * 100);
  const settle = () => {
    if (dragged === undefined) return;
    void run('devices.set', { ringVolume: dragged / 100 });
    setDragged(undefined);
  };
  return (
    <label className={styles.volume}>
      <span>{t('devices.ringVolume')}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={shown}
        onChange={(event) => setDragged(event.currentTarget.valueAsNumber)}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <span className="tabular">{shown === 0 ? t('devices.ringOff') : `${shown} %`}</span>
    </label>
  );
}

interface ProcessingSwitchProps {
  readonly name: keyof AudioProcessing;
  readonly onChange: (on: boolean) => void;
}

function ProcessingSwitch({ name, onChange }: ProcessingSwitchProps) {
  const { t } = useTranslation();
  const on = useDesk((state) => state.devices.processing[name]);
  return (
    <label className={styles.switch}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {t(`devices.${name}`)}
        <span className={styles.hint}>{t(`devices.${name}Hint`)}</span>
      </span>
      <span className={styles.switchWord}>{on ? t('devices.on') : t('devices.off')}</span>
    </label>
  );
}
