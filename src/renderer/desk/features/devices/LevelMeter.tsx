import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoment } from '../../stores/desk-context.ts';
import styles from './devices.module.css';

/** Below that nothing is drawn: dB of full scale. */
const floorDb = -60;

type Loudness = 'silent' | 'quiet' | 'good' | 'loud';

/** 0…1 of the way from silence to full scale, in dB as the ear counts; from a linear level 0…1. */
export function meterShare(level: number): number {
  if (!(level > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(level)) / floorDb));
}

/** What a level means for whoever has to be understood. */
export function loudness(level: number): Loudness {
  const share = meterShare(level);
  if (share < 0.15) return 'silent';
  if (share < 0.4) return 'quiet';
  return share < 0.95 ? 'good' : 'loud';
}

const wordEveryMs = 700;

export interface LevelMeterProps {
  readonly of: 'input' | 'output';
  readonly label: string;
}

/** How loud it is now: a bar ten times a second, and a word that changes slowly enough to be read. */
export function LevelMeter({ of, label }: LevelMeterProps) {
  const { t } = useTranslation();
  const bar = useRef<HTMLSpanElement>(null);
  const [level, setLevel] = useState(0);
  const heard = useRef({ highest: 0, since: 0 });
  useMoment('levels', (moment) => {
    const now = moment[of];
    bar.current?.style.setProperty('--share', String(meterShare(now)));
    const at = performance.now();
    heard.current.highest = Math.max(heard.current.highest, now);
    if (at - heard.current.since < wordEveryMs) return;
    setLevel(heard.current.highest);
    heard.current = { highest: 0, since: at };
  });
  const word = t(`devices.level.${loudness(level)}`);
  return (
    <div className={styles.meter}>
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(meterShare(level) * 100)}
        aria-valuetext={word}
        className={styles.track}
      >
        <span ref={bar} className={styles.level} />
      </span>
      <span className={styles.levelWord} aria-hidden="true">
        {word}
      </span>
    </div>
  );
}
