import { Core, UserAgent } from 'sip.js';
import WebSocket from 'ws';

/** What the handling of messages cost, and what it threw. */
export interface Observations {
  /** Exceptions and rejections that nobody caught. */
  escaped: number;
  /** Exceptions out of SIP.js at a message, which the transport catches. */
  thrown: number;
  /** Faults of the program, such as a property of undefined, that SIP.js caught itself and wrote to its log. */
  caught: number;
  /** Milliseconds of processor time that the slowest message took, from the socket to the last handler. */
  slowestMs: number;
  /** The first words of what was thrown, and where, for whoever has to mend it. */
  readonly words: Map<string, number>;
}

/** How the engine speaks of its own; refusals and mistakes of the sender sound otherwise. */
const fault =
  /cannot (read|set|access)|is not (a function|a constructor|iterable|defined)|undefined|invalid state/iu;

/**
 * Watches all telephones of this process from outside: their sockets, the one door through which messages come into
 * SIP.js, its log, and what escapes. Gives the observations, and what ends the watch.
 */
export function watchMessages(): { readonly seen: Observations; readonly end: () => void } {
  const seen: Observations = { escaped: 0, thrown: 0, caught: 0, slowestMs: 0, words: new Map() };
  const noteWords = (kind: string, error: unknown) => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const key = `${kind}: ${text.slice(0, 100)}${placeOf(error)}`;
    if (seen.words.size < 50) seen.words.set(key, (seen.words.get(key) ?? 0) + 1);
  };
  const escape = (error: unknown) => {
    seen.escaped += 1;
    noteWords('escaped', error);
  };
  process.on('unhandledRejection', escape);
  process.on('uncaughtException', escape);

  const undo = [
    wrap(WebSocket.prototype, 'emit', (socket, emit, given) => {
      const isOurs = given[0] === 'message' && Reflect.get(socket, '_isServer') === false;
      if (!isOurs) return emit();
      const start = process.threadCpuUsage();
      const result = emit();
      const { user, system } = process.threadCpuUsage(start);
      seen.slowestMs = Math.max(seen.slowestMs, (user + system) / 1000);
      return result;
    }),
    wrap(UserAgent.prototype, 'onTransportMessage', (_agent, handle) => {
      try {
        return handle();
      } catch (error) {
        seen.thrown += 1;
        noteWords('thrown', error);
        throw error;
      }
    }),
    wrap(Core.Logger.prototype, 'error', (_logger, write, [content]) => {
      if (typeof content === 'string' && fault.test(content)) {
        seen.caught += 1;
        noteWords('caught', content);
      }
      return write();
    }),
  ];
  return {
    seen,
    end: () => {
      for (const each of undo) each();
      process.off('unhandledRejection', escape);
      process.off('uncaughtException', escape);
    },
  };
}

/** The innermost functions on the way to a fault, without files and lines. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = [...stack.matchAll(/^\s+at (?:async )?(\S+) \(/gmu)].map(([, name = '']) => name);
  return frames.length === 0 ? '' : ` in ${frames.slice(0, 6).join(' < ')}`;
}

/** Puts `around` around a method of a prototype; gives what takes it away again. */
function wrap(
  prototype: object,
  name: string,
  around: (self: object, call: () => unknown, given: readonly unknown[]) => unknown,
): () => void {
  const method: unknown = Reflect.get(prototype, name);
  if (typeof method !== 'function') throw new TypeError(`no ${name} to watch`);
  const watched = function (this: object, ...given: unknown[]): unknown {
    return around(this, () => Reflect.apply(method, this, given), given);
  };
  Reflect.set(prototype, name, watched);
  return () => Reflect.set(prototype, name, method);
}
