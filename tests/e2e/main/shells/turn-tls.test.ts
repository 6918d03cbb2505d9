// Media of the desk in Electron that has one way out: TURN over TLS, with a certificate of the company's own authority.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findTurnserver } from '../../../../scripts/environment.ts';
import { whereIsAsterisk } from '../../../support/asterisk.ts';
import { createAuthority, whereIsOpenssl } from '../../../support/certificates.ts';
import { startCoturn } from '../../../support/coturn.ts';
import { deskInTest } from '../../../support/desk/desk-in-test.ts';
import { whyNot } from '../../../support/desk/open-desk.ts';
import { startAsteriskCentre } from '../../../support/desk/practice-centre.ts';

const why = [
  whyNot('electron'),
  whereIsAsterisk() === undefined ? 'no asterisk' : undefined,
  findTurnserver() === undefined ? 'no coturn' : undefined,
  whereIsOpenssl() === undefined ? 'no openssl' : undefined,
].filter((each) => each !== undefined);

test.skipIf(why.length > 0).each([
  ["the company's own authority: the marker comes back", true],
  ['an authority that nobody knows: no sound leaves, and no call is pretended', false],
] as const)(
  `by %s${why.length > 0 ? ` (skipped: ${why.join(', ')})` : ''}`,
  { timeout: 180_000 },
  async (_by, known) => {
    const directory = await mkdtemp(join(tmpdir(), 'zari-turn-tls-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const authority = await createAuthority(join(directory, 'authority'));
    const coturn = await startCoturn({ tls: await authority.issue() });
    onTestFinished(() => coturn.stop());
    const centre = await startAsteriskCentre(join(directory, 'centre'), {
      mediaEverywhere: true,
      account: {
        iceServers: [coturn.iceServer('tls')],
        telephone: {
          relayOnly: true,
          echoNumber: '600',
          ...(known ? { certificateAuthority: authority.pem } : {}),
        },
      },
    });
    onTestFinished(() => centre.stop());
    const { desk, operator } = await deskInTest({
      shell: 'electron',
      serverUrl: centre.serverUrl,
      dataDirectory: directory,
    });
    await operator.signIn('nino');
    await operator.registered();
    // The check before a shift calls the echo and listens for its marker.
    await desk.page.evaluate(() => window.zari?.command('fitness.run', {}));
    const echo = () =>
      desk.page.evaluate(
        () =>
          new Promise<{ result: string; reason?: string; markerDb: number } | undefined>((resolve) => {
            // The first event of a subscription is the whole state.
            const stop = window.zari?.subscribe((event) => {
              if (!('state' in event) || event.state.fitness === undefined) return;
              const { fitness } = event.state;
              const step = fitness.status === 'done' && fitness.steps.find(({ name }) => name === 'echoCall');
              setTimeout(() => stop?.());
              resolve(
                step
                  ? {
                      result: step.result,
                      reason: step.reason ?? 'none',
                      markerDb: step.values['markerDb'] ?? -100,
                    }
                  : undefined,
              );
            });
          }),
      );
    await expect
      .poll(echo, { timeout: 120_000, interval: 500 })
      .toMatchObject(known ? { result: 'ok', reason: 'none' } : { result: 'failed', reason: 'media.failed' });
    if (known) expect((await echo())?.markerDb).toBeGreaterThan(-25);
    expect(coturn.allocations() > 0).toBe(known);
  },
);
