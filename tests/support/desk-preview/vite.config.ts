import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite --config tests/support/desk-preview/vite.config.ts`: the desk without a host, to look at. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5199, strictPort: true, fs: { allow: ['../../..'] } },
  cacheDir: '../../../node_modules/.vite-desk-preview',
});
