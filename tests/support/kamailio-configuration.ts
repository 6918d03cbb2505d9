/** A user of the PBX: a desk over secure WebSocket, or a telephone over UDP. */
export interface KamailioAccount {
  readonly username: string;
  readonly password: string;
}

export interface KamailioSettings {
  readonly domain: string;
  readonly modules: string;
  readonly accounts: readonly KamailioAccount[];
  readonly digest: 'MD5' | 'SHA-256';
  readonly wssPort: number;
  readonly udpPort: number;
  readonly rtpenginePort: number;
  readonly certificate: string;
  readonly key: string;
}

const modules = [
  ...['tm', 'sl', 'rr', 'pv', 'maxfwd', 'textops', 'siputils', 'usrloc', 'registrar', 'auth', 'nathelper'],
  ...['xlog', 'tmx', 'sdpops', 'tls', 'xhttp', 'websocket', 'rtpengine'],
];

/**
 * kamailio.cfg: a registrar and proxy. Desks come over wss, telephones over UDP; between the two rtpengine turns
 * DTLS-SRTP with ICE into plain RTP and back. It holds no call: whatever the two ends agree on passes through.
 */
export const kamailioConfiguration = (settings: KamailioSettings): string => `#!KAMAILIO
debug=1
log_stderror=yes
log_facility=LOG_LOCAL0
fork=yes
children=2
tcp_children=2
auto_aliases=no
alias=${settings.domain}
enable_tls=yes
tcp_accept_no_cl=yes
tcp_connection_lifetime=3600
listen=tls:127.0.0.1:${settings.wssPort}
listen=udp:127.0.0.1:${settings.udpPort}
mpath="${settings.modules}/"
${modules.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("tls", "certificate", "${settings.certificate}")
modparam("tls", "private_key", "${settings.key}")
modparam("tls", "tls_method", "TLSv1.2+")
modparam("auth", "algorithm", "${settings.digest === 'MD5' ? '' : settings.digest}")
modparam("nathelper|registrar", "received_avp", "$avp(received)")
modparam("usrloc", "timer_interval", 5)
modparam("rr", "append_fromtag", 1)
modparam("tm", "fr_inv_timer", 60000)
modparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:${settings.rtpenginePort}")

request_route {
  if (!mf_process_maxfwd_header("16")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if ($proto =~ "ws") {
    force_rport();
    if (is_method("REGISTER")) { fix_nated_register(); }
    else if (!add_contact_alias()) { sl_send_reply("400", "Bad Contact"); exit; }
  }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { handle_ruri_alias(); route(RELAY); }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("481", "Call/Transaction Does Not Exist");
    exit;
  }
  t_check_trans();
  remove_hf("Route");
  if (is_method("REGISTER")) {
    route(WHO);
    # The newest telephone of a user is the only one: of one that was killed nothing stays.
    if (!save("location", "0x04")) { sl_reply_error(); }
    exit;
  }
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "Here"); exit; }
  if ($proto =~ "ws") { route(WHO); consume_credentials(); }
  if (is_method("INVITE|SUBSCRIBE|REFER")) { record_route(); }
  if ($rU == "298") { sl_send_reply("486", "Busy Here"); exit; }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  route(RELAY);
}

# Who sends this: a user of ours with the right password.
route[WHO] {
  $var(password) = $null;
  switch ($fU) {
${settings.accounts
  .map(({ username, password }) => `    case "${username}": $var(password) = "${password}"; break;`)
  .join('\n')}
    default: sl_send_reply("403", "Forbidden"); exit;
  }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("${settings.domain}", "$var(password)", "0")) { www_challenge("${settings.domain}", "1"); exit; }
  } else {
    if (!pv_proxy_authenticate("${settings.domain}", "$var(password)", "0")) { proxy_challenge("${settings.domain}", "1"); exit; }
  }
}

route[RELAY] {
  if ($proto =~ "ws") { setflag(1); }
  if ($du =~ "transport=ws" || $ru =~ "transport=ws") { setflag(2); }
  # Flag 1: from a desk, flag 2: to a desk. Two desks understand each other's media.
  if (isflagset(1) && isflagset(2)) { resetflag(1); resetflag(2); }
  if (is_method("BYE")) { rtpengine_delete(); }
  if (has_body("application/sdp")) {
    if (is_method("ACK")) {
      if (isflagset(1)) { rtpengine_answer("${toPlain}"); }
      if (isflagset(2)) { rtpengine_answer("${toDesk}"); }
    } else {
      t_on_branch("OFFER");
    }
  }
  t_on_reply("REPLY");
  t_on_failure("FAILED");
  if (!t_relay()) { sl_reply_error(); }
  exit;
}

# In a branch of its own, so that whoever a call is sent on to gets an offer made for them.
branch_route[OFFER] {
  if (isflagset(1)) { rtpengine_offer("${toPlain}"); }
  if (isflagset(2)) { rtpengine_offer("${toDesk}"); }
}

onreply_route[REPLY] {
  if ($proto =~ "ws") { add_contact_alias(); }
  if (has_body("application/sdp")) {
    if (isflagset(1)) { rtpengine_answer("${toDesk}"); }
    if (isflagset(2)) { rtpengine_answer("${toPlain}"); }
  }
}

failure_route[FAILED] {
  if (is_method("INVITE") && !has_totag()) {
    rtpengine_delete();
    # Sent on by whom it was for.
    if (t_check_status("302")) {
      $ru = "sip:" + $(T_rpl($ct){nameaddr.uri}{uri.user}) + "@${settings.domain}";
      $du = $null;
      resetflag(1);
      resetflag(2);
      if (lookup("location")) { route(RELAY); }
    }
  }
}

event_route[xhttp:request] {
  set_reply_close();
  set_reply_no_connect();
  if ($hdr(Upgrade) =~ "websocket" && $hdr(Connection) =~ "Upgrade" && $rm =~ "GET") {
    if (ws_handle_handshake()) { exit; }
  }
  xhttp_reply("404", "Not Found", "", "");
}
`;

const toPlain = 'RTP/AVP replace-origin ICE=remove SDES-off rtcp-mux-demux';
const toDesk = 'UDP/TLS/RTP/SAVPF replace-origin ICE=force SDES-off rtcp-mux-offer generate-mid';
