import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where Debian, the distributions' ports and a build from source put the program and its modules. */
const programs = ['/usr/sbin/asterisk', '/usr/local/sbin/asterisk'];
const moduleDirectories = [
  '/usr/lib/asterisk/modules',
  '/usr/lib/x86_64-linux-gnu/asterisk/modules',
  '/usr/local/lib/asterisk/modules',
];

/** Without its documentation (`documentation/core-en_US.xml`) Asterisk does not start. */
const dataDirectories = ['/usr/share/asterisk', '/var/lib/asterisk', '/usr/local/var/lib/asterisk'];

export interface AsteriskPlace {
  readonly program: string;
  readonly modules: string;
  readonly data: string;
}

/** Where Asterisk is on this machine, or undefined where there is none. */
export function whereIsAsterisk(): AsteriskPlace | undefined {
  const program = programs.find(existsSync);
  const modules = moduleDirectories.find(existsSync);
  const data = dataDirectories.find((each) => existsSync(join(each, 'documentation')));
  return program === undefined || modules === undefined || data === undefined
    ? undefined
    : { program, modules, data };
}

export interface AsteriskOptions {
  readonly accounts: readonly { readonly username: string; readonly password: string }[];
  /** Lines of Asterisk's own log. */
  readonly log?: (line: string) => void;
}

export interface AsteriskCall {
  /** Username of a registered account. */
  readonly to: string;
  /** As the PBX would send it: `+995599123456`. */
  readonly callerNumber: string;
  readonly callerName?: string;
  /** Goes into P-Called-Party-ID (RFC 7315 §4.2). */
  readonly calledNumber: string;
  /** What the caller does once answered: gives the operator's words back, or plays a tone and hangs up. */
  readonly application: 'Echo' | 'Milliwatt' | 'HangUpSoon';
}

