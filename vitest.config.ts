import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    // Files run one process each; two at a time on a small machine, so that real audio and real servers are not starved.
    pool: 'forks',
    maxWorkers: 2,
    // What waits is broken or starved; only the first is to fail.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    setupFiles: ['tests/support/setup.ts'],
    restoreMocks: true,
  },
});
