import { createRoot } from 'react-dom/client';
import { languages } from '../../../src/domain/language.ts';
import { App } from '../../../src/renderer/desk/App.tsx';
import { loadLanguage, startTexts } from '../../../src/renderer/desk/i18n/i18n.ts';
import '../../../src/renderer/desk/ui/fonts.css';
import '../../../src/renderer/desk/ui/tokens.css';
import '../../../src/renderer/desk/ui/base.css';
import { FakeDeskBridge } from '../fake-desk-bridge.ts';
import { fullScript, sampleDraft, sampleState } from '../desk-sample.ts';

/**
 * The desk on a host in memory, to look at: `?language=ka&theme=dark&signedOut&drafts`. The host is at hand in the
 * console as `fake`, for example `fake.ring()`.
 */
const query = new URLSearchParams(location.search);
const language = languages.find((each) => each === query.get('language')) ?? 'ka';
const fake = new FakeDeskBridge(
  sampleState({
    settings: { language, theme: query.get('theme') === 'dark' ? 'dark' : 'light' },
    ...(query.has('signedOut') ? { session: { status: 'signedOut' } } : {}),
  }),
);
fake.scripts = [fullScript];
if (query.has('drafts')) fake.drafts.set(sampleDraft().id, sampleDraft());
Object.assign(window, { fake });
startTexts();
await loadLanguage(language);
const container = document.getElementById('root');
if (container === null) throw new Error('the page has no #root');
createRoot(container).render(<App bridge={fake} link={fake} />);
