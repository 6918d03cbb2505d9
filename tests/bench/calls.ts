/**
 * `npm run bench:calls`: how long it takes to call and to be called with the desk as it ships, beside the stock SIP.js
 * SimpleUser and JsSIP, in turn on the same Asterisk, in the same Electron, with the same fake microphone.
 *
 * The clock of signalling is a WebSocket between each telephone and Asterisk, and the clock of sound is Asterisk itself,
 * that says when it has decrypted the first packet of the operator's voice: none of the three is asked. Each action
 * begins in its page: for the desk with the command that its button gives, for a peer with its own call() and answer().
 * A call in rings for a second before it is answered, as with people.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startCentre } from '../../scripts/centre.ts';
import { needDisplay } from '../../scripts/display.ts';
import { findElectron } from '../../scripts/environment.ts';
import { ensureBuilt } from '../../scripts/fresh-build.ts';
import { median, publish, spread, type Figure } from '../../scripts/proof.ts';
import { startAsterisk, whereIsAsterisk } from '../support/asterisk.ts';
import { openOurs, openPeers, type MeasuredTelephone } from './calls/telephones.ts';
import { setWallClock, wallClock } from './calls/wall-clock.ts';
import { Wire, type Seen } from './calls/wire.ts';

const rounds = Number(process.env['ZARI_BENCH_ROUNDS'] ?? 30);
const ringingMs = 1_000;
/** How long a call goes on after its first sound, and how long nothing happens between two calls. */
const talkMs = 300;
const pauseMs = 500;

if (whereIsAsterisk() === undefined || findElectron() === undefined) {
  console.error('bench:calls needs Asterisk and Electron (npm start fetches the latter).');
  process.exit(2);
}
await needDisplay();
await ensureBuilt(console.log);

/** When Asterisk told of packets of a telephone's voice, ms since 1970. */
const voices: number[] = [];
const heard = new Set<() => void>();

