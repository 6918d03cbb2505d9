import { notifications } from '@mantine/notifications';
import { render, screen, type RenderResult } from '@testing-library/react';
import { App } from '../../src/renderer/desk/App.tsx';
import { loadLanguage, startTexts } from '../../src/renderer/desk/i18n/i18n.ts';
import type { DeskState } from '../../src/contract/desk/state.ts';
import { FakeDeskBridge } from './fake-desk-bridge.ts';
import { sampleState } from './desk-sample.ts';

/** The state of the samples with an English desk, so that tests can be read. */
export function englishState(change: Partial<DeskState> = {}): DeskState {
  return sampleState({ settings: { language: 'en', theme: 'light' }, ...change });
}

/** Draws the desk on a host in memory, and waits until it can be used. */
export async function renderDesk(
  fake: FakeDeskBridge = new FakeDeskBridge(englishState()),
): Promise<{ fake: FakeDeskBridge; view: RenderResult }> {
  // Notices live outside of the page; those of the test before would stand in the way.
  notifications.clean();
  startTexts();
  await loadLanguage(fake.state.settings.language);
  await import('../../src/renderer/desk/Desk.tsx');
  const view = render(<App bridge={fake} link={fake} />);
  await screen.findByRole('main');
  return { fake, view };
}
