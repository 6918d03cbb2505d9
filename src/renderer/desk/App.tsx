import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { DeskBridge } from '../../contract/desk/bridge.ts';
import type { Language } from '../../domain/language.ts';
import type { HostLink } from './bridge/host-link.ts';
import { SignInPage } from './features/session/SignInPage.tsx';
import { loadLanguage } from './i18n/i18n.ts';
import { mirrorHost } from './stores/desk-store.ts';
import { DeskContext, type DeskAccess } from './stores/desk-context.ts';
import { LinkNotice } from './ui/LinkNotice.tsx';
import { Opening } from './ui/Opening.tsx';
import { useColourScheme } from './ui/colour-scheme.ts';

const loadDesk = () => import('./Desk.tsx');
const Desk = lazy(() => loadDesk().then((module) => ({ default: module.Desk })));

export interface AppProps {
  readonly bridge: DeskBridge;
  /** Only where the host can go while this window stays. */
  readonly link?: HostLink | undefined;
}

/** The desk's window: mirrors the host, and shows the sign-in page or the working desk. */
export function App({ bridge, link }: AppProps) {
  const [access, setAccess] = useState<DeskAccess>();
  useEffect(() => {
    const mirror = mirrorHost(bridge, link);
    setAccess({ bridge, store: mirror.store, onMoment: mirror.onMoment });
    return mirror.stop;
  }, [bridge, link]);
  return access === undefined ? null : (
    <DeskContext value={access}>
      <Gate access={access} />
    </DeskContext>
  );
}

function Gate({ access }: { access: DeskAccess }) {
  const settings = useStore(access.store, (mirror) => mirror.host?.settings);
  const session = useStore(access.store, (mirror) => mirror.host?.session);
  const textsReady = useLanguage(settings?.language);
  useColourScheme(settings?.theme ?? 'auto');
  return (
    <>
      <LinkNotice />
      {session === undefined || !textsReady ? (
        <Opening />
      ) : session.status === 'signedOut' ? (
        <SignInPage onTyping={prefetchDesk} />
      ) : (
        <Suspense fallback={<Opening />}>
          {/* A new operator gets a new desk: nothing of the one before may stay in its memory. */}
          <Desk key={session.operator.id} />
        </Suspense>
      )}
    </>
  );
}

/** Brings the working desk in while the operator types; a failure shows when the desk is really opened. */
function prefetchDesk(): void {
  loadDesk().catch((error: unknown) => console.warn('the desk could not be fetched ahead', error));
}

/** Switches the texts to the host's language; false until its first texts are there. */
function useLanguage(language: Language | undefined): boolean {
  const { i18n } = useTranslation();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    if (language === undefined) return;
    let current = true;
    loadLanguage(language)
      .catch((error: unknown) => console.error(`the texts of ${language} could not be loaded`, error))
      .finally(() => {
        if (current) setReady(true);
      });
    return () => {
      current = false;
    };
  }, [language, i18n]);
  return ready;
}
