/**
 * `npm run bench:recovery`: what becomes of calls when the network is moved under them, and of the registration when the
 * PBX restarts or the flow dies silently. The desk as it ships and the stock SIP.js SimpleUser, on an Asterisk in a
 * network of its own with two ways to it (network namespaces: Linux, as root).
 *
 * A move: the cable of the one way is pulled, a quarter of a second later the other one is there. The clock is Asterisk:
 * the gap lies between the last packet of the operator's voice from the old address and the first from the new one. A
 * call survives when half a second of voice comes from the new address within 20 s and both sides still have the call.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startCentre } from '../../scripts/centre.ts';
import { needDisplay } from '../../scripts/display.ts';
import { findElectron, findProgram, isRoot } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { median, publish, quantile, spread, type Figure } from '../../scripts/proof.ts';
import { startAsterisk, whereIsAsterisk } from '../support/asterisk.ts';
import { openOurs, openPeers, type MeasuredTelephone } from './calls/telephones.ts';
import { wallClock } from './calls/wall-clock.ts';
import {
  addressOn,
  closeWay,
  makeNetwork,
  openWay,
  pbxAddress,
  swallow,
  type Way,
} from './recovery/network.ts';
import { writeVoice } from './recovery/voice.ts';

const ourCalls = Number(process.env['ZARI_BENCH_ROUNDS'] ?? 100);
/** The peer loses each of its calls after the full wait, so that a few must do. */
const theirCalls = Math.ceil(ourCalls / 10);
const restarts = Math.ceil(ourCalls / 20);
const betweenMs = 250;
const patienceMs = 20_000;

const missing = [
  whereIsAsterisk() === undefined && 'Asterisk',
  findElectron() === undefined && 'Electron',
  !isRoot && 'root (network namespaces)',
  ...['ip', 'iptables'].map((program) => findProgram(program) === undefined && program),
].filter((each) => each !== false);
if (missing.length > 0) {
  console.error(`bench:recovery needs ${missing.join(', ')}.`);
  process.exit(2);
}

const inside = process.env['ZARI_BENCH_PBX'];
if (inside === undefined) {
  await needDisplay();
  await ensureBuilt(console.log);
  const network = await makeNetwork();
  const words = ['netns', 'exec', network.telephone, process.execPath, ...process.argv.slice(1)];
  const child = spawn('ip', words, {
    stdio: 'inherit',
    env: { ...process.env, ZARI_BENCH_PBX: network.pbx },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((settle) => child.once('exit', (exit) => settle(exit ?? 1)));
  await network.remove();
  process.exit(code);
}

await openWay('d0');
/** Packets of an operator's voice as Asterisk tells of them: when (ms since 1970) and from where. */
const voices: { readonly at: number; readonly from: string }[] = [];
const password = 'bench-of-this-run';
const asterisk = await startAsterisk({
  accounts: ['nino', 'simple', 'jssip'].map((username) => ({ username, password })),
  place: { address: pbxAddress, wrap: ['ip', 'netns', 'exec', inside] },
  log(line) {
    const from = /Got\s+RTP packet from\s+([\d.]+):/u.exec(line)?.[1];
    if (from !== undefined) voices.push({ at: wallClock(), from });
  },
});
const directory = await mkdtemp(join(tmpdir(), 'zari-bench-recovery-'));
const microphone = join(directory, 'voice.wav');
await writeVoice(microphone);
const sipAccounts = join(directory, 'sip-accounts.json');
const aor = (username: string): string => `${username}@${asterisk.domain}`;
await writeFile(
  sipAccounts,
  JSON.stringify({
    nino: {
      servers: [asterisk.wsUrl],
      aor: aor('nino'),
      authorizationUsername: 'nino',
      password,
      displayName: 'ნინო კაპანაძე',
    },
  }),
);
const centre = await startCentre({
  dataDirectory: join(directory, 'centre'),
  serverPort: 0,
  practicePort: 0,
  sipAccounts,
});
await asterisk.command('rtp set debug on');

async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  ms: number,
): Promise<T | undefined> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) return undefined;
    await wait(20);
  }
}
const channels = async (): Promise<number> =>
  Number(/(\d+) active channel/u.exec(await asterisk.command('core show channels count'))?.[1] ?? 0);
