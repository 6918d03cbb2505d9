import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconHeadset, IconHeartbeat, IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { languages } from '../../../../domain/language.ts';
import { KeyHint } from '../../keys/KeyHint.tsx';
import { useDesk } from '../../stores/desk-context.ts';
import { useRun } from '../../stores/use-run.ts';
import { useWork } from '../../stores/work-context.tsx';
import { noticeProblem } from '../../ui/notices.ts';
import styles from './status.module.css';

const themes = ['auto', 'light', 'dark'] as const;

/** Who is signed in, with sound, check, language, appearance and the way out. */
export function OperatorMenu() {
  const { t } = useTranslation();
  const run = useRun();
  const work = useWork();
  const session = useDesk((state) => state.session);
  const settings = useDesk((state) => state.settings);
  const inCall = useDesk((state) => state.calls.some((call) => call.state !== 'ended' || call.needsOutcome));
  const onShift = useDesk((state) => state.shift.status === 'on');
  if (session.status !== 'signedIn') return null;
  const { displayName, role } = session.operator;
  const check = (on: boolean) =>
    on ? <IconCheck size={14} aria-hidden /> : <span className={styles.noCheck} />;
  const hindrance = inCall ? t('menu.signOutDuringCall') : onShift ? t('reason.session.shiftOn') : undefined;
  const signOut = () => {
    if (hindrance !== undefined) noticeProblem(hindrance);
    else void run('session.signOut', {});
  };
  return (
    <Menu position="bottom-end" width={260} offset={6}>
      <Menu.Target>
        <UnstyledButton className={styles.operator}>
          <span className="visually-hidden">{t('menu.label', { name: displayName })}</span>
          <span className={styles.initials} aria-hidden="true">
            {initials(displayName)}
          </span>
          <span className={styles.operatorName} aria-hidden="true">
            {displayName}
          </span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {displayName} · {t(`role.${role}`)}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconHeadset size={14} aria-hidden />}
          rightSection={<KeyHint name="devices" />}
          onClick={() => work.showPanel('devices')}
        >
          {t('devices.open')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconHeartbeat size={14} aria-hidden />}
          rightSection={<KeyHint name="fitness" />}
          onClick={() => work.showPanel('fitness')}
        >
          {t('fitness.open')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('language.label')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            role="menuitemradio"
            aria-checked={settings.language === language}
            leftSection={check(settings.language === language)}
            onClick={() => void run('settings.set', { language })}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('theme.label')}</Menu.Label>
        {themes.map((theme) => (
          <Menu.Item
            key={theme}
            role="menuitemradio"
            aria-checked={settings.theme === theme}
            leftSection={check(settings.theme === theme)}
            onClick={() => void run('settings.set', { theme })}
          >
            {t(`theme.${theme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={14} aria-hidden />} onClick={signOut}>
          {t('menu.signOut')}
          {hindrance !== undefined && <span className={styles.menuHint}>{hindrance}</span>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined]
    .map((part) => /^./u.exec(part ?? '')?.[0] ?? '')
    .join('')
    .toUpperCase();
}
