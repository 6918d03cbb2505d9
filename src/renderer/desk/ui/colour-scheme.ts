import { useSyncExternalStore, useLayoutEffect } from 'react';
import type { DeskState } from '../../../contract/desk/bridge.ts';

type Theme = DeskState['settings']['theme'];
export type ColourScheme = 'light' | 'dark';

const darkWanted = () => window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  const query = darkWanted();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** The scheme that a theme means now on this system. */
export function useResolvedScheme(theme: Theme): ColourScheme {
  const dark = useSyncExternalStore(subscribe, () => darkWanted().matches);
  return theme === 'auto' ? (dark ? 'dark' : 'light') : theme;
}

/** Puts the scheme on the page; all colours hang on this attribute, the component library's too. */
export function useColourScheme(theme: Theme): void {
  const scheme = useResolvedScheme(theme);
  useLayoutEffect(() => {
    document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
  }, [scheme]);
}
