import { fromMedia, type MediaAnswer, type MediaRequest } from '../../contract/media/messages.ts';
import type { Log } from '../logging/log.ts';
import type { MediaPort } from '../telephony/port.ts';
import { watchHeartbeat, type Heartbeat } from './media-heartbeat.ts';

/** What a shell gives: a way to the media page. `send` is only called between the page's `ready` and its end. */
export interface MediaChannel {
  send(request: MediaRequest): void;
  /**
   * Ends a page that hangs, so that it is started anew as after a crash: `pageGone` follows, then the new page's `ready`.
   * A shell without the power to end it leaves this out, and waits.
   */
  end?(): void;
}

export interface MediaLink extends MediaPort {
  /** Everything that arrives from the media page, unchecked. */
  receive(message: unknown): void;
  /** The page is gone: whoever waits for an answer gets media.failed. */
  pageGone(): void;
}

const answerWithinMs = 10_000;

/**
 * The media port over a message channel: numbers the requests, holds them until the page says that it is ready, checks
 * the answers, gives up after 10 s. A page that says nothing any more is ended, whether a request waits for it or not.
 */
export function createMediaLink(channel: MediaChannel, log: Log): MediaLink {
  type Settle = (result: MediaAnswer['result']) => void;
  let lastId = 0;
  let pageReady = false;
  let held: MediaRequest[] = [];
  let heartbeat: Heartbeat | undefined;
  const waiting = new Map<number, Settle>();
  const listeners = new Set<Parameters<MediaPort['onEvent']>[0]>();
  const settle = (id: number, result: MediaAnswer['result']): void => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  const watch = (): void => {
    heartbeat?.stop();
    const { end } = channel;
    if (end === undefined) return;
    heartbeat = watchHeartbeat(
      () => channel.send({ id: (lastId += 1), command: { name: 'ping' } }),
      () => {
        log.error('media window hangs');
        end();
      },
    );
  };
  return {
    request(command) {
      const id = (lastId += 1);
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => settle(id, { ok: false, reason: 'media.failed', detail: `no answer to ${command.name}` }),
          answerWithinMs,
        );
        waiting.set(id, (result) => {
          clearTimeout(timer);
          resolve(result);
        });
        const whole =
          command.name === 'describe' ? { ...command, iceRestart: command.iceRestart ?? false } : command;
        const request = { id, command: whole };
        if (pageReady) channel.send(request);
        else held.push(request);
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    receive(message) {
      heartbeat?.heard();
      const parsed = fromMedia.safeParse(message);
      if (!parsed.success) {
        log.warn('media message refused', { problem: parsed.error.issues[0]?.code });
        return;
      }
      if ('answer' in parsed.data) settle(parsed.data.answer.id, parsed.data.answer.result);
      else {
        if (parsed.data.event.name === 'ready') {
          pageReady = true;
          watch();
          // What has already been given up must not happen late.
          for (const request of held) if (waiting.has(request.id)) channel.send(request);
          held = [];
        }
        for (const listener of listeners) listener(parsed.data.event);
      }
    },
    pageGone() {
      pageReady = false;
      heartbeat?.stop();
      held = [];
      for (const id of [...waiting.keys()]) {
        settle(id, { ok: false, reason: 'media.failed', detail: 'the media window is gone' });
      }
    },
  };
}
