import type { Frame, Page } from 'playwright-core';
import type { OpenDesk } from './open-desk.ts';

/** The page that holds the peer connections: a window of its own in Electron, a frame in the browser shell. */
export async function mediaPageOf(desk: OpenDesk): Promise<Page | Frame> {
  const find = (): Page | Frame | undefined =>
    desk.shell === 'browser'
      ? desk.page.frames().find((frame) => frame.url().includes('/media/'))
      : desk.page
          .context()
          .pages()
          .find((page) => page.url().startsWith('app://media/'));
  const found = find();
  if (found === undefined) throw new Error('there is no media page');
  return found;
}

/**
 * The loudest moment within `withinMs` of what the operator would hear, as RMS of full scale (0…1), taken from the
 * stream that the media page plays; 0 where it plays none.
 */
export async function loudnessHeard(desk: OpenDesk, withinMs = 3_000): Promise<number> {
  const page = await mediaPageOf(desk);
  return page.evaluate(async (duration) => {
    const playing = [...document.querySelectorAll('audio')].find(
      (audio) => audio.srcObject instanceof MediaStream,
    );
    if (!(playing?.srcObject instanceof MediaStream)) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(playing.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const end = performance.now() + duration;
    let loudest = 0;
    while (performance.now() < end && loudest < 0.02) {
      await new Promise((settle) => setTimeout(settle, 50));
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      loudest = Math.max(loudest, Math.sqrt(power));
    }
    await context.close();
    return loudest;
  }, withinMs);
}
