import { app } from 'electron';

const schemes = ['tel', 'callto', 'sip', 'sips'] as const;
const isLink = (word: string): boolean =>
  schemes.some((scheme) => word.toLowerCase().startsWith(`${scheme}:`));

/** The link that this program was started with, if any. */
export function linkOf(words: readonly string[]): string | undefined {
  return words.find(isLink);
}

/**
 * Offers this program for `tel:` and `sip:` links (the system and the person decide who gets them) and passes on those
 * that come: at the start, in a second start (Windows, Linux), as an event (macOS).
 */
export function watchDialLinks(open: (link: string) => void): void {
  // While it is developed the program is Electron itself: nobody's links should go there.
  if (app.isPackaged) for (const scheme of schemes) app.setAsDefaultProtocolClient(scheme);
  app.on('open-url', (event, link) => {
    event.preventDefault();
    open(link);
  });
  app.on('second-instance', (_event, words) => {
    const link = linkOf(words);
    if (link !== undefined) open(link);
  });
}
