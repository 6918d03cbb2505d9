// Where things go wrong, at the real desk: what the operator sees, and that nothing is lost.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { root } from '../../scripts/environment.ts';
import { paths } from '../../src/contract/server/api.ts';
import { anyShell, atWork, centreInTest, deskInTest, noShell } from '../support/desk/desk-in-test.ts';
import { crashMediaWindow, mediaPageOf } from '../support/desk/hear.ts';
import { hasSoundCard, whyNot } from '../support/desk/open-desk.ts';
import { pattern } from '../support/desk/texts.ts';
import type { Walk } from '../support/desk/walk.ts';
import { startHeldProxy } from '../support/held-proxy.ts';

const long = { timeout: 180_000 };
const waiting = { timeout: 30_000, interval: 50 };

async function typeComplaint(operator: Walk, description: string): Promise<void> {
  await operator.ring(0);
  await operator.answer();
  await operator.openCase();
  await operator.chooseCategory(0);
  await operator.field('case.description').fill(description);
  await operator.draftSaved();
}

async function casesAt(dataDirectory: string): Promise<string[]> {
  const cli = join(root, 'build/server/cli.js');
  const words = ['cases', 'list', '--json', '--data', join(dataDirectory, 'server')];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...words]);
  return z
    .array(z.object({ reference: z.string() }))
    .parse(JSON.parse(stdout))
    .map((one) => one.reference);
}

