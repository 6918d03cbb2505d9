import { useSyncExternalStore } from 'react';

export const pages = ['cases', 'shifts', 'fitness'] as const;

/** Where in the console somebody is, kept in the address after `#`: reloading and going back work. */
export interface Place {
  readonly page: (typeof pages)[number];
  /** The case that is open, or the day that is shown. */
  readonly detail: string | undefined;
}

export function readPlace(hash: string): Place {
  const [named, detail] = hash.replace(/^#\/?/, '').split('/');
  return { page: pages.find((page) => page === named) ?? 'cases', detail: detail || undefined };
}

export function placeHref(place: Place): string {
  return place.detail === undefined ? `#/${place.page}` : `#/${place.page}/${place.detail}`;
}

export function goTo(place: Place): void {
  window.location.hash = placeHref(place);
}

export function usePlace(): Place {
  return readPlace(useSyncExternalStore(follow, () => window.location.hash));
}

function follow(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}
