import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CallAnnouncer } from './features/call/CallAnnouncer.tsx';
import { CallArea } from './features/call/CallArea.tsx';
import { CallTools } from './features/call/CallTools.tsx';
import { MiddlePlace } from './MiddlePlace.tsx';
import { RightSide } from './features/knowledge/RightSide.tsx';
import { TopBar } from './features/status/TopBar.tsx';
import { KeyboardHelp } from './keys/KeyboardHelp.tsx';
import { KeyboardProvider } from './keys/KeyboardProvider.tsx';
import { useDesk } from './stores/desk-context.ts';
import { WorkProvider } from './stores/work-context.tsx';
import { Contained } from './ui/Contained.tsx';
import { useResolvedScheme } from './ui/colour-scheme.ts';
import { forgetNotices } from './ui/notices.ts';
import { cssVariablesResolver, theme } from './ui/theme.ts';
import './ui/mantine.css';
import styles from './desk.module.css';

/** The working desk: one window, no change of page. Loaded after the sign-in page. */
export function Desk() {
  const { t } = useTranslation();
  const scheme = useResolvedScheme(useDesk((state) => state.settings.theme));
  useEffect(() => forgetNotices, []);
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme} cssVariablesResolver={cssVariablesResolver}>
      <KeyboardProvider>
        <WorkProvider>
          {/* Above the script's end: left they would hide what hands over and finishes, in the middle what saves. */}
          <Notifications position="bottom-right" containerWidth={348} limit={3} />
          <CallAnnouncer />
          <KeyboardHelp />
          <div className={styles.desk}>
            <TopBar />
            <aside className={styles.left} aria-label={t('desk.left')}>
              <Contained>
                <CallArea />
              </Contained>
              <Contained>
                <CallTools />
              </Contained>
            </aside>
            <main className={styles.middle} aria-label={t('desk.middle')}>
              <Contained>
                <MiddlePlace />
              </Contained>
            </main>
            <aside className={styles.right} aria-label={t('desk.right')}>
              <Contained>
                <RightSide />
              </Contained>
            </aside>
          </div>
        </WorkProvider>
      </KeyboardProvider>
    </MantineProvider>
  );
}
