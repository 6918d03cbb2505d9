import type { Session } from 'sip.js';
import { fail, ok, type Result } from '../../contract/reasons.ts';
import { sendInfo } from './info.ts';
import type { MediaPort } from './port.ts';

const toneMs = 160;

/**
 * Sends tones as RFC 4733 events in the media; where the other side did not offer them, one by one in SIP INFO with
 * application/dtmf-relay, which PBXs have understood since before RFC 6086. Does not wait for the events: they are out
 * after `lastsMs`.
 */
export async function sendTones(
  media: MediaPort,
  peer: string,
  session: Session,
  tones: string,
): Promise<Result<{ readonly lastsMs: number }>> {
  const sent = await media.request({ name: 'dtmf', peer, tones });
  if (!sent.ok) return fail(sent.reason, sent.detail);
  if (sent.value.sent === true) return ok({ lastsMs: sent.value.lastsMs ?? 0 });
  for (const tone of tones) {
    const content = `Signal=${tone}\r\nDuration=${toneMs}\r\n`;
    const sipStatus = await sendInfo(session, { body: { contentType: 'application/dtmf-relay', content } });
    if (sipStatus !== 200) return fail('pbx.refused', `INFO ${sipStatus}`);
  }
  return ok({ lastsMs: 0 });
}
