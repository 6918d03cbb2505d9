import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MediaCommandInput, MediaResult } from '../../../../src/contract/media/messages.ts';
import type { MediaPort } from '../../../../src/main/telephony/port.ts';
import { SessionDescriptionProxy } from '../../../../src/main/telephony/session-description-proxy.ts';

/** Whose answer to which offer it is stands in it. */
const answerOf = (peer: string, offer: string) => `answer of ${peer} to ${offer}`;

/** A media window whose answers come in any order that fits, and that may be started anew. */
class LatePort implements MediaPort {
  readonly peers = new Map<string, { offer: string | undefined }>();
  readonly #late: <T>(value: T) => Promise<T>;
  #era = 0;

  constructor(late: <T>(value: T) => Promise<T>) {
    this.#late = late;
  }

  async request(command: MediaCommandInput): Promise<MediaResult> {
    const era = this.#era;
    const result = this.#perform(command);
    const answer = await this.#late(result);
    return era === this.#era ? answer : { ok: false, reason: 'media.failed' };
  }

  onEvent(): () => void {
    return () => {};
  }

  restart(): void {
    this.#era += 1;
    this.peers.clear();
  }

  #perform(command: MediaCommandInput): MediaResult {
    const failed: MediaResult = { ok: false, reason: 'media.failed' };
    if (!('peer' in command)) return failed;
    const peer = this.peers.get(command.peer);
    if (command.name === 'open') this.peers.set(command.peer, { offer: undefined });
    else if (peer === undefined) return failed;
    else if (command.name === 'accept') peer.offer = command.sdp;
    else if (command.name === 'rollback') peer.offer = undefined;
    else if (command.name === 'close') this.peers.delete(command.peer);
    else if (command.name === 'describe') {
      if (peer.offer === undefined) return failed;
      const sdp = answerOf(command.peer, peer.offer);
      peer.offer = undefined;
      return { ok: true, value: { sdp } };
    }
    return { ok: true, value: {} };
  }
}

const some = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const step = fc.oneof(
  some(8, fc.record({ do: fc.constant('pass' as const) })),
  some(4, fc.record({ do: fc.constant('ring' as const), call: fc.nat(2), offer: fc.nat(2) })),
  some(4, fc.record({ do: fc.constant('answer' as const), call: fc.nat(2), offer: fc.nat(2) })),
  some(1, fc.record({ do: fc.constant('restart' as const) })),
  some(1, fc.record({ do: fc.constant('giveUp' as const), call: fc.nat(2) })),
);

it('gives each call the answer to its own offer or none, in whatever order things happen, and leaves no peer', async () => {
  let answers = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { minLength: 4, maxLength: 40 }),
      async (scheduler, steps) => {
        const port = new LatePort((value) => scheduler.schedule(Promise.resolve(value)));
        const proxies = [0, 1, 2].map(
          (call) => new SessionDescriptionProxy(port, `call ${call}`, { iceServers: [], relayOnly: false }),
        );
        const running: Promise<void>[] = [];
        const answering = new Set<number>();
        for (const each of steps) {
          if (each.do === 'pass') {
            if (scheduler.count() > 0) await scheduler.waitOne();
            continue;
          }
          if (each.do === 'restart') {
            port.restart();
            for (const proxy of proxies) proxy.forget();
            continue;
          }
          const proxy = proxies[each.call]!;
          if (each.do === 'giveUp') proxy.close();
          else if (each.do === 'ring') proxy.prepareAnswer(`offer ${each.offer} for ${each.call}`);
          else if (!answering.has(each.call)) {
            // SIP.js asks for one answer at a time.
            answering.add(each.call);
            const offer = `offer ${each.offer} for ${each.call}`;
            const answer = proxy.setDescription(offer).then(() => proxy.getDescription());
            running.push(
              answer.then(
                ({ body }) => {
                  answers += 1;
                  expect(body).toBe(answerOf(`call ${each.call}`, offer));
                  answering.delete(each.call);
                },
                async () => {
                  await proxy.rollbackDescription().catch(() => {});
                  answering.delete(each.call);
                },
              ),
            );
          }
        }
        await scheduler.waitFor(Promise.all(running));
        for (const proxy of proxies) proxy.close();
        await scheduler.waitIdle();
        expect([...port.peers.keys()]).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
  expect(answers).toBeGreaterThan(100);
});
