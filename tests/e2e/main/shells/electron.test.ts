// What a page of ours could do in Electron if somebody else's code ran in it.
import { expect, test } from 'vitest';
import { centreInTest, deskInTest } from '../../../support/desk/desk-in-test.ts';
import { whyNot } from '../../../support/desk/open-desk.ts';

const why = whyNot('electron');

test.skipIf(why !== undefined)(
  `the media page gets the microphone, and neither camera nor screen${why === undefined ? '' : ` (skipped: ${why})`}`,
  { timeout: 300_000 },
  async () => {
    const { centre, dataDirectory } = await centreInTest();
    const { desk, operator } = await deskInTest({
      shell: 'electron',
      serverUrl: centre.serverUrl,
      dataDirectory,
    });
    await operator.signIn('nino');
    await operator.registered();
    const media = desk.page
      .context()
      .pages()
      .find((page) => page.url().startsWith('app://media/'));
    if (media === undefined) throw new Error('no media page');
    const given = await media.evaluate(async () => {
      // `chromeMediaSource` is Chromium's own and in no type.
      const screen = JSON.parse('{"mandatory":{"chromeMediaSource":"desktop"}}');
      const wishes: MediaStreamConstraints[] = [{ audio: true }, { video: true }, { video: screen }];
      const answers: string[] = [];
      for (const wish of wishes) {
        answers.push(
          await navigator.mediaDevices.getUserMedia(wish).then(
            () => 'given',
            (error: Error) => error.name,
          ),
        );
      }
      return answers;
    });
    expect(given).toEqual(['given', 'NotAllowedError', 'NotAllowedError']);
    // Headsets are seen without being asked for; a page that asks for any other device gets none.
    const hid = await media.evaluate<unknown>(`Promise.all([
      navigator.hid.getDevices().then((devices) => devices.every(({ collections }) =>
        collections.some(({ usagePage }) => usagePage === 0x0b))),
      navigator.hid.requestDevice({ filters: [] }).then((devices) => devices.length),
    ])`);
    expect(hid).toEqual([true, 0]);
  },
);

test.skipIf(why !== undefined)(
  `the desk looks for headset buttons at a click, and says what was found${why === undefined ? '' : ` (skipped: ${why})`}`,
  { timeout: 300_000 },
  async () => {
    const { centre, dataDirectory } = await centreInTest();
    const { desk, operator } = await deskInTest({
      shell: 'electron',
      serverUrl: centre.serverUrl,
      dataDirectory,
    });
    await operator.signIn('nino');
    await operator.registered();
    const { page } = desk;
    const media = page
      .context()
      .pages()
      .find((each) => each.url().startsWith('app://media/'));
    if (media === undefined) throw new Error('no media page');
    const plugged = await media.evaluate<number>(`navigator.hid.getDevices().then((all) => all.length)`);
    await page.keyboard.press('Control+,');
    await operator.button('headset.connect').click();
    await operator.says(plugged === 0 ? 'headset.notFound' : 'headset.heard');
    // The page in front asks for no device itself, and would get none.
    const own = await page.evaluate<number>(`navigator.hid.getDevices().then((all) => all.length)`);
    expect(own).toBe(0);
  },
);

test.skipIf(why !== undefined)(
  `what was copied is put into the number field by its key, and the media page cannot read it${why === undefined ? '' : ` (skipped: ${why})`}`,
  { timeout: 300_000 },
  async () => {
    const { centre, dataDirectory } = await centreInTest();
    const { desk, operator } = await deskInTest({
      shell: 'electron',
      serverUrl: centre.serverUrl,
      dataDirectory,
    });
    await operator.signIn('nino');
    const { page } = desk;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tel:+995599123456');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+b');
    await expect.poll(() => operator.field('dial.number').inputValue()).toBe('599 12 34 56');
    const media = page
      .context()
      .pages()
      .find((each) => each.url().startsWith('app://media/'));
    if (media === undefined) throw new Error('no media page');
    const read = await media.evaluate(() =>
      navigator.clipboard.readText().then(
        () => 'given',
        (error: Error) => error.name,
      ),
    );
    expect(read).toBe('NotAllowedError');
  },
);
