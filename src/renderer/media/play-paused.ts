/** Plays what the browser had kept silent until somebody did something in the page. */
export function playPaused(page: Document): void {
  for (const audio of page.querySelectorAll('audio')) {
    if (!audio.paused || audio.srcObject === null) continue;
    audio.play().catch(() => {
      // Not this gesture: the next one.
    });
  }
}
