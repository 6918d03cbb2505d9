import '@fontsource-variable/noto-sans-georgian';
import '@fontsource-variable/noto-sans';
import '@mantine/core/styles.css';
import { createRoot } from 'react-dom/client';
import { httpClient } from './api/client.ts';
import { App } from './App.tsx';
import { createTexts } from './i18n/i18n.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
createRoot(root).render(<App client={httpClient()} texts={await createTexts()} styleNonce={nonce} />);
