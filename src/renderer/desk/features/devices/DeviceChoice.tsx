import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceRole } from '../../../../contract/desk/telephone.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import styles from './devices.module.css';

const systemDefault = '';

export interface DeviceChoiceProps {
  readonly device: DeviceRole;
  readonly children: ReactNode;
}

/** One of the three devices: which one, whether it is there, and what belongs to it. */
export function DeviceChoice({ device: role, children }: DeviceChoiceProps) {
  const { t } = useTranslation();
  const run = useRun();
  const devices = useDesk((state) => state.devices);
  const there = role === 'microphone' ? devices.microphones : devices.speakers;
  const chosen = devices.chosen[role];
  const missing = devices.missing.includes(role);
  const known = chosen === undefined || there.some(({ id }) => id === chosen.id) ? there : [chosen, ...there];
  return (
    <div className={styles.device}>
      <Select
        label={t(`devices.${role}`)}
        data={[
          { value: systemDefault, label: t('devices.default') },
          ...known.map(({ id, label }) => ({
            value: id,
            label:
              missing && id === chosen?.id ? t('devices.gone', { label }) : label || t('devices.unnamed'),
          })),
        ]}
        value={chosen?.id ?? systemDefault}
        allowDeselect={false}
        maxDropdownHeight={220}
        onChange={(id) => {
          const device = known.find((each) => each.id === id) ?? null;
          void run('devices.set', { choose: { role, device } });
        }}
      />
      <p role="status" className={styles.missing}>
        {missing && chosen !== undefined && t('devices.missing', { label: chosen.label })}
      </p>
      <div className={styles.deviceMore}>{children}</div>
    </div>
  );
}
