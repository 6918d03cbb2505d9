import { protocol, session } from 'electron';
import { join } from 'node:path';
import { contentSecurityPolicy, permissionsPolicy, readPageFile } from '../page-files.ts';
import { mayUseDevice } from './headset-permission.ts';

/** The pages of the application, each an origin of its own, so that only the media page may use the microphone. */
export const origins = { desk: 'app://desk', media: 'app://media' } as const;

/** Must run before the app is ready: makes `app:` a secure standard scheme. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const policy = contentSecurityPolicy({ connect: "'none'", frames: "'none'", frameAncestors: "'none'" });

/** Serves `app://desk/…` and `app://media/…` from the built pages; everything else is not found. */
export function servePages(rendererDirectory: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const page = url.host === 'desk' || url.host === 'media' ? url.host : undefined;
    const file = page && (await readPageFile(join(rendererDirectory, page), url.pathname));
    if (request.method !== 'GET' || !file) return new Response(null, { status: 404 });
    return new Response(file.body, {
      headers: {
        'content-type': file.type,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': permissionsPolicy,
      },
    });
  });
}

/**
 * Denies every permission but microphone, speakers and the buttons of headsets for the media page, what was copied for
 * the desk (read when the operator asks for it: "dial what I copied"), every download, and every request that leaves the
 * application. Headsets need no choice by the operator: what has calls for its purpose may be used, all else may not.
 */
export function guardSession(): void {
  const fromMedia = (url: string | undefined): boolean =>
    url !== undefined && `${url}/`.startsWith(`${origins.media}/`);
  const fromDesk = (url: string | undefined): boolean =>
    url !== undefined && `${url}/`.startsWith(`${origins.desk}/`);
  const guarded = session.defaultSession;
  guarded.setPermissionRequestHandler((_contents, permission, decide, details) => {
    // Exactly this: a wish for the screen names no type at all, and so would pass for "nothing but audio".
    const audioOnly = 'mediaTypes' in details && details.mediaTypes?.join() === 'audio';
    decide(
      (permission === 'media' && audioOnly && fromMedia(details.requestingUrl)) ||
        (permission === 'clipboard-read' && fromDesk(details.requestingUrl)),
    );
  });
  guarded.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => {
    if (permission === 'media') return fromMedia(requestingOrigin) && details.mediaType !== 'video';
    if (permission === 'clipboard-read') return fromDesk(requestingOrigin);
    return (permission === 'speaker-selection' || permission === 'hid') && fromMedia(requestingOrigin);
  });
  guarded.setDevicePermissionHandler((details) => mayUseDevice(details, origins.media));
  guarded.on('will-download', (event) => event.preventDefault());
  // The pages need nothing from the network: the host speaks to the server and the PBX.
  guarded.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] },
    (_details, decide) => decide({ cancel: true }),
  );
}
