import { expect, onTestFinished, test, vi } from 'vitest';
import { watchServer } from '../../../../src/main/app/server-watch.ts';
import type { ServerStatus } from '../../../../src/main/session/port.ts';

test.each(['garbage', '', 'http://', 'http://127.0.0.1:1', 'http://user:password@127.0.0.1:1', 'ftp://x'])(
  'at %j nobody answers, and nothing else happens',
  async (url) => {
    const told: ServerStatus[] = [];
    onTestFinished(watchServer(url, (status) => told.push(status)));
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]?.status).toBe('unreachable');
  },
);
