import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface AsteriskPlace {
  readonly program: string;
  readonly modules: string;
  readonly data: string;
}

export interface AsteriskAccount {
  readonly username: string;
  readonly password: string;
  /** More lines for its endpoint: `dtmf_mode = info`. */
  readonly endpoint?: readonly string[];
}

export interface AsteriskOptions {
  readonly accounts: readonly AsteriskAccount[];
  /** Queues, and which accounts are their members. */
  readonly queues?: readonly { readonly name: string; readonly members: readonly string[] }[];
  /**
   * Media on every address of this machine, and not on the loopback alone: what a relay lets through has to come from an
   * address that stands in the description, and there the loopback does not.
   */
  readonly mediaEverywhere?: boolean;
  /** Milliseconds between its RTCP reports; 5000 by default, as Asterisk has it. */
  readonly rtcpEveryMs?: number;
  /**
   * Where it runs and listens instead of this machine's loopback: the words that begin a program there, and a port of the
   * loopback that leads to one of its own where there is no other way.
   */
  readonly place?: {
    readonly address: string;
    readonly wrap: readonly string[];
    door?(port: number): Promise<number>;
  };
  /** Lines of Asterisk's own log. */
  readonly log?: (line: string) => void;
}

export interface AsteriskCall {
  /** Username of a registered account, a queue that the caller waits in, or an account whose call is recorded. */
  readonly to: string | { readonly queue: string } | { readonly recorded: string };
  /** As the PBX would send it: `+995599123456`. */
  readonly callerNumber: string;
  readonly callerName?: string;
  /** Goes into P-Called-Party-ID (RFC 7315 §4.2). */
  readonly calledNumber: string;
  /** What the caller does once answered: gives the operator's words back, plays a tone, says nothing, or hangs up. */
  readonly application: 'Echo' | 'Milliwatt' | 'Silence' | 'HangUpSoon';
}

/** The feature codes of recorded calls; an INFO with `Record: off` and `Record: on` does the same. */
export const recordingCodes = { pause: '*81', resume: '*82' } as const;
/** Where the newest recorded call is recorded, below the spool's `monitor`. */
export const recordingFile = 'call.wav';

/** The host part of addresses; resolved by nobody, since all goes over the WebSocket. */
export const domain = 'pbx.zari.example';

/** Writes all that an Asterisk of its own needs into `directory`. */
export async function configure(
  directory: string,
  place: AsteriskPlace,
  { accounts, queues = [], place: where, mediaEverywhere = false, rtcpEveryMs = 5000 }: AsteriskOptions,
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
    'http.conf': `[general]\nenabled = yes\nbindaddr = ${where?.address ?? '127.0.0.1'}\nbindport = ${http}\n`,
    'rtp.conf': `[general]
rtpstart = ${firstRtp}
rtpend = ${firstRtp + 200}
icesupport = yes
strictrtp = no
rtcpinterval = ${rtcpEveryMs}
`,
    'pjsip.conf': pjsip(accounts, mediaEverywhere ? '0.0.0.0' : (where?.address ?? '127.0.0.1')),
    'extensions.conf':
      (await readFile(join(import.meta.dirname, 'asterisk-extensions.conf'), 'utf8')) +
      extensionsOf(accounts),
    'queues.conf': queuesConfiguration(queues),
    'features.conf': features,
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
  'res_pjsip_one_touch_record_info',
  'res_pjsip_nat',
  'res_pjsip_rfc3326',
  'res_pjsip_messaging',
  'res_pjsip_refer',
  'res_pjsip_outbound_publish',
  'res_pjsip_exten_state',
  'res_pjsip_dialog_info_body_generator',
  'res_pjsip_mwi',
  'res_pjsip_mwi_body_generator',
  'bridge_builtin_features',
  'res_pjsip_diversion',
  'res_pjsip_history',
  'chan_pjsip',
  'app_echo',
  'app_milliwatt',
  'app_queue',
  'app_dial',
  'app_minivm',
  'app_mixmonitor',
  'app_read',
  'format_wav',
  'func_callerid',
  'func_global',
  'func_strings',
  'func_cut',
  'pbx_config',
  'pbx_spool',
];

function pjsip(accounts: AsteriskOptions['accounts'], address: string): string {
  const account = ({ username, password, endpoint = [] }: AsteriskAccount) => `
[${username}]
type = endpoint
context = zari-out
message_context = zari-messages
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
one_touch_recording = yes
record_on_feature = recordon
record_off_feature = recordoff
from_domain = ${domain}
${endpoint.join('\n')}

[${username}]
type = auth
auth_type = userpass
username = ${username}
password = ${password}

[${username}]
type = aor
max_contacts = 1
remove_existing = yes
mailboxes = ${username}@default
voicemail_extension = *97
`;
  return `
[global]
type = global
user_agent = Asterisk

[ws]
type = transport
protocol = ws
bind = ${address}
${accounts.map(account).join('')}`;
}

/** By which the one who is called stops the recording of the caller's side, and has it go on in the same file. */
const features = `
[general]
[featuremap]
[applicationmap]
recordoff => ${recordingCodes.pause},peer/callee,StopMixMonitor()
recordon => ${recordingCodes.resume},peer/callee,MixMonitor(${recordingFile},a)
`;

/** Each account can be dialled, and watched, by its username. */
const extensionsOf = (accounts: AsteriskOptions['accounts']): string => `
[zari-out](+)
${accounts
  .map(
    ({ username }) =>
      `exten => ${username},hint,PJSIP/${username}\nexten => ${username},1,Dial(PJSIP/${username},30)`,
  )
  .join('\n')}
`;

/** Rings all members that are free and not paused, tries again each second, and lets nobody go. */
const queuesConfiguration = (queues: NonNullable<AsteriskOptions['queues']>): string => `
[general]
persistentmembers = no
${queues
  .map(
    ({ name, members }) => `
[${name}]
strategy = ringall
timeout = 30
retry = 1
ringinuse = no
joinempty = yes
leavewhenempty = no
${members.map((member) => `member => PJSIP/${member}`).join('\n')}
`,
  )
  .join('')}`;

/** A call as Asterisk reads it from its spool directory (pbx_spool). */
export function callFile({ to, callerNumber, callerName, calledNumber, application }: AsteriskCall): string {
  const clean = (text: string) => text.replace(/[^\p{L}\p{N}+*# .-]/gu, '');
  // There is no Opus coder in Debian's Asterisk: an echo passes Opus through, what it makes or writes itself is µ-law.
  const passes = application !== 'Milliwatt' && !(typeof to === 'object' && 'recorded' in to);
  const codecs = passes ? 'opus,ulaw' : 'ulaw';
  const channel =
    typeof to === 'string'
      ? `PJSIP/${clean(to)}`
      : 'queue' in to
        ? `Local/${clean(to.queue)}@zari-queues/n`
        : `Local/${clean(to.recorded)}@zari-recorded/n`;
  return [
    `Channel: ${channel}`,
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
