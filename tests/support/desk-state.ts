import type { DeskState } from '../../src/contract/desk/state.ts';

const since = '2026-01-01T00:00:00.000Z';

/** The state of a host that nobody has signed in to. */
export const signedOutState = (): DeskState => ({
  host: { version: '0.0.0', shell: 'browser', serverUrl: 'http://127.0.0.1:1' },
  settings: { language: 'ka', theme: 'auto' },
  session: { status: 'signedOut' },
  server: { status: 'unknown', since },
  registration: { status: 'none', since, attempt: 0 },
  media: { status: 'unknown', speakingWhileMuted: false },
  devices: {
    microphones: [],
    speakers: [],
    chosen: {},
    missing: [],
    processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    ringVolume: 1,
    headsets: [],
  },
  colleagues: [],
  fitness: { status: 'none', steps: [] },
  globalKeys: [],
  shift: { status: 'off' },
  presence: { state: 'offline', since },
  calls: [],
  outbox: { waiting: 0, waitingCases: 0, parked: 0 },
  content: { status: 'empty' },
  lines: [],
});