describe.skipIf(noShell !== undefined)(
  `the desk in the ${anyShell} shell${noShell === undefined ? '' : ` (skipped: ${noShell})`}`,
  () => {
    test('killed between typing and submitting: the draft is back at the next start', long, async () => {
      const { centre, dataDirectory } = await centreInTest();
      const first = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await atWork(first.operator);
      await typeComplaint(first.operator, 'დაწერილი სიტყვა არ იკარგება');
      await first.desk.kill();

      const second = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await second.operator.signIn('nino');
      await second.operator.button('drafts.continue').click();
      await expect
        .poll(() => second.operator.field('case.description').inputValue(), waiting)
        .toBe('დაწერილი სიტყვა არ იკარგება');
      await second.operator.submit();
      await second.operator.says('story.delivery.delivered');
      expect(await casesAt(dataDirectory)).toHaveLength(1);
    });

    test('killed between submitting and the server’s answer: one case, not two', long, async () => {
      const { centre, dataDirectory } = await centreInTest();
      const proxy = await startHeldProxy(centre.serverUrl);
      onTestFinished(() => proxy.close());
      const first = await deskInTest({ serverUrl: proxy.url, dataDirectory });
      await atWork(first.operator);
      await typeComplaint(first.operator, 'ერთი საჩივარი, არა ორი');
      await first.operator.says('outbox.nothing');
      const lost = proxy.loseAnswerTo(paths.push);
      const reference = await first.operator.submit();
      await lost;
      await first.desk.kill();

      const second = await deskInTest({ serverUrl: proxy.url, dataDirectory });
      await second.operator.signIn('nino');
      await second.operator.says('outbox.nothing');
      expect(await casesAt(dataDirectory)).toEqual([reference]);
    });

    test('the server away at the very first start: words, and in when it is back', long, async () => {
      const { centre, dataDirectory } = await centreInTest();
      await centre.server().kill();
      const { operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await operator.says('server.unreachable');
      expect(await operator.signInRefused('nino', 'zari-demo')).toBe(
        operator.t('reason.auth.firstTimeOffline'),
      );
      await centre.restartServer();
      await operator.says('server.reachable');
      await operator.signIn('nino');
    });

    test('no microphone: said in words, the call rings on and can be rejected', long, async (context) => {
      if (hasSoundCard()) context.skip('this machine has a sound card');
      const { centre, dataDirectory } = await centreInTest();
      const { desk, operator } = await deskInTest({
        serverUrl: centre.serverUrl,
        dataDirectory,
        microphone: 'none',
      });
      await atWork(operator);
      await operator.ring(0);
      await desk.page.keyboard.press('F2');
      await operator.says('reason.media.noMicrophone');
      expect(await operator.button('call.answer').isVisible()).toBe(true);
      expect(centre.newestCall().state).not.toBe('ended');
      await desk.page.keyboard.press('F3');
      await centre.newestCall().until('ended');
    });

    test(
      'the PBX goes away and refuses, then takes the desk again: the desk says each as it is',
      long,
      async () => {
        const { centre, dataDirectory } = await centreInTest();
        const { operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
        await operator.signIn('nino');
        await operator.registered();
        centre.line.refuseRegistrations(403);
        centre.line.dropConnections();
        await operator.says('registration.waiting');
        await operator.page
          .getByRole('banner')
          .getByRole('button', { name: pattern(operator.t('registration.waiting')) })
          .click();
        await operator.says('reason.pbx.refused');
        centre.line.refuseRegistrations(undefined);
        await operator.button('registration.tryNow').click();
        await operator.registered();
      },
    );

    test('the other side vanishes: said in words, and the desk is free for the next call', long, async () => {
      const { centre, dataDirectory } = await centreInTest();
      const { operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await atWork(operator);
      await operator.ring(0);
      await operator.answer();
      await centre.newestCall().until('media');
      centre.newestCall().vanish();
      await operator.page.getByText(operator.t('call.mediaInterrupted')).waitFor({ timeout: 60_000 });
      await operator.page.getByText(operator.t('call.ending.lost')).first().waitFor({ timeout: 60_000 });
      await operator.finish(1);
      await operator.ring(1);
    });

    test(
      'a desk that reloads in a call has the call again, and the voice never stopped',
      long,
      async (context) => {
        if (anyShell === 'browser') context.skip('the media page lives in the desk’s page there');
        const { centre, dataDirectory } = await centreInTest();
        const { desk, operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
        await atWork(operator);
        await operator.ring(0);
        await operator.answer();
        const call = centre.newestCall();
        await call.until('media');
        const before = call.operatorPackets();
        await desk.page.reload();
        await operator.button('call.mute').waitFor({ timeout: 20_000 });
        await vi.waitFor(
          () => expect(call.operatorPackets().received).toBeGreaterThan(before.received + 20),
          waiting,
        );
        expect(call.operatorPackets().lost).toBe(before.lost);
        await operator.hangUp();
        expect(call.endedBy).toBe('operator');
      },
    );

    test('a media window that crashes in a call is rebuilt, and the voice is back', long, async (context) => {
      if (anyShell === 'browser') context.skip('the media page lives in the desk’s page there');
      const { centre, dataDirectory } = await centreInTest();
      const { desk, operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await atWork(operator);
      await operator.ring(0);
      await operator.answer();
      const call = centre.newestCall();
      await call.until('media');
      await crashMediaWindow(desk);
      const before = call.operatorPackets().received;
      await vi.waitFor(() => expect(call.operatorPackets().received).toBeGreaterThan(before + 20), waiting);
      await operator.hangUp();
      expect(call.endedBy).toBe('operator');
    });

    test('a media window that hangs in a call is rebuilt, and the voice is back', long, async (context) => {
      if (anyShell === 'browser') context.skip('the media page lives in the desk’s page there');
      const { centre, dataDirectory } = await centreInTest();
      const { desk, operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await atWork(operator);
      await operator.ring(0);
      await operator.answer();
      const call = centre.newestCall();
      await call.until('media');
      const media = await mediaPageOf(desk);
      // It has no end, and so no answer.
      void media.evaluate('for (;;);').catch(() => undefined);
      await vi.waitFor(() => expect(desk.log()).toContain('media window gone'), { timeout: 90_000 });
      expect(desk.log()).toContain('media window hangs');
      const before = call.operatorPackets().received;
      await vi.waitFor(() => expect(call.operatorPackets().received).toBeGreaterThan(before + 20), waiting);
      await operator.hangUp();
      expect(call.endedBy).toBe('operator');
    });

    test('messages of the wrong shape are refused, and no page can reach out', long, async (context) => {
      if (anyShell === 'browser') context.skip('the bridge of Electron');
      const { centre, dataDirectory } = await centreInTest();
      const { desk, operator } = await deskInTest({ serverUrl: centre.serverUrl, dataDirectory });
      await operator.signIn('nino');
      const answers = await desk.page.evaluate(async () => {
        const bridge: { command(name: unknown, input: unknown): Promise<object> } | undefined = window.zari;
        if (bridge === undefined) throw new Error('no bridge');
        const wrong = [
          ['nonsense', {}],
          ['__proto__', {}],
          ['call.answer', { callId: '../../etc' }],
          ['case.submit', null],
          ['draft.save', { draft: { id: 1 } }],
          [{ toString: 'x' }, 5],
        ];
        return Promise.all(
          wrong.map(async ([name, input]) => {
            const result = await bridge.command(name, input);
            return 'reason' in result && result.reason;
          }),
        );
      });
      expect(answers).toEqual(answers.map(() => 'input.invalid'));
      const reached = await desk.page.evaluate(async (url) => {
        const tried = await fetch(url).then(
          () => 'fetched',
          () => 'blocked',
        );
        return [
          tried,
          typeof Reflect.get(window, 'require'),
          typeof Reflect.get(window, 'process'),
          window.open(url) === null,
        ];
      }, centre.serverUrl);
      expect(reached).toEqual(['blocked', 'undefined', 'undefined', true]);
      const microphone = await desk.page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true }).then(
          () => 'given',
          (error: Error) => error.name,
        ),
      );
      expect(microphone).toBe('NotAllowedError');
      await operator.registered();
      // Last, since a driver waits for ever for a navigation that was refused.
      const raw = await desk.page.context().newCDPSession(desk.page);
      const look = (expression: string) => raw.send('Runtime.evaluate', { expression });
      await look(`location.href = ${JSON.stringify(centre.serverUrl)}`);
      expect((await look('location.href')).result.value).toBe('app://desk/index.html');
    });
  },
);

const noBrowser = whyNot('browser');
test.skipIf(noBrowser !== undefined)(
  `the microphone refused in the browser: said in words, the call rings on${noBrowser === undefined ? '' : ` (skipped: ${noBrowser})`}`,
  long,
  async () => {
    const { centre, dataDirectory } = await centreInTest();
    const { desk, operator } = await deskInTest({
      shell: 'browser',
      serverUrl: centre.serverUrl,
      dataDirectory,
      microphone: 'denied',
    });
    await atWork(operator);
    await operator.ring(0);
    await desk.page.keyboard.press('F2');
    await operator.says('reason.media.permissionDenied');
    expect(await operator.button('call.answer').isVisible()).toBe(true);
  },
);

const noPackage = whyNot('packaged');
test.skipIf(noPackage !== undefined)(
  `the packaged application does not run as Node${noPackage === undefined ? '' : ` (skipped: ${noPackage})`}`,
  async () => {
    const wireCode = { off: '0'.charCodeAt(0), on: '1'.charCodeAt(0) };
    const wire = await getCurrentFuseWire(join(root, 'release/linux-unpacked/zari'));
    expect(wire[FuseV1Options.RunAsNode]).toBe(wireCode.off);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(wireCode.off);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(wireCode.off);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(wireCode.on);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(wireCode.on);
    expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(wireCode.off);
  },
);
