import type { DeskState } from '../../contract/desk/state.ts';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import type { Nothing } from '../../contract/desk/commands.ts';
import { createDispatcher } from '../desk/dispatch.ts';
import type { DeskContext } from '../desk/context.ts';
import { numberOfLink } from '../../domain/dial-link.ts';
import { openDevice } from '../session/device.ts';
import type { OpenSession } from '../session/port.ts';
import { createSessionService } from '../session/session-service.ts';
import { createShiftService } from '../shift/shift-service.ts';
import { createVault } from '../store/vault.ts';
import { systemClock } from '../sync/clock.ts';
import { createServerClient } from '../sync/server-client.ts';
import { probeServer } from '../sync/server-probe.ts';
import { createSyncService } from '../sync/sync-service.ts';
import { createTelephony } from '../telephony/telephony.ts';
import { createCallDesk } from './call-desk.ts';
import { createDialling } from './dialling.ts';
import { createColleagueDesk } from './colleagues.ts';
import { createDeviceDesk } from './devices.ts';
import { createExclusive } from './exclusive.ts';
import { createCallQuality } from './call-quality.ts';
import { runGlobalAction } from './global-actions.ts';
import { createGlobalKeys } from './global-keys.ts';
import { createFitnessCheck } from './fitness-check.ts';
import type { Host, HostOptions } from './host-port.ts';
import { createHeadsetControl } from './headset.ts';
import { observeMicrophone } from './microphone-status.ts';
import { watchNetwork } from './network-watch.ts';
import { watchServer } from './server-watch.ts';
import { operatorSlices, signedOutState } from './signed-out-state.ts';
import { openSettings } from './settings.ts';
import { createQueueMembership } from './queue-membership.ts';
import { createStateHolder } from './state-holder.ts';

export type { Host, HostOptions } from './host-port.ts';

const defaultServerUrl = 'http://127.0.0.1:7100';

