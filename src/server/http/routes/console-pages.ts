import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { RouteContext } from '../context.ts';
import { consolePolicy, newNonce } from '../headers.ts';

/** Stands in the built page for the nonce of one answer. */
const noncePlaceholder = '__CSP_NONCE__';

/** The console's pages, from where they were built. Without them only the interface is there. */
export function addConsolePages(app: FastifyInstance, { consoleDirectory, log }: RouteContext): void {
  if (consoleDirectory === undefined) return;
  const root = resolve(consoleDirectory);
  const indexPath = join(root, 'index.html');
  if (!existsSync(indexPath)) {
    log.warn('console.notBuilt', { directory: root });
    return;
  }
  app.get('/', (_request, reply) => reply.redirect('/console/'));
  app.get('/console', (_request, reply) => reply.redirect('/console/'));
  app.get('/console/', async (_request, reply) => {
    const nonce = newNonce();
    const page = (await readFile(indexPath, 'utf8')).replaceAll(noncePlaceholder, nonce);
    return reply
      .header('content-security-policy', consolePolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page);
  });
  app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/console/assets/',
    // Their names change with their content.
    immutable: true,
    maxAge: '365d',
    index: false,
  });
}
