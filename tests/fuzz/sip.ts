/** `npm run fuzz:sip -- --count 1000000 --seed 1`: mutated SIP messages to a live telephone, and calls between them. */
import { parseArgs } from 'node:util';
import { publish } from '../../scripts/proof.ts';
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
const calls = sum((outcome) => outcome.calls);
const answered = sum((outcome) => outcome.answered);
const escaped = sum((outcome) => outcome.escaped);
const lost = sum((outcome) => (outcome.registered ? 0 : 1));
const slowest = Math.max(0, ...outcomes.map(({ slowestMs }) => slowestMs));

await publish(
  'bench',
  'sip-fuzz',
  [
    { name: 'mutants', value: count, unit: 'messages' },
    { name: 'exceptions', value: escaped, unit: '', goal: '0', holds: escaped === 0 },
    { name: 'registrations lost', value: lost, unit: '', goal: '0', holds: lost === 0 },
    {
      name: 'calls not answered',
      value: calls - answered,
      unit: `of ${calls}`,
      goal: '0',
      holds: calls === answered,
    },
    { name: 'slowest to judge and parse', value: slowest, unit: 'ms', goal: '< 50', holds: slowest < 50 },
    { name: 'speed', value: count / seconds, unit: 'messages/s' },
  ],
  [`seed ${seed}; ${outcomes.length} telephones; a call after each 500 mutants`],
);

// The telephones' transactions have timers of their own, which must not keep a finished program alive.
process.exit();
