import { silentLog } from '../../src/main/logging/log.ts';
import { openStore } from '../../src/main/store/client.ts';
import { createVault } from '../../src/main/store/vault.ts';
import { sampleDraft } from './store-samples.ts';

// A process that works on a store and says each thing it was answered, until it is killed: see store-children.ts.
const workerUrl = new URL('../../src/main/store/worker.ts', import.meta.url);
const [task, place = '', ...rest] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** Keeps the process alive with nothing to do. */
const stay = (): void => void setInterval(() => {}, 60_000);

switch (task) {
  case 'hold-open':
  case 'create': {
    const [username = '', password = ''] = rest;
    const vault = createVault({ directory: place, workerUrl, log: silentLog });
    await (task === 'create' ? vault.create(username, password) : vault.open(username, password));
    say('open');
    stay();
    break;
  }
  case 'draft':
  case 'submit': {
    const [key = ''] = rest;
    const store = await openStore({ file: place, key: Buffer.from(key, 'hex'), workerUrl, log: silentLog });
    for (;;) {
      const draft = sampleDraft();
      await store.run('draft.save', draft);
      say(`saved ${draft.id}`);
      if (task === 'draft') break;
      say(`submitted ${draft.id} ${(await store.run('case.submit', draft)).reference}`);
    }
    stay();
    break;
  }
  default:
    throw new Error(`no such task: ${task}`);
}
