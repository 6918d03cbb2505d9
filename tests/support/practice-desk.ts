import {
  type Invitation,
  Inviter,
  Messager,
  Registerer,
  RegistererState,
  type Session,
  SessionState,
  UserAgent,
} from 'sip.js';
import { DeskMedia, type DeskMediaOptions } from './desk-media.ts';

/** A SIP.js user agent in plain Node that stands for a desk in tests of the practice line. */
export class PracticeDesk {
  readonly userAgent: UserAgent;
  readonly username: string;
  private readonly registerer: Registerer;
  private readonly invitations: Invitation[] = [];
  private readonly wanted: ((invitation: Invitation) => void)[] = [];

  private constructor(url: string, username: string, password: string) {
    this.username = username;
    const uri = UserAgent.makeURI(`sip:${username}@practice.zari.example`);
    if (uri === undefined) throw new Error('the address is wrong');
    this.userAgent = new UserAgent({
      uri,
      transportOptions: { server: url },
      authorizationUsername: username,
      authorizationPassword: password,
      logBuiltinEnabled: false,
      sessionDescriptionHandlerFactory: () => new DeskMedia(),
      delegate: {
        onInvite: (invitation) => {
          const waiting = this.wanted.shift();
          if (waiting === undefined) this.invitations.push(invitation);
          else waiting(invitation);
        },
      },
    });
    this.registerer = new Registerer(this.userAgent, { expires: 120 });
  }

  static async connect(url: string, username: string, password: string): Promise<PracticeDesk> {
    const desk = new PracticeDesk(url, username, password);
    await desk.userAgent.start();
    return desk;
  }

  /** @returns the status of the final response */
  async register(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    await this.registerer.register({
      requestDelegate: {
        onAccept: ({ message }) => resolve(message.statusCode ?? 0),
        onReject: ({ message }) => resolve(message.statusCode ?? 0),
      },
    });
    return promise;
  }

  async unregister(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.registerer.stateChange.addListener((state) => {
      if (state === RegistererState.Unregistered) resolve();
    });
    await this.registerer.unregister();
    await promise;
  }

  nextInvitation(): Promise<Invitation> {
    const waiting = this.invitations.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    const { promise, resolve } = Promise.withResolvers<Invitation>();
    this.wanted.push(resolve);
    return promise;
  }

  /** Calls a number of the practice line. @returns the session, and its progress and final statuses as they come */
  async dial(number: string): Promise<{ session: Inviter; statuses: number[]; final: Promise<number> }> {
    const target = UserAgent.makeURI(
      `sip:${encodeURIComponent(number).replace('*', '%2A')}@practice.zari.example`,
    );
    if (target === undefined) throw new Error('the number is wrong');
    const session = new Inviter(this.userAgent, target);
    const statuses: number[] = [];
    const { promise, resolve } = Promise.withResolvers<number>();
    await session.invite({
      requestDelegate: {
        onProgress: ({ message }) => statuses.push(message.statusCode ?? 0),
        onAccept: ({ message }) => resolve(message.statusCode ?? 0),
        onReject: ({ message }) => resolve(message.statusCode ?? 0),
      },
    });
    return { session, statuses, final: promise };
  }

  /** Sends a SIP MESSAGE. @returns the status of the final response */
  async message(to: string, body: string): Promise<number> {
    const target = UserAgent.makeURI(`sip:${to}@practice.zari.example`);
    if (target === undefined) throw new Error('the address is wrong');
    const { promise, resolve } = Promise.withResolvers<number>();
    await new Messager(this.userAgent, target, body).message({
      requestDelegate: {
        onAccept: ({ message }) => resolve(message.statusCode ?? 0),
        onReject: ({ message }) => resolve(message.statusCode ?? 0),
      },
    });
    return promise;
  }

  async close(): Promise<void> {
    await this.userAgent.stop();
  }
}

export function mediaOf(session: Session): DeskMedia {
  const media = session.sessionDescriptionHandler;
  if (!(media instanceof DeskMedia)) throw new Error('the session has no media yet');
  return media;
}

/** Sends a re-INVITE. @returns the status of the final response */
export async function renegotiate(session: Session, options: DeskMediaOptions): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  await session.invite({
    sessionDescriptionHandlerOptions: options,
    requestDelegate: {
      onAccept: ({ message }) => resolve(message.statusCode ?? 0),
      onReject: ({ message }) => resolve(message.statusCode ?? 0),
    },
  });
  return promise;
}

export function untilTerminated(session: Session): Promise<void> {
  if (session.state === SessionState.Terminated) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  session.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) resolve();
  });
  return promise;
}
