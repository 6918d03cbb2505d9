import { fromMedia, type MediaAnswer, type MediaRequest } from '../../contract/media/messages.ts';
import type { Log } from '../logging/log.ts';
import type { MediaPort } from '../telephony/port.ts';

/** What a shell gives: a way to the media page and back. `send` is false while there is no page. */
export interface MediaChannel {
  send(request: MediaRequest): boolean;
}

export interface MediaLink extends MediaPort {
  /** Everything that arrives from the media page, unchecked. */
  receive(message: unknown): void;
  /** The page is gone: whoever waits for an answer gets media.failed. */
  pageGone(): void;
}

const answerWithinMs = 10_000;

/** The media port over a message channel: numbers the requests, checks the answers, gives up after 10 s. */
export function createMediaLink(channel: MediaChannel, log: Log): MediaLink {
  type Settle = (result: MediaAnswer['result']) => void;
  let lastId = 0;
  const waiting = new Map<number, Settle>();
  const listeners = new Set<Parameters<MediaPort['onEvent']>[0]>();
  const settle = (id: number, result: MediaAnswer['result']): void => {
    waiting.get(id)?.(result);
    waiting.delete(id);
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
        if (!channel.send({ id, command: whole })) {
          settle(id, { ok: false, reason: 'media.failed', detail: 'no media window' });
        }
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    receive(message) {
      const parsed = fromMedia.safeParse(message);
      if (!parsed.success) {
        log.warn('media message refused', { problem: parsed.error.issues[0]?.code });
        return;
      }
      if ('answer' in parsed.data) settle(parsed.data.answer.id, parsed.data.answer.result);
      else for (const listener of listeners) listener(parsed.data.event);
    },
    pageGone() {
      for (const id of [...waiting.keys()]) {
        settle(id, { ok: false, reason: 'media.failed', detail: 'the media window is gone' });
      }
    },
  };
}