const password = 'bench-of-this-run';
const asterisk = await startAsterisk({
  accounts: ['nino', 'simple', 'jssip'].map((username) => ({ username, password })),
  log(line) {
    if (!/Got\s+RTP packet/u.test(line)) return;
    voices.push(wallClock());
    for (const look of [...heard]) look();
  },
});
const ourWire = await Wire.open(asterisk.wsUrl);
const simpleWire = await Wire.open(asterisk.wsUrl);
const jsSipWire = await Wire.open(asterisk.wsUrl);
const directory = await mkdtemp(join(tmpdir(), 'zari-bench-calls-'));
const sipAccounts = join(directory, 'sip-accounts.json');
await writeFile(
  sipAccounts,
  JSON.stringify({
    nino: {
      servers: [ourWire.url],
      aor: `nino@${asterisk.domain}`,
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

function firstVoice(since: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const at = voices.find((each) => each >= since);
      if (at === undefined) return;
      clearTimeout(timer);
      heard.delete(look);
      resolve(at);
    };
    const timer = setTimeout(() => {
      heard.delete(look);
      reject(new Error('the voice did not arrive'));
    }, 20_000);
    heard.add(look);
    look();
  });
}

async function quiet(): Promise<void> {
  while (!/\b0 active channels/u.test(await asterisk.command('core show channels count'))) await wait(100);
  await wait(pauseMs);
  voices.length = 0;
  setWallClock();
}

const measures = [
  'call → INVITE on the wire',
  'call → confirmed (200, ACK)',
  'call → first RTP',
  'answer → 200 on the wire',
  'answer → confirmed (ACK)',
  'answer → first RTP',
  'registration (connection → 200)',
] as const;
type Measure = (typeof measures)[number];
type Times = Record<Measure, number[]>;
const noTimes = (): Times => ({
  'call → INVITE on the wire': [],
  'call → confirmed (200, ACK)': [],
  'call → first RTP': [],
  'answer → 200 on the wire': [],
  'answer → confirmed (ACK)': [],
  'answer → first RTP': [],
  'registration (connection → 200)': [],
});

async function callOut(telephone: MeasuredTelephone, wire: Wire, times: Times): Promise<void> {
  const before = wallClock();
  const dialled = telephone.dial('600');
  const invite = await wire.first(before, ({ way, what }) => way === 'out' && what === 'INVITE');
  const ok = await wire.first(
    before,
    ({ way, what, of }) => way === 'in' && what === '200' && of === 'INVITE',
  );
  const ack = await wire.first(ok.at, ({ way, what }) => way === 'out' && what === 'ACK');
  const voice = await firstVoice(before);
  const began = await dialled;
  times['call → INVITE on the wire'].push(invite.at - began);
  times['call → confirmed (200, ACK)'].push(ack.at - began);
  times['call → first RTP'].push(voice - began);
  await wait(talkMs);
  await telephone.hangUp();
  await quiet();
}

async function callIn(telephone: MeasuredTelephone, wire: Wire, user: string, times: Times): Promise<void> {
  const before = wallClock();
  await asterisk.originate({
    to: user,
    callerNumber: '+995599123456',
    calledNumber: '+995322000001',
    application: 'Echo',
  });
  await wire.first(before, ({ way, what }) => way === 'out' && what === '180');
  await wait(ringingMs);
  const answering = wallClock();
  const answered = telephone.answer();
  const ok = await wire.first(
    answering,
    ({ way, what, of }) => way === 'out' && what === '200' && of === 'INVITE',
  );
  const ack = await wire.first(ok.at, ({ way, what }) => way === 'in' && what === 'ACK');
  const voice = await firstVoice(answering);
  const began = await answered;
  times['answer → 200 on the wire'].push(ok.at - began);
  times['answer → confirmed (ACK)'].push(ack.at - began);
  times['answer → first RTP'].push(voice - began);
  await wait(talkMs);
  await telephone.hangUp();
  await quiet();
}

async function register(telephone: MeasuredTelephone, wire: Wire, times: Times): Promise<void> {
  const known = wire.opened.length;
  const before = wallClock();
  await telephone.registerAnew(() => wire.cut());
  const isAccepted = ({ connection, way, what, of }: Seen) =>
    connection === known && way === 'in' && what === '200' && of === 'REGISTER';
  const ok = await wire.first(before, isAccepted);
  times['registration (connection → 200)'].push(ok.at - (wire.opened[known] ?? Number.NaN));
  await wait(pauseMs);
}

const figures: Figure[] = [];
const notes: string[] = [];
let peers: Awaited<ReturnType<typeof openPeers>> | undefined;
let ours: MeasuredTelephone | undefined;
try {
  const account = (wire: Wire, username: string) => ({
    url: wire.url,
    domain: asterisk.domain,
    username,
    password,
  });
  peers = await openPeers(
    { simpleUser: account(simpleWire, 'simple'), jsSip: account(jsSipWire, 'jssip') },
    join(directory, 'peers'),
  );
  ours = await openOurs(centre.serverUrl, join(directory, 'desk'));
  const all = [
    { telephone: ours, wire: ourWire, user: 'nino', times: noTimes() },
    { telephone: peers.simpleUser, wire: simpleWire, user: 'simple', times: noTimes() },
    { telephone: peers.jsSip, wire: jsSipWire, user: 'jssip', times: noTimes() },
  ] as const;
  await quiet();
  // The first round warms caches and devices, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { telephone, wire, user, times } of all) {
      const counted = round === 0 ? noTimes() : times;
      await callOut(telephone, wire, counted);
      await callIn(telephone, wire, user, counted);
    }
    if (round % 5 === 0) console.log(`round ${round} of ${rounds}${round === 0 ? ' (warm-up)' : ''}`);
  }
  // Apart from the calls: this Asterisk forgets other telephones' contacts when one's connection breaks.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { telephone, wire, times } of all) {
      await register(telephone, wire, round === 0 ? noTimes() : times);
    }
  }
  const [our, ...others] = all;
  const goals: Partial<Record<Measure, number>> = {
    'call → INVITE on the wire': 0.5,
    'answer → confirmed (ACK)': 0.5,
    'call → first RTP': 0.8,
    'answer → first RTP': 0.8,
  };
  for (const measure of measures) {
    const best = others.toSorted((a, b) => median(a.times[measure]) - median(b.times[measure]))[0] ?? our;
    const ratio = median(our.times[measure]) / median(best.times[measure]);
    const goal = goals[measure];
    figures.push({
      name: measure,
      value: median(our.times[measure]),
      unit: 'ms',
      peer: best.telephone.name,
      peerValue: median(best.times[measure]),
      ratio,
      ...(goal === undefined ? {} : { goal: `at most ${goal} times`, holds: ratio <= goal }),
    });
    notes.push(
      `${measure}: ${all
        .map(
          ({ telephone, times }) =>
            `${telephone.name} ${median(times[measure]).toFixed(1)} (${spread(times[measure])})`,
        )
        .join(', ')} ms`,
    );
  }
} finally {
  await ours?.close();
  await peers?.close();
  await centre.stop();
  for (const wire of [ourWire, simpleWire, jsSipWire]) wire.close();
  await asterisk.stop();
  await rm(directory, { recursive: true, force: true });
}
await publish('bench', 'calls', figures, [
  `${rounds} calls out and ${rounds} in with each, in turn; medians with the middle half of the values`,
  ...notes,
]);