export interface Asterisk {
  readonly wsUrl: string;
  readonly domain: string;
  /** Calls an account. Settles when Asterisk has taken the order. */
  originate(call: AsteriskCall): Promise<void>;
  /** Runs a command of Asterisk's own console and gives its output. */
  command(text: string): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** The host part of addresses; resolved by nobody, since all goes over the WebSocket. */
const domain = 'pbx.zari.example';

/**
 * Starts an Asterisk of its own on free loopback ports, with its own configuration in a temporary directory: chan_pjsip
 * over a plain WebSocket, WebRTC endpoints; 600 and *43 echo, 601 is busy, 602 rings for ever. Rejects when it does
 * not come up within 30 s or none is installed.
 */
export async function startAsterisk(options: AsteriskOptions): Promise<Asterisk> {
  const place = whereIsAsterisk();
  if (place === undefined) throw new Error('Asterisk is not installed');
  const directory = await mkdtemp(join(tmpdir(), 'zari-asterisk-'));
  const [http, rtp] = [await freePort(), await freePort()];
  await configure(directory, place, options, http, rtp);
  const configuration = join(directory, 'asterisk.conf');
  const child = spawn(place.program, ['-C', configuration, '-f', '-n', '-v'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const report = (data: Buffer) => {
    for (const line of data.toString().split('\n')) if (line.trim() !== '') options.log?.(line);
  };
  child.stdout.on('data', report);
  child.stderr.on('data', report);
  const command = async (text: string): Promise<string> => {
    const { stdout } = await run(place.program, ['-C', configuration, '-rx', text]);
    return stdout;
  };
  try {
    await untilUp(child, http, command);
  } catch (error) {
    await end(child, directory);
    throw error;
  }
  return {
    wsUrl: `ws://127.0.0.1:${http}/ws`,
    domain,
    command,
    originate: async (call) => {
      const draft = join(directory, 'spool', `${randomUUID()}.call`);
      await writeFile(draft, callFile(call));
      // Asterisk takes a call file up when it appears, so it must appear whole.
      await rename(draft, join(directory, 'spool', 'outgoing', `${randomUUID()}.call`));
    },
    stop: () => end(child, directory),
  };
}

async function configure(
  directory: string,
  place: AsteriskPlace,
  { accounts }: AsteriskOptions,
  http: number,
  rtp: number,
): Promise<void> {
  for (const name of ['run', 'log', 'spool/outgoing', 'db', 'keys/keys', 'data']) {
    await mkdir(join(directory, name), { recursive: true });
  }
  const firstRtp = Math.max(20_000, rtp - (rtp % 2) - 1000);
  const files: Record<string, string> = {
    'asterisk.conf': `
[directories]
astetcdir => ${directory}
astmoddir => ${place.modules}
astvarlibdir => ${directory}/data
astdbdir => ${directory}/db
astkeydir => ${directory}/keys
astdatadir => ${place.data}
astagidir => ${directory}/data
astspooldir => ${directory}/spool
astrundir => ${directory}/run
astlogdir => ${directory}/log
[options]
documentation_language = en_US
hideconnect = yes
`,
    'modules.conf': `
[modules]
autoload = no
${modules.map((name) => `load = ${name}.so`).join('\n')}
`,
    'logger.conf': '[general]\n[logfiles]\nconsole => warning,error\n',
    'http.conf': `[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = ${http}\n`,
    'rtp.conf': `[general]
rtpstart = ${firstRtp}
rtpend = ${firstRtp + 200}
icesupport = yes
strictrtp = no
`,
    'pjsip.conf': pjsip(accounts),
    'extensions.conf': extensions,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
}

/** What is loaded, and nothing else: a small PBX is up in a second. */
const modules = [
  'res_timing_timerfd',
  'res_sorcery_config',
  'res_sorcery_memory',
  'res_sorcery_astdb',
  'res_sorcery_realtime',
  'res_http_websocket',
  'res_crypto',
  'res_srtp',
  'res_rtp_asterisk',
  'res_format_attr_opus',
  'codec_ulaw',
  'codec_alaw',
  'bridge_simple',
  'bridge_native_rtp',
  'bridge_softmix',
  'bridge_holding',
  'res_pjproject',
  'res_pjsip',
  'res_pjsip_pubsub',
  'res_pjsip_session',
  'res_pjsip_sdp_rtp',
  'res_pjsip_transport_websocket',
  'res_pjsip_authenticator_digest',
  'res_pjsip_registrar',
  'res_pjsip_endpoint_identifier_user',
  'res_pjsip_caller_id',
  'res_pjsip_header_funcs',
  'res_pjsip_dtmf_info',
  'res_pjsip_nat',
  'res_pjsip_rfc3326',
  'chan_pjsip',
  'app_echo',
  'app_milliwatt',
  'pbx_config',
  'pbx_spool',
];

function pjsip(accounts: AsteriskOptions['accounts']): string {
  const account = ({ username, password }: AsteriskOptions['accounts'][number]) => `
[${username}]
type = endpoint
context = zari-out
transport = ws
aors = ${username}
auth = ${username}
webrtc = yes
dtls_auto_generate_cert = yes
disallow = all
allow = opus,ulaw,alaw
direct_media = no
send_pai = yes
trust_id_outbound = yes
rewrite_contact = yes
from_domain = ${domain}

[${username}]
type = auth
auth_type = userpass
username = ${username}
password = ${password}

[${username}]
type = aor
max_contacts = 1
remove_existing = yes
`;
  return `
[global]
type = global
user_agent = Asterisk

[ws]
type = transport
protocol = ws
bind = 127.0.0.1
${accounts.map(account).join('')}`;
}

const extensions = `
[general]
static = yes
writeprotect = yes

[zari-out]
exten => 600,1,Answer()
 same => n,Echo()
 same => n,Hangup()
exten => *43,1,Goto(600,1)
exten => 601,1,Busy(1)
exten => 602,1,Ringing()
 same => n,Wait(300)

[zari-caller]
exten => Echo,1,Echo()
exten => Milliwatt,1,Milliwatt()
exten => HangUpSoon,1,Wait(1)
 same => n,Hangup()
`;

/** A call as Asterisk reads it from its spool directory (pbx_spool). */
function callFile({ to, callerNumber, callerName, calledNumber, application }: AsteriskCall): string {
  const clean = (text: string) => text.replace(/[^\p{L}\p{N}+*# .-]/gu, '');
  // There is no Opus coder in Debian's Asterisk: an echo passes Opus through, a tone has to be made as µ-law.
  const codecs = application === 'Milliwatt' ? 'ulaw' : 'opus,ulaw';
  return [
    `Channel: PJSIP/${clean(to)}`,
    `CallerID: "${clean(callerName ?? '')}" <${clean(callerNumber)}>`,
    `Setvar: PJSIP_HEADER(add,P-Called-Party-ID)=<sip:${clean(calledNumber)}@${domain}>`,
    `Codecs: ${codecs}`,
    'WaitTime: 60',
    'MaxRetries: 0',
    'Context: zari-caller',
    `Extension: ${application}`,
    'Priority: 1',
    '',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Up is when the console says so and the WebSocket's port is open. */
async function untilUp(
  child: ChildProcess,
  port: number,
  command: (text: string) => Promise<string>,
): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`Asterisk ended with ${child.exitCode}`);
    const isUp = await command('core waitfullybooted').then(
      (text) => text.includes('fully booted'),
      () => false,
    );
    if (isUp && (await isOpen(port))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Asterisk did not come up');
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function end(child: ChildProcess, directory: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  }
  await rm(directory, { recursive: true, force: true });
}
