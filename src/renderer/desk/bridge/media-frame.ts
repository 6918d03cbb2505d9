/**
 * Puts the media page into a hidden frame of this page: the browser shell has no window of its own for it. The frame
 * stays laid out (not `display: none`), so that no browser suspends its sound.
 */
export function mountMediaFrame(page: Document): void {
  // oxlint-disable-next-line react/iframe-missing-sandbox -- own page: with scripts and its origin, as it needs, a sandbox keeps nothing in
  const frame = page.createElement('iframe');
  frame.src = '/media/index.html';
  frame.allow = 'microphone; autoplay';
  frame.title = 'media';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.className = 'media-frame';
  page.body.append(frame);
}
