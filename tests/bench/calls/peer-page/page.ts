/** The page of the peers: each as its makers show it, with one microphone and no ICE server, as the desk in this run. */
import { UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import { SimpleUser } from 'sip.js/lib/platform/web';
import { setWallClock, wallClock } from '../wall-clock.ts';
import type { PeerAccount, PeerName, PeerPage } from './peer-page.ts';

interface Telephone {
  register(account: PeerAccount): Promise<void>;
  unregister(): Promise<void>;
  dial(address: string): Promise<unknown>;
  answer(): Promise<unknown>;
  hangUp(): Promise<unknown>;
}

const audio = (): HTMLAudioElement => {
  const element = document.createElement('audio');
  element.autoplay = true;
  document.body.append(element);
  return element;
};

/** SIP.js 0.21, `SimpleUser` of its web platform. */
class StockSimpleUser implements Telephone {
  readonly #audio = audio();
  #user: SimpleUser | undefined;

  async register({ url, domain, username, password }: PeerAccount): Promise<void> {
    this.#user = new SimpleUser(url, {
      aor: `sip:${username}@${domain}`,
      media: { constraints: { audio: true, video: false }, remote: { audio: this.#audio } },
      userAgentOptions: {
        authorizationUsername: username,
        authorizationPassword: password,
        logBuiltinEnabled: false,
        // Its default asks a STUN server of the Internet, and waits for that.
        sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: [] } },
      },
    });
    await this.#user.connect();
    await this.#user.register();
  }
  async unregister(): Promise<void> {
    await this.#user?.disconnect();
  }
  async dial(address: string): Promise<void> {
    await this.#user?.call(address);
  }
  async answer(): Promise<void> {
    await this.#user?.answer();
  }
  async hangUp(): Promise<void> {
    await this.#user?.hangup();
  }
}

/** JsSIP 3.13, `UA` and `RTCSession`. */
class StockJsSip implements Telephone {
  readonly #audio = audio();
  readonly #options = {
    mediaConstraints: { audio: true, video: false },
    pcConfig: { iceServers: [] },
  };
  #agent: UA | undefined;
  #session: RTCSession | undefined;

  register({ url, domain, username, password }: PeerAccount): Promise<void> {
    const agent = new UA({
      sockets: [new WebSocketInterface(url)],
      uri: `sip:${username}@${domain}`,
      password,
    });
    this.#agent = agent;
    agent.on('newRTCSession', ({ session }: { session: RTCSession }) => {
      this.#session = session;
      const play = (connection: RTCPeerConnection) =>
        connection.addEventListener('track', ({ streams }) => {
          this.#audio.srcObject = streams[0] ?? null;
        });
      // There is a connection at once in a call out, and only with the answer in a call in.
      if (session.connection) play(session.connection);
      else
        session.on('peerconnection', (event: { peerconnection: RTCPeerConnection }) =>
          play(event.peerconnection),
        );
    });
    return new Promise((resolve) => {
      agent.on('registered', () => resolve());
      agent.start();
    });
  }
  async unregister(): Promise<void> {
    this.#agent?.stop();
  }
  async dial(address: string): Promise<void> {
    this.#agent?.call(address, this.#options);
  }
  async answer(): Promise<void> {
    this.#session?.answer(this.#options);
  }
  async hangUp(): Promise<void> {
    this.#session?.terminate();
  }
}

const telephones: Readonly<Record<PeerName, Telephone>> = {
  simpleUser: new StockSimpleUser(),
  jsSip: new StockJsSip(),
};

async function timed(action: () => Promise<unknown>): Promise<number> {
  setWallClock();
  const at = wallClock();
  await action();
  return at;
}

const peers: PeerPage = {
  register: (name, account) => telephones[name].register(account),
  unregister: (name) => telephones[name].unregister(),
  dial: (name, address) => timed(() => telephones[name].dial(address)),
  answer: (name) => timed(() => telephones[name].answer()),
  hangUp: async (name) => {
    await telephones[name].hangUp();
  },
};
window.peers = peers;
