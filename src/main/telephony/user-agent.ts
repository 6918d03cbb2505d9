import {
  SIPExtension,
  UserAgent,
  type Invitation,
  type Notification,
  type Session,
  type SessionDescriptionHandler,
} from 'sip.js';
import type { SipAccount } from '../../contract/server/api.ts';
import type { Log } from '../logging/log.ts';
import { Authentication } from './authentication.ts';
import type { Clock } from './clock.ts';
import { refuseBriefIntervals } from './interval-too-brief.ts';
import { useOwnInviteClient } from './invite-client.ts';
import { sipLog } from './sip-log.ts';
import { WebSocketTransport, type TransportOptions } from './transport.ts';
import { answerUpdates } from './update.ts';

export interface UserAgentParts {
  readonly account: SipAccount;
  readonly product: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The address for the next connection. */
  readonly server: () => string;
  readonly describe: (session: Session) => SessionDescriptionHandler;
  readonly onInvite: (invitation: Invitation) => void;
  /** A NOTIFY outside of calls and subscriptions. */
  readonly onNotify: (notification: Notification) => void;
  readonly onConnectionLost: () => void;
}

export interface Agent {
  readonly userAgent: UserAgent;
  readonly transport: WebSocketTransport;
  /** The host part of the address of record. */
  readonly domain: string;
}

/**
 * A SIP.js user agent for an account, with our transport, our log and our media; undefined where the address of
 * record is none, or the name to sign in with cannot be sent. Its Contact and Via name a random host under `.invalid`, as RFC 7118 §5 tells clients to that
 * cannot know their own address: the PBX answers on the connection that the request came on.
 */
export function createAgent(parts: UserAgentParts): Agent | undefined {
  const { account, log } = parts;
  const uri = UserAgent.makeURI(`sip:${account.aor}`);
  const username = account.authorizationUsername || uri?.user;
  // What is written into each request must not become header lines of its own.
  if (uri === undefined || !uri.user || username === undefined || /\p{Cc}/u.test(username)) return undefined;
  const troubles = sipLog(log);
  const transportOptions: TransportOptions = {
    server: parts.server,
    certificateAuthority: account.telephone.certificateAuthority,
    clock: parts.clock,
    log,
    onTrouble: (kind) => troubles.count(kind, 'sip.Transport'),
  };
  const userAgent = new UserAgent({
    uri,
    displayName: account.displayName.replace(/["\\\p{Cc}]/gu, ' '),
    userAgentString: parts.product,
    transportConstructor: WebSocketTransport,
    transportOptions,
    sessionDescriptionHandlerFactory: parts.describe,
    // We send 180 ourselves, once the call is known to ring and not to be refused as busy.
    sendInitialProvisionalResponse: false,
    // How long a call may ring is the PBX's to say.
    noAnswerTimeout: 600,
    gracefulShutdown: false,
    // RFC 3262, RFC 4028, RFC 3891, RFC 4916; beside what SIP.js says by itself.
    sipExtension100rel: SIPExtension.Supported,
    sipExtensionExtraSupported: ['timer', 'replaces', 'from-change'],
    logBuiltinEnabled: false,
    logConfiguration: false,
    logConnector: troubles.connector,
    delegate: {
      onInvite: parts.onInvite,
      onNotify: parts.onNotify,
      onDisconnect: (error) => {
        if (error !== undefined) parts.onConnectionLost();
      },
    },
  });
  void new Authentication(userAgent.userAgentCore, { username, password: account.password }, uri.host);
  refuseBriefIntervals(userAgent.userAgentCore);
  useOwnInviteClient(userAgent.userAgentCore);
  answerUpdates(userAgent.userAgentCore, parts.clock, log);
  const { transport } = userAgent;
  if (!(transport instanceof WebSocketTransport)) return undefined;
  return { userAgent, transport, domain: uri.host };
}