const isRegistered = async (username: string): Promise<boolean> =>
  (await asterisk.command(`pjsip show aor ${username}`)).includes(`Contact:  ${username}/`);

let way: Way = 'd0';
/** Moves the telephones to the other way. */
async function move(): Promise<Way> {
  const next: Way = way === 'd0' ? 'd1' : 'd0';
  await closeWay(way);
  await wait(betweenMs);
  await openWay(next);
  way = next;
  return next;
}

interface Outcome {
  readonly survived: boolean;
  readonly gapMs?: number;
}

async function moveInCall(telephone: MeasuredTelephone): Promise<Outcome> {
  voices.length = 0;
  await telephone.dial('600');
  const old = addressOn(way);
  const talking = await until(() => (voices.length > 25 ? true : undefined), patienceMs);
  if (talking === undefined) throw new Error('there was no call to move');
  const from = addressOn(await move());

  const heard = await until(() => {
    const fresh = voices.filter((voice) => voice.from === from);
    return fresh.length > 25 ? fresh : undefined;
  }, patienceMs);
  const first = heard?.[0];
  const last = voices.findLast((voice) => voice.from === old);
  if (first === undefined || last === undefined || (await channels()) === 0) {
    console.log(`lost: ${telephone.log()}`);
    return { survived: false };
  }
  return { survived: true, gapMs: first.at - last.at };
}

/** Brings a telephone back to where the next call can begin. */
async function settle(
  telephone: MeasuredTelephone,
  username: string,
  mend: () => Promise<void>,
): Promise<void> {
  await Promise.race([telephone.hangUp().catch(() => undefined), wait(5_000)]);
  await asterisk.command('channel request hangup all');
  await mend();
  await until(async () => ((await channels()) === 0 ? true : undefined), patienceMs);
  await until(async () => ((await isRegistered(username)) ? true : undefined), patienceMs);
  await wait(300);
}

/** `mend` brings back a telephone that does not come back by itself. */
async function movedCalls(
  telephone: MeasuredTelephone,
  username: string,
  calls: number,
  mend: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let call = 1; call <= calls; call += 1) {
    outcomes.push(await moveInCall(telephone));
    await settle(telephone, username, mend);
    if (call % 10 === 0) {
      const lost = outcomes.filter(({ survived }) => !survived).length;
      const gaps = outcomes.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs]));
      const gap = gaps.length === 0 ? 'none' : `${Math.round(median(gaps))} ms`;
      console.log(`${telephone.name}: ${call} of ${calls} calls moved, ${lost} lost, median gap ${gap}`);
    }
  }
  return outcomes;
}

/** Whether the PBX takes SIP connections: its web server is there some seconds before its telephony. */
const accepts = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = new WebSocket(asterisk.wsUrl, 'sip', { handshakeTimeout: 1_000 });
    const settle = (accepted: boolean) => {
      socket.terminate();
      resolve(accepted);
    };
    socket.on('open', () => settle(true));
    socket.on('error', () => settle(false));
  });

/** From Asterisk accepting connections again to the desk being registered. */
async function restart(registeredSince: () => Promise<number>): Promise<number> {
  const before = Date.now();
  await asterisk.command('core restart now').catch(() => '');
  await until(async () => ((await accepts()) ? undefined : true), patienceMs);
  const acceptedAt = await until(async () => ((await accepts()) ? Date.now() : undefined), 60_000);
  const since = await until(async () => {
    const at = await registeredSince();
    return at > before ? at : undefined;
  }, 60_000);
  if (acceptedAt === undefined || since === undefined) throw new Error('no registration after the restart');
  await asterisk.command('rtp set debug on');
  return Math.max(0, since - acceptedAt);
}

