/** `npm run fuzz:sip -- --count 1000000 --seed 1`: mutated SIP messages to a live telephone, and calls between them. */
import { parseArgs } from 'node:util';
import { publish, type Figure } from '../../scripts/proof.ts';
import { fuzz, type FuzzOutcome } from './run.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.count);
const seed = Number(values.seed);
/** A telephone of its own for each, so that what the scripted PBX keeps of its messages stays small. */
const part = 10_000;

const started = performance.now();
const outcomes: FuzzOutcome[] = [];
for (let sent = 0; sent < count; sent += part) {
  outcomes.push(await fuzz(Math.min(part, count - sent), seed + outcomes.length));
}
const seconds = (performance.now() - started) / 1000;
const sum = (pick: (outcome: FuzzOutcome) => number) => outcomes.reduce((all, each) => all + pick(each), 0);
const none = (name: string, value: number, unit = ''): Figure => ({
  name,
  value,
  unit,
  goal: '0',
  holds: value === 0,
});
const calls = sum((outcome) => outcome.calls);
const slowest = Math.max(0, ...outcomes.map(({ slowestMs }) => slowestMs));

await publish(
  'show',
  'fuzz-sip',
  [
    { name: 'mutants', value: count, unit: 'messages' },
    none(
      'exceptions that nobody caught',
      sum((each) => each.escaped),
    ),
    none(
      'exceptions of SIP.js at a message',
      sum((each) => each.thrown),
    ),
    none(
      'faults that SIP.js caught and logged',
      sum((each) => each.caught),
    ),
    {
      name: 'slowest, from socket to last handler',
      value: slowest,
      unit: 'ms',
      goal: '< 50',
      holds: slowest < 50,
    },
    none(
      'registrations lost',
      sum((each) => (each.registered ? 0 : 1)),
    ),
    none('next calls not answered', calls - sum((each) => each.answered), `of ${calls}`),
    { name: 'speed', value: count / seconds, unit: 'messages/s' },
  ],
  [
    `seed ${seed}; ${outcomes.length} telephones; a third within a call, a third responses to what the telephone asks`,
    'milliseconds of processor time: what other programs took meanwhile is not the telephone’s',
    ...outcomes.flatMap(({ words }) => [...words].map(([text, times]) => `${times} × ${text}`)).slice(0, 20),
  ],
);

// The telephones' transactions have timers of their own, which must not keep a finished program alive.
process.exit();
