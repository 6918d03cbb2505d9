import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeskState } from '../../../../contract/desk/bridge.ts';
import { breakReasons } from '../../../../domain/presence.ts';
import { formatClock } from '../../i18n/format.ts';
import { useNow } from '../../stores/clock.ts';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import styles from './shift.module.css';

/** The operator's state in words, a break with its reason. */
export function presenceText(presence: DeskState['presence'], t: TFunction): string {
  return presence.state === 'break' && presence.breakReason !== undefined
    ? t('presence.breakWith', { reason: t(`breakReason.${presence.breakReason}`) })
    : t(`presence.${presence.state}`);
}

/** What the operator is doing, since how long, and the way to change it. */
export function PresenceMenu() {
  const { t } = useTranslation();
  const run = useRun();
  const presence = useDesk((state) => state.presence);
  const onShift = useDesk((state) => state.shift.status === 'on');
  const busy = presence.state === 'onCall' || presence.state === 'acw';
  const text = presenceText(presence, t);
  return (
    <Menu position="bottom-start" width={260} offset={6}>
      <Menu.Target>
        <UnstyledButton className={styles.presence} data-state={presence.state}>
          <span className={styles.presenceDot} aria-hidden="true" />
          <span>
            <span className="visually-hidden">{t('presence.label')}: </span>
            {text}
          </span>
          {onShift && <PresenceClock since={presence.since} />}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {!onShift && <Menu.Label>{t('presence.notOnShift')}</Menu.Label>}
        {busy && <Menu.Label>{t('presence.duringCall')}</Menu.Label>}
        <Menu.Item
          disabled={!onShift || busy || presence.state === 'ready'}
          onClick={() => void run('presence.set', { state: 'ready' })}
        >
          {t('presence.goReady')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('breakMenu.label')}</Menu.Label>
        {breakReasons.map((reason) => (
          <Menu.Item
            key={reason}
            disabled={!onShift || busy}
            onClick={() => void run('presence.set', { state: 'break', breakReason: reason })}
          >
            {t(`breakMenu.${reason}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          disabled={!onShift || busy || presence.state === 'training'}
          onClick={() => void run('presence.set', { state: 'training' })}
        >
          {t('presence.goTraining')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function PresenceClock({ since }: { since: string }) {
  return (
    <span className="tabular" aria-hidden="true">
      {formatClock(useNow() - Date.parse(since))}
    </span>
  );
}