/** From the moment that packets disappear to the desk saying that it is not registered. */
async function silence(waitingSince: () => Promise<number>): Promise<number> {
  const before = Date.now();
  await swallow(true);
  const noticed = await until(async () => {
    const at = await waitingSince();
    return at > before ? at : undefined;
  }, 60_000);
  await swallow(false);
  if (noticed === undefined) throw new Error('the dead flow was never noticed');
  return noticed - before;
}

const figures: Figure[] = [];
const notes: string[] = [];
let ours: Awaited<ReturnType<typeof openOurs>> | undefined;
let peers: Awaited<ReturnType<typeof openPeers>> | undefined;
try {
  ours = await openOurs(centre.serverUrl, join(directory, 'desk'), { microphone });
  const our = await movedCalls(ours, 'nino', ourCalls);
  const desk = ours;
  const gaps = our.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs]));

  const account = (username: string) => ({
    url: asterisk.wsUrl,
    domain: asterisk.domain,
    username,
    password,
  });
  peers = await openPeers(
    { simpleUser: account('simple'), jsSip: account('jssip') },
    join(directory, 'peers'),
    { microphone },
  );
  const { simpleUser } = peers;
  const their = await movedCalls(simpleUser, 'simple', theirCalls, () =>
    simpleUser.registerAnew(() => undefined),
  );
  const theirGaps = their.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs]));

  const since = async (status: string): Promise<number> => {
    const registration = await desk.registration();
    return registration.status === status ? Date.parse(registration.since) : 0;
  };
  const back: number[] = [];
  const noticed: number[] = [];
  for (let round = 1; round <= restarts; round += 1) {
    back.push(await restart(() => since('registered')));
    noticed.push(await silence(() => since('waiting')));
    await until(async () => ((await since('registered')) > 0 ? true : undefined), 60_000);
  }

  const survived = our.filter((each) => each.survived).length;
  const theirSurvived = their.filter((each) => each.survived).length;
  const least = Math.ceil(ourCalls * 0.99);
  const peer = 'SIP.js SimpleUser';
  figures.push(
    {
      name: `calls that survive a move, of ${ourCalls}`,
      value: survived,
      unit: 'calls',
      peer: `${peer}, of ${theirCalls}`,
      peerValue: theirSurvived,
      goal: `at least ${least}`,
      holds: survived >= least,
    },
    {
      name: 'gap in the voice at the other side, median',
      value: median(gaps),
      unit: 'ms',
      ...(theirGaps.length === 0 ? {} : { peer, peerValue: median(theirGaps) }),
    },
    {
      name: 'gap in the voice at the other side, p95',
      value: quantile(gaps, 0.95),
      unit: 'ms',
      ...(theirGaps.length === 0 ? {} : { peer, peerValue: quantile(theirGaps, 0.95) }),
    },
    {
      name: 'PBX accepts again → registered, longest',
      value: Math.max(...back),
      unit: 'ms',
      goal: 'at most 2000 ms',
      holds: Math.max(...back) <= 2000,
    },
    {
      name: 'flow dies silently → noticed, longest',
      value: Math.max(...noticed),
      unit: 'ms',
      goal: 'at most 10000 ms',
      holds: Math.max(...noticed) <= 10_000,
    },
  );
  notes.push(
    `gaps: middle half ${spread(gaps)} ms, longest ${Math.round(Math.max(...gaps))} ms; a quarter of a second of each is the move itself`,
    theirGaps.length === 0
      ? `${peer} loses each call: it neither comes back by itself with its call nor restarts ICE`
      : `${peer}: middle half ${spread(theirGaps)} ms`,
    `${restarts} restarts of Asterisk and ${restarts} silent deaths of the flow; registered after ${spread(back)} ms, noticed after ${spread(noticed)} ms`,
  );
} finally {
  await ours?.close();
  await peers?.close();
  await centre.stop();
  await asterisk.stop();
  await rm(directory, { recursive: true, force: true });
}
await publish('bench', 'recovery', figures, notes);
process.exit();
