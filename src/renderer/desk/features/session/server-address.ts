const longest = 300;

/**
 * The address that somebody typed, as `https://zari.example.ge` or `http://127.0.0.1:7100`: without a scheme it is
 * https, on this computer http; no slash at the end. Undefined for what is no http address.
 */
export function readServerAddress(typed: string): string | undefined {
  const text = typed.trim();
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}://${text}`;
  if (text === '' || /\s/.test(text) || !URL.canParse(full)) return undefined;
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // A name and password in an address would be shown to all who use this computer.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return address.length > longest ? undefined : address;
}

function schemeFor(host: string): 'http' | 'https' {
  return /^(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/i.test(host) ? 'http' : 'https';
}
