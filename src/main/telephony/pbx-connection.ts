import type { Registration } from '../../contract/desk/state.ts';
import type { Mailbox } from '../../contract/desk/telephone.ts';
import { fail, type Result } from '../../contract/reasons.ts';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import { Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import { sendText } from './message.ts';
import { PbxEvents } from './pbx-events.ts';
import type { ColleagueNews, MediaPort, NetworkChange, TelephonyCall } from './port.ts';
import { RecordingControl } from './recording-control.ts';
import { RegistrationKeeper, ServerChoice } from './registration.ts';
import { Transfers } from './transfer.ts';
import { createAgent, type Agent } from './user-agent.ts';

export interface PbxConnectionParts {
  readonly account: SipAccount;
  readonly product: string;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  readonly onRegistration: (registration: Registration) => void;
  readonly onCall: (call: TelephonyCall) => void;
  readonly onColleague: (news: ColleagueNews) => void;
  readonly onMailbox: (mailbox: Mailbox | undefined) => void;
}

/** One account at its PBX, from `start` to `stop`: user agent, registration and calls. */
export class PbxConnection {
  readonly calls: Calls;
  readonly transfers: Transfers;
  readonly recordings: RecordingControl;
  readonly #parts: PbxConnectionParts;
  readonly #agent: Agent | undefined;
  readonly #keeper: RegistrationKeeper | undefined;
  readonly #events: PbxEvents | undefined;
  readonly #stopHearing: () => void;
  readonly #refusedAt: string;
  #stopping: Promise<void> | undefined;

  constructor(parts: PbxConnectionParts) {
    this.#parts = parts;
    const { account, media, clock, log } = parts;
    const servers = new ServerChoice(account.servers);
    this.calls = new Calls({
      account,
      media,
      clock,
      log,
      agent: () => this.#agent,
      isRegistered: () => this.#keeper?.current().status === 'registered',
      recordingOf: (callId, progress) => this.recordings.of(callId, progress),
      onChange: (call) => {
        if (call.state === 'ended') this.recordings.callEnded(call.id);
        parts.onCall(call);
      },
    });
    this.recordings = new RecordingControl({
      settings: account.telephone.recording,
      media,
      clock,
      log,
      find: (callId) => this.calls.find(callId),
      isConnected: () => this.#agent?.transport.isConnected() === true,
      whenRegistered: (action) => this.calls.whenRegistered(action),
      onChange: (callId) => this.calls.tell(callId),
    });
    this.transfers = new Transfers({
      clock,
      log,
      agent: () => this.#agent,
      isRegistered: () => this.#keeper?.current().status === 'registered',
      nameOf: (number) => account.colleagues.find((colleague) => colleague.number === number)?.name,
      find: (callId) => this.calls.find(callId),
      isInConference: (callId) => this.calls.switchboard.isInConference(callId),
      isTalking: () => this.calls.isTalking(),
      setHeld: (callId, held) => this.calls.switchboard.setHeld(callId, held),
      hangUp: (callId) => this.calls.hangUp(callId),
      whenRegistered: (action) => this.calls.whenRegistered(action),
      beforeLeaving: (callId) => this.recordings.resumeBeforeLeaving(callId),
    });
    this.#agent = createAgent({
      account,
      product: parts.product,
      clock,
      log,
      server: () => servers.current(),
      describe: (session) => this.calls.proxyOf(session),
      onInvite: (invitation) => this.calls.receive(invitation),
      onNotify: (notification) => this.#events?.unasked(notification),
      onConnectionLost: () => {
        this.calls.connectionLost();
        this.#keeper?.connectionLost();
      },
    });
    this.#events =
      this.#agent &&
      new PbxEvents({
        ...parts,
        agent: this.#agent,
        isRegistered: () => this.#keeper?.current().status === 'registered',
      });
    this.#keeper =
      this.#agent &&
      new RegistrationKeeper({
        ...this.#agent,
        servers,
        clock,
        log,
        onChange: (registration) => {
          if (registration.status === 'waiting') this.#events?.connectionLost();
          parts.onRegistration(registration);
        },
        onRegistered: () => {
          this.calls.registered();
          this.#events?.registered();
        },
      });
    this.#refusedAt = clock.instant();
    this.#stopHearing = media.onEvent((event) => this.calls.mediaEvent(event));
  }

  start(): void {
    if (this.#keeper !== undefined) return this.#keeper.start();
    this.#parts.log.error('sip account is unusable');
    this.#parts.onRegistration(this.registration());
  }

  retryNow(): void {
    this.#keeper?.retryNow();
  }

  networkChanged(change: NetworkChange): void {
    this.calls.waysChanged();
    if (change === 'moved') this.calls.networkMoved();
    this.#keeper?.networkChanged(change, () => this.calls.refreshMoved());
  }

  registration(): Registration {
    return (
      this.#keeper?.current() ?? {
        status: 'stopped',
        since: this.#refusedAt,
        attempt: 0,
        reason: 'pbx.refused',
      }
    );
  }

  async sendMessage(user: string, text: string): Promise<Result<void>> {
    if (this.#agent === undefined || this.registration().status !== 'registered') {
      return fail('call.notRegistered');
    }
    return sendText(this.#agent.userAgent, user, this.#agent.domain, text);
  }

  /** Hangs up, unregisters and closes; at most about 3 s. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.calls.stop();
    this.#stopHearing();
    this.#events?.stop();
    this.recordings.stop();
    await this.#keeper?.stop();
    await this.#agent?.transport.disconnect();
    await this.#agent?.userAgent.stop();
  }
}
