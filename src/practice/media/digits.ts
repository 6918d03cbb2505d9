const EVENT_DIGITS = '0123456789*#ABCD';

/**
 * Collects the digits of RFC 4733 telephone events. One event comes as several packets with one RTP timestamp,
 * its end as three; it counts once, whichever of them arrive.
 */
export class TelephoneEvents {
  private lastTimestamp: number | undefined;

  /**
   * @param payload of an RTP packet of the telephone-event format (RFC 4733 §2.3)
   * @param timestamp of its RTP header
   * @returns the digit, when this packet is the first of its event; else undefined
   */
  receive(payload: Uint8Array, timestamp: number): string | undefined {
    const event = payload[0];
    if (event === undefined || payload.length < 4 || timestamp === this.lastTimestamp) return undefined;
    // A packet that was overtaken belongs to an event that is already counted.
    if (this.lastTimestamp !== undefined && ((timestamp - this.lastTimestamp) | 0) < 0) return undefined;
    this.lastTimestamp = timestamp;
    return EVENT_DIGITS[event];
  }
}

/**
 * The digit of a SIP INFO body: `application/dtmf-relay` (lines `Signal=5` and `Duration=160`, as Cisco and Asterisk
 * use it) or `application/dtmf` (the digit alone).
 */
export function digitOfInfo(contentType: string, body: string): string | undefined {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  let signal: string | undefined;
  if (type === 'application/dtmf-relay') signal = /^\s*signal\s*=\s*(\S+)/im.exec(body)?.[1];
  else if (type === 'application/dtmf') signal = body.trim();
  if (signal === undefined) return undefined;
  if (/^[0-9*#A-D]$/i.test(signal)) return signal.toUpperCase();
  // Some devices send the event number of RFC 4733 for star and pound.
  return { '10': '*', '11': '#' }[signal];
}