/** Puts the host together. Opens no store and no connection before somebody signs in, but for a look at the server. */
export async function createHost(options: HostOptions): Promise<Host> {
  const log = options.log('host');
  const settings = await openSettings(options.dataDirectory, log);
  const device = await openDevice(options.dataDirectory);
  const serverUrl = (): string => options.serverUrl ?? settings.get().serverUrl ?? defaultServerUrl;
  const now = (): string => new Date().toISOString();

  // First of those who listen to the media window: one that was started anew learns of the devices before it opens any.
  const media = observeMicrophone(options.media, (news) =>
    state.set('media', { ...state.get().media, ...news }),
  );
  const devices = createDeviceDesk({
    media,
    settings,
    publish: (found) => state.set('devices', found),
    levels: (levels) => state.emit({ name: 'levels', ...levels }),
  });

  const signedOut = (): DeskState =>
    signedOutState({
      host: {
        version: options.version,
        shell: options.shell,
        serverUrl: serverUrl(),
        lastUsername: device.lastUsername(),
      },
      settings: { language: settings.get().language, theme: settings.get().theme },
      devices: devices.devices(),
      now: now(),
    });
  const state = createStateHolder(signedOut());

  const client = createServerClient({ serverUrl, log: options.log('server') });
  const sessions = createSessionService({
    client,
    device,
    serverUrl,
    vault: createVault({
      directory: `${options.dataDirectory}/stores`,
      workerUrl: options.storeWorkerUrl,
      log: options.log('store'),
    }),
    version: options.version,
    log: options.log('session'),
  });
  const sync = createSyncService({ client, log: options.log('sync') });
  const shift = createShiftService({
    clockOffsetMs: () => client.clockOffsetMs(),
    log: options.log('shift'),
  });
  const telephony = createTelephony({
    media,
    log: options.log('telephony'),
    userAgent: `Zari/${options.version}`,
  });
  let session: OpenSession | undefined;
  /** Somebody is signing in or out: until it is done nobody else may, and the server stays the same. */
  const signing = createExclusive();
  const quality = createCallQuality({
    media,
    log: options.log('quality'),
    now: Date.now,
  });
  /** The number of a link that was opened before anybody signed in. */
  let numberToDial: string | undefined;
  const globalKeys = createGlobalKeys({
    registry: options.keyRegistry,
    settings,
    publish: (keys) => state.set('globalKeys', keys),
    run: (action) => {
      if (action === 'show') options.showDesk?.();
      else runGlobalAction(action, telephony);
    },
  });
  // Before the desk of the calls: a call that comes in finds the line free.
  const fitness = createFitnessCheck({
    telephony,
    media,
    devices,
    clock: systemClock,
    log: options.log('fitness'),
    account: () => session?.sip,
    probe: (signal) => probeServer(serverUrl(), { clock: systemClock, signal }),
    signInNeeded: () => state.get().server.status === 'signInNeeded',
    callOn: () => callDesk.busy(),
    store: () => session?.store,
    publish: (now) => state.set('fitness', now),
    recorded: () => sync.nudge(),
  });
  const callDesk = createCallDesk({
    telephony,
    shift,
    quality,
    log: options.log('calls'),
    lines: () => state.get().lines,
    store: () => session?.store,
    publish: (calls) => state.set('calls', calls),
    makeRoom: () => fitness.stop('call'),
    recorded: () => sync.nudge(),
  });

  let stopWatching = (): void => {};
  const watch = (): void => {
    stopWatching();
    stopWatching = watchServer(serverUrl(), (status) => state.set('server', status));
  };

  const queues = createQueueMembership({
    telephony,
    onRegistration: (listener) => telephony.on('registration', listener),
    clock: systemClock,
    log: options.log('queues'),
    publish: (queue) => state.set('queue', queue),
  });
  const showShift = (): void => {
    state.set('shift', shift.shift());
    state.set('presence', shift.presence());
    queues.follow(shift.presence());
  };
  const showLines = async (): Promise<void> => {
    const lines = await session?.store.run('line.list');
    if (lines !== undefined) state.set('lines', lines);
  };
  const showSession = (open: OpenSession): void => {
    const scenarios = open.sip?.practiceScenarios ?? [];
    state.set('session', {
      status: 'signedIn',
      operator: open.operator,
      offline: open.offline,
      practiceScenarios: scenarios.map(({ id, title }) => ({ id, title })),
    });
  };

  const colleagueDesk = createColleagueDesk(telephony, state);

  const stops = [
    watchNetwork({ tell: (change) => telephony.networkChanged(change) }),
    shift.on('change', showShift),
    sync.on('server', (status) => state.set('server', status)),
    sync.on('outbox', (summary) => state.set('outbox', summary)),
    sync.on('content', (content) => {
      state.set('content', content);
      showLines().catch((error: unknown) => log.error('lines not shown', { error: String(error) }));
    }),
    sync.on('delivered', (ids) => state.emit({ name: 'delivered', operationIds: [...ids] })),
    telephony.on('registration', (registration) => state.set('registration', registration)),
  ];

  async function open(opened: OpenSession): Promise<void> {
    session = opened;
    stopWatching();
    await shift.open(opened.store);
    await showLines();
    await callDesk.open(opened.store);
    await fitness.open(opened.store);
    state.set('content', await contentOf(opened));
    state.set('host', { ...state.get().host, lastUsername: device.lastUsername() });
    showShift();
    showSession(opened);
    queues.open(opened.sip?.telephone.queueMember);
    if (numberToDial !== undefined) state.emit({ name: 'dialRequest', number: numberToDial });
    numberToDial = undefined;
    colleagueDesk.open(opened.sip?.colleagues ?? []);
    if (opened.sip === undefined) {
      state.set('registration', { status: 'stopped', since: now(), attempt: 0, reason: 'pbx.noAccount' });
    } else telephony.connect(opened.sip);
    sync.start(opened);
  }

  async function contentOf(opened: OpenSession): Promise<DeskState['content']> {
    const { updatedAt } = await opened.store.run('content.position');
    return updatedAt === undefined ? { status: 'empty' } : { status: 'current', updatedAt };
  }

  async function leave(): Promise<void> {
    await fitness.leave();
    devices.forgetMeter();
    queues.open(undefined);
    await telephony.disconnect();
    // While the store is at hand: the last call may have ended just now.
    await callDesk.leave();
    colleagueDesk.leave();
    session = undefined;
    await sync.stop();
    shift.close();
    await sessions.signOut();
    const clean = signedOut();
    for (const slice of operatorSlices) state.set(slice, clean[slice]);
  }

  const context: DeskContext = {
    state: state.get,
    store: () => session?.store,
    settings,
    telephony,
    callDesk,
    globalKeys,
    fitness,
    dialling: createDialling({ lines: () => state.get().lines, colleagues: () => state.get().colleagues }),
    devices,
    shift,
    sync,
    async signIn({ username, password, previousPassword }): Promise<Result<Nothing>> {
      if (session !== undefined) return fail('session.wrongState');
      return signing.run(async () => {
        const result = await sessions.signIn(username, password, previousPassword);
        if (!result.ok) return result;
        try {
          await open(result.value);
        } catch (error) {
          // Half a session is none: the store is closed again, and the next try starts afresh.
          await leave();
          watch();
          throw error;
        }
        return ok({});
      });
    },
    async signOut(): Promise<Result<Nothing>> {
      if (callDesk.busy()) return fail('call.otherActive');
      if (shift.shift().status === 'on') return fail('session.shiftOn');
      return signing.run(async () => {
        await leave();
        watch();
        return ok({});
      });
    },
    async changeSettings({ language, theme, serverUrl: url }): Promise<Result<Nothing>> {
      if (url !== undefined && (signing.busy() || session !== undefined)) return fail('session.wrongState');
      const before = settings.get();
      await settings.set({
        language: language ?? before.language,
        theme: theme ?? before.theme,
        ...(url === undefined ? {} : { serverUrl: url }),
      });
      state.set('settings', { language: settings.get().language, theme: settings.get().theme });
      state.set('host', { ...state.get().host, serverUrl: serverUrl() });
      if (url !== undefined) watch();
      return ok({});
    },
  };

  const execute = createDispatcher(context, options.log('desk'));
  stops.push(
    createHeadsetControl({
      media,
      telephony,
      redial: () => void execute({ name: 'call.redial', input: {} }),
    }),
  );

  watch();
  return {
    execute,
    state: state.get,
    subscribe: state.subscribe,
    deskLoaded: devices.forgetMeter,
    openLink(link) {
      const number = numberOfLink(link);
      if (number === undefined) return;
      options.showDesk?.();
      if (session === undefined) numberToDial = number;
      else state.emit({ name: 'dialRequest', number });
    },
    wokeUp: () => telephony.networkChanged('moved'),
    certificateAuthority: () => session?.sip?.telephone.certificateAuthority,
    busy: callDesk.busy,
    async close() {
      stopWatching();
      if (session !== undefined) await leave();
      callDesk.close();
      colleagueDesk.close();
      devices.close();
      quality.close();
      globalKeys.close();
      for (const stop of stops) stop();
    },
  };
}
