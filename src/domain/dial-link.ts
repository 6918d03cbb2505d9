/**
 * What a `tel:` (RFC 3966), `callto:` or `sip:` link asks to call, as it belongs into the dial field: a number without
 * its visual separators and parameters, or a whole SIP address. Undefined for anything else. The text comes from any
 * web page: it is never dialled by itself.
 */
export function numberOfLink(link: string): string | undefined {
  if (link.length > 300) return undefined;
  const parts = /^(tel|callto|sips?):(?:\/\/)?([^?]+)/iu.exec(link.trim());
  const scheme = parts?.[1]?.toLowerCase();
  const rest = decoded(parts?.[2] ?? '');
  if (scheme === undefined || rest === undefined) return undefined;
  const [subject = '', ...parameters] = rest.split(';');
  const [user = '', host] = subject.split('@');
  const number = user.replace(/[\s().\-/]/gu, '');
  if (/^\+?[\d*#]{1,32}$/u.test(number)) {
    const context = parameters.find((each) => /^phone-context=\+\d+$/iu.test(each))?.split('=')[1];
    return context === undefined || number.startsWith('+') ? number : context + number;
  }
  const isAddress =
    /^[\w.!~*'()+-]{1,64}$/u.test(user) && host !== undefined && /^[\w.-]{1,200}(:\d{1,5})?$/u.test(host);
  return isAddress && scheme.startsWith('sip') ? `${scheme}:${user}@${host}` : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
