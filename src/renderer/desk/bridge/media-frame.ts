/**
 * Puts the media page into a hidden frame of this page: the browser shell has no window of its own for it. The frame
 * stays laid out (not `display: none`), so that no browser suspends its sound.
 */
export function mountMediaFrame(page: Document): void {
  // oxlint-disable-next-line react/iframe-missing-sandbox -- the rule does not see the attribute set below
  const frame = page.createElement('iframe');
  frame.src = '/media/index.html';
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.allow = 'microphone; autoplay';
  frame.title = 'media';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.className = 'media-frame';
  page.body.append(frame);
}
