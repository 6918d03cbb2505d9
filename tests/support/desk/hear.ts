import { setTimeout as wait } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { z } from 'zod';
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

/** What is taken of the sound at once: two thirds of a second at 48 kHz, the most that an analyser keeps. */
const samplesTaken = 32_768;
const evaluated = z.object({
  result: z.object({ value: z.object({ samples: z.array(z.number()), sampleRate: z.number() }) }),
});

/**
 * What the operator hears of all calls together in the next two thirds of a second, in Electron; silent where none is
 * played. Rejects while the media window is crashed, also when it does so meanwhile.
 */
export async function soundHeard(desk: OpenDesk): Promise<{ samples: Float32Array; sampleRate: number }> {
  const page = await mediaPageOf(desk);
  if (!('context' in page)) throw new Error('the media page is no window of its own');
  // A session of its own: the driver gives up a page for good that has crashed once.
  const session = await page.context().newCDPSession(page);
  try {
    const heard = session.send('Runtime.evaluate', {
      expression: `(${takeSound.toString()})(${samplesTaken})`,
      awaitPromise: true,
      returnByValue: true,
    });
    const tooLong = wait(10_000, undefined, { ref: false }).then(() => {
      throw new Error('the media window does not answer');
    });
    const { samples, sampleRate } = evaluated.parse(await Promise.race([heard, tooLong])).result.value;
    return { samples: Float32Array.from(samples), sampleRate };
  } finally {
    await session.detach().catch(() => undefined);
  }
}

/** In the media page. */
async function takeSound(length: number): Promise<{ samples: number[]; sampleRate: number }> {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = length;
  for (const audio of document.querySelectorAll('audio')) {
    const { srcObject, muted, paused } = audio;
    if (srcObject instanceof MediaStream && !muted && !paused) {
      context.createMediaStreamSource(srcObject).connect(analyser);
    }
  }
  const samples = new Float32Array(length);
  await context.resume();
  const end = context.currentTime + (length + 4800) / context.sampleRate;
  while (context.currentTime < end) await new Promise((settle) => setTimeout(settle, 20));
  analyser.getFloatTimeDomainData(samples);
  const { sampleRate } = context;
  await context.close();
  return { samples: [...samples], sampleRate };
}

/** Crashes the process of the media window; resolves when the host has noticed. */
export async function crashMediaWindow(desk: OpenDesk): Promise<void> {
  const media = await mediaPageOf(desk);
  if (!('context' in media)) throw new Error('the media page is no window of its own');
  const session = await media.context().newCDPSession(media);
  // It has no answer: who would give it is gone.
  void session.send('Page.crash').catch(() => undefined);
  while (!desk.log().includes('media window gone')) await wait(50);
}
