/**
 * Browsers let a page sound only after a gesture (Electron's shell does not ask for one). The media page is hidden, so
 * the gestures are those in the desk around it, which is of the same origin.
 */
export function onGesture(page: Window, wake: () => void): void {
  const around = page.parent === page ? [page] : [page, page.parent];
  for (const window of around) {
    try {
      window.addEventListener('pointerdown', wake, { capture: true });
      window.addEventListener('keydown', wake, { capture: true });
    } catch {
      // A frame of another origin keeps its gestures to itself.
      continue;
    }
  }
}
