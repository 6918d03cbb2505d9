import { Menu } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskKey } from '../../keys/desk-keys.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import styles from './call.module.css';

export interface RejectMenuProps {
  /** The key that rejects this call; absent where the keys are about another one. */
  readonly rejectKey: DeskKey | undefined;
  readonly onReject: () => void;
  readonly onDecline: () => void;
  /** The button that opens it. */
  readonly children: ReactElement;
}

/**
 * The two ways to refuse a call, and what becomes of the caller: busy here (486), so that the queue goes on to the next
 * operator, or declined for everybody (603, RFC 3261 §21.6.2), so that it rings nowhere else.
 */
export function RejectMenu({ rejectKey, onReject, onDecline, children }: RejectMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={300} returnFocus={false}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onReject} rightSection={rejectKey !== undefined && <KeyHint name={rejectKey} />}>
          {t('call.rejectBusy')}
          <span className={styles.itemHint}>{t('call.rejectBusyHint')}</span>
        </Menu.Item>
        <Menu.Item onClick={onDecline} rightSection={rejectKey !== undefined && <KeyHint name="decline" />}>
          {t('call.decline')}
          <span className={styles.itemHint}>{t('call.declineHint')}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
