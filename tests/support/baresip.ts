import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findBaresip } from '../../scripts/environment.ts';
import { freePort, freeUdpPorts } from './free-port.ts';
import { isOpen, startPeerProcess } from './peer-process.ts';

const moduleDirectories = [
  '/usr/lib/baresip/modules',
  '/usr/local/lib/baresip/modules',
  '/usr/lib/x86_64-linux-gnu/baresip/modules',
];

const patienceMs = 20_000;

/** Why there can be no baresip here, or undefined where there can. */
export function whyNoBaresip(): string | undefined {
  if (findBaresip() === undefined) return 'no baresip';
  return moduleDirectories.some(existsSync) ? undefined : 'no modules of baresip';
}

export interface BaresipOptions {
  readonly username: string;
  readonly password: string;
  readonly domain: string;
  /** UDP port of its proxy on the loopback. */
  readonly proxyPort: number;
  /** What the other side hears: a tone of so many Hz without end, or its own voice. */
  readonly speaks: { readonly tone: number } | 'echo';
  /** `early`: answers with 183 and sound first, and with 200 on `accept`. */
  readonly answers: 'manual' | 'auto' | 'early';
  readonly log?: (line: string) => void;
}

const event = z.object({
  event: z.literal(true),
  type: z.string(),
  param: z.string().optional(),
  peeruri: z.string().optional(),
  direction: z.string().optional(),
  id: z.string().optional(),
});
export type BaresipEvent = z.infer<typeof event>;
const response = z.object({ response: z.literal(true), ok: z.boolean(), data: z.string().optional() });

/** A telephone with plain RTP, driven from outside. */
export interface Baresip {
  readonly events: readonly BaresipEvent[];
  /** Runs a command of its menu (`dial`, `accept`, `hangup`, `hold`, `resume` …) and gives what it says. */
  command(name: string, params?: string): Promise<string>;
  /** The first event from number `from` on that fits, also one to come; after 20 s an error that says what came. */
  until(fits: (event: BaresipEvent) => boolean, from?: number): Promise<BaresipEvent>;
  /** What it has heard in its newest call so far: one channel, 48 kHz, samples −1…1. */
  heard(): Promise<Float32Array>;
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts a baresip of its own, registered over UDP, with Opus in plain RTP; all files in a temporary directory. Resolves
 * when it is registered.
 */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const program = findBaresip();
  const modules = moduleDirectories.find(existsSync);
  if (program === undefined || modules === undefined) throw new Error(whyNoBaresip());
  const directory = await mkdtemp(join(tmpdir(), 'zari-baresip-'));
  const [control, rtp, sip] = [await freePort(), await freeUdpPorts(40), await freeUdpPorts(1)];
  const { username, password, domain, proxyPort } = options;
  const source = options.speaks === 'echo' ? 'aubridge,echo' : `ausine,${options.speaks.tone}`;
  const names = ['opus', 'g711', 'ausine', 'aubridge', 'sndfile'];
  await writeFile(
    join(directory, 'config'),
    `poll_method epoll
sip_listen 127.0.0.1:${sip}
net_interface 127.0.0.1
audio_source ${source}
audio_player aubridge,${options.speaks === 'echo' ? 'echo' : 'unheard'}
audio_alert aubridge,unheard
audio_channels 1-2
statmode_default off
rtp_ports ${rtp}-${rtp + 39}
jitter_buffer_delay 2-5
opus_stereo yes
opus_sprop_stereo yes
snd_path ${directory}
module_path ${modules}
${names.map((name) => `module ${name}.so`).join('\n')}
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${control}
`,
  );
  const account = [
    `<sip:${username}@${domain}>;auth_user=${username};auth_pass=${password}`,
    `outbound="sip:127.0.0.1:${proxyPort};transport=udp";regint=120`,
    `answermode=${options.answers};audio_codecs=opus/48000/2`,
  ];
  await writeFile(join(directory, 'accounts'), `${account.join(';')}\n`, { mode: 0o600 });
  await writeFile(join(directory, 'contacts'), '');
  const peer = await startPeerProcess({
    name: 'baresip',
    program,
    words: ['-4', '-f', directory],
    directory,
    isUp: async (output) => /\} 200 OK/u.test(output) && (await isOpen(control)),
    // Asked kindly, it waits for the answer to its last REGISTER.
    endBy: 'KILL',
    log: options.log,
  });
  const remote = await RemoteControl.to(control);
  return {
    events: remote.events,
    command: (name, params) => remote.command(name, params),
    until: (fits, from) => remote.until(fits, from),
    heard: () => newestRecording(directory),
    output: peer.output,
    async stop() {
      remote.close();
      await peer.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The control protocol of baresip's ctrl_tcp: JSON in netstrings (`12:{"event":…},`). */
class RemoteControl {
  readonly events: BaresipEvent[] = [];
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  readonly #answers: ((answer: z.infer<typeof response>) => void)[] = [];
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => this.#receive(data));
    socket.on('error', () => undefined);
  }

  static async to(port: number): Promise<RemoteControl> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RemoteControl(socket);
  }

  command(name: string, params?: string): Promise<string> {
    const text = JSON.stringify({ command: name, ...(params === undefined ? {} : { params }) });
    return new Promise((resolve, reject) => {
      // Answers come in the order of the commands.
      this.#answers.push(({ ok, data }) =>
        ok ? resolve(data ?? '') : reject(new Error(`baresip: ${name}: ${data}`)),
      );
      this.#socket.write(`${Buffer.byteLength(text)}:${text},`);
    });
  }

  async until(fits: (event: BaresipEvent) => boolean, from = 0): Promise<BaresipEvent> {
    const patience = AbortSignal.timeout(patienceMs);
    for (;;) {
      const found = this.events.slice(from).find(fits);
      if (found !== undefined) return found;
      if (patience.aborted) {
        const seen = this.events.slice(from).map(({ type, param }) => `${type} ${param ?? ''}`);
        throw new Error(`baresip said nothing of the kind, but: ${seen.join(', ')}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        patience.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const length = colon === -1 ? Number.NaN : Number(this.#rest.subarray(0, colon).toString());
      if (!Number.isInteger(length) || this.#rest.length < colon + length + 2) return;
      const text = this.#rest.subarray(colon + 1, colon + 1 + length).toString();
      this.#rest = this.#rest.subarray(colon + length + 2);
      this.#tell(JSON.parse(text));
    }
  }

  #tell(message: unknown): void {
    const answer = response.safeParse(message);
    if (answer.success) this.#answers.shift()?.(answer.data);
    const news = event.safeParse(message);
    if (!news.success) return;
    this.events.push(news.data);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const again of waiting) again();
  }
}

/** The WAV file of what came in the newest call; its header is only right once the call is over. */
async function newestRecording(directory: string): Promise<Float32Array> {
  const names = (await readdir(directory)).filter((name) => /^dump-.*-dec\.wav$/u.test(name)).toSorted();
  const newest = names.at(-1);
  if (newest === undefined) return new Float32Array();
  const bytes = await readFile(join(directory, newest));
  const data = bytes.indexOf('data');
  if (data === -1) return new Float32Array();
  const channels = bytes.readUInt16LE(22);
  const bits = bytes.readUInt16LE(34);
  if (bits !== 16) throw new Error(`a recording of ${bits} bits`);
  const count = Math.floor((bytes.length - data - 8) / (2 * channels));
  return Float32Array.from(
    { length: count },
    (_, index) => bytes.readInt16LE(data + 8 + index * 2 * channels) / 0x8000,
  );
}
