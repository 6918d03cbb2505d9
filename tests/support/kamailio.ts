import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKamailio, findRtpengine } from '../../scripts/environment.ts';
import { createAuthority, whereIsOpenssl, type CertificateRequest } from './certificates.ts';
import { freePort, freeUdpPorts } from './free-port.ts';
import { kamailioConfiguration, type KamailioAccount } from './kamailio-configuration.ts';
import { isOpen, startPeerProcess } from './peer-process.ts';
import { startRtpengine } from './rtpengine.ts';

const moduleDirectories = [
  '/usr/lib/x86_64-linux-gnu/kamailio/modules',
  '/usr/lib/aarch64-linux-gnu/kamailio/modules',
  '/usr/lib64/kamailio/modules',
  '/usr/local/lib64/kamailio/modules',
];
const needed = ['websocket.so', 'tls.so', 'rtpengine.so'];

const findModules = (): string | undefined =>
  moduleDirectories.find((directory) => needed.every((name) => existsSync(join(directory, name))));

/** Why there can be no Kamailio with rtpengine here, or undefined where there can. */
export function whyNoKamailio(): string | undefined {
  if (findKamailio() === undefined) return 'no kamailio';
  if (findModules() === undefined) return 'kamailio without its websocket, tls or rtpengine module';
  if (findRtpengine() === undefined) return 'no rtpengine';
  return whereIsOpenssl() === undefined ? 'no openssl to make certificates with' : undefined;
}

export interface KamailioOptions {
  readonly accounts: readonly KamailioAccount[];
  /** MD5 where nothing is said. */
  readonly digest?: 'MD5' | 'SHA-256';
  /** What stands in the server's certificate. */
  readonly certificate?: CertificateRequest;
  readonly log?: (line: string) => void;
}

export interface Kamailio {
  readonly wssUrl: string;
  readonly domain: string;
  readonly udpPort: number;
  /** The authority (PEM) that has signed its certificate: no computer knows it. */
  readonly authority: string;
  /** What Kamailio and rtpengine have said of late. */
  output(): string;
  /** The proxy goes away, as in a failure, and comes back on the same ports knowing no registration. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a Kamailio with an rtpengine of its own on free loopback ports, all files in a temporary directory. Its server
 * certificate is signed by an authority made for this run.
 */
export async function startKamailio(options: KamailioOptions): Promise<Kamailio> {
  const [program, modules] = [findKamailio(), findModules()];
  const reason = whyNoKamailio();
  if (reason !== undefined || program === undefined || modules === undefined) throw new Error(reason);
  const directory = await mkdtemp(join(tmpdir(), 'zari-kamailio-'));
  const domain = 'pbx.zari.example';
  const authority = await createAuthority(join(directory, 'authority'));
  const { certificate, key } = await authority.issue(options.certificate);
  const rtpengine = await startRtpengine(directory, options.log);
  const [wssPort, udpPort] = [await freePort(), await freeUdpPorts(1)];
  const file = join(directory, 'kamailio.cfg');
  await writeFile(
    file,
    kamailioConfiguration({
      domain,
      modules,
      accounts: options.accounts,
      digest: options.digest ?? 'MD5',
      wssPort,
      udpPort,
      rtpenginePort: rtpengine.controlPort,
      certificate,
      key,
    }),
    { mode: 0o600 },
  );
  const start = () =>
    startPeerProcess({
      name: 'kamailio',
      program,
      // -DD stays in the foreground, -E logs to standard error, -Y keeps its sockets out of /run.
      words: ['-DD', '-E', '-f', file, '-Y', directory, '-m', '32', '-M', '8'],
      directory,
      isUp: () => isOpen(wssPort),
      log: options.log,
    });
  let kamailio = await start().catch(async (error: unknown) => {
    await rtpengine.stop();
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    wssUrl: `wss://127.0.0.1:${wssPort}/ws`,
    domain,
    udpPort,
    authority: authority.pem,
    output: () => `${kamailio.output()}\n${rtpengine.output()}`,
    async restart() {
      await kamailio.stop();
      kamailio = await start();
    },
    async stop() {
      await kamailio.stop();
      await rtpengine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
