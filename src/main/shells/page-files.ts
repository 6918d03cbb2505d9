import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.opus': 'audio/ogg',
};

/**
 * The Content-Security-Policy of a page. Scripts, styles, fonts and pictures come from the page's own origin only;
 * inline styles are allowed since the component library sets them; nothing may frame the page but `frameAncestors`.
 */
export function contentSecurityPolicy(options: {
  connect: string;
  frames: string;
  frameAncestors: string;
}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    `connect-src ${options.connect}`,
    `frame-src ${options.frames}`,
    `frame-ancestors ${options.frameAncestors}`,
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** The Permissions-Policy of a page: of all that a page could ask for, the microphone alone. */
export const permissionsPolicy = 'microphone=(self), camera=(), display-capture=(), geolocation=()';

export interface PageFile {
  readonly body: Buffer<ArrayBuffer>;
  readonly type: string;
}

/** A file of a built page by the path of its address, or undefined where there is none or the path leads outside. */
export async function readPageFile(directory: string, path: string): Promise<PageFile | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined; // a broken percent-encoding names no file
  }
  const file = normalize(join(directory, decoded === '/' || decoded === '' ? 'index.html' : decoded));
  const type = types[extname(file)];
  if (type === undefined || decoded.includes('\0') || !file.startsWith(directory + sep)) return undefined;
  try {
    return { body: await readFile(file), type };
  } catch {
    return undefined; // not there, or not a file
  }
}
