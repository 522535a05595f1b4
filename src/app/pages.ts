import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerRefusal } from '../kernel/http.ts'

/** Where the built web app lies. */
const webFolder = join(import.meta.dirname, '../../dist/web')
const pageFile = join(webFolder, 'index.html')
const YEAR_SECONDS = 31_536_000
const NONCE_BYTES = 16
/** Stands in the built page where the nonce of each answer goes. */
const NONCE_PLACE = '__STYLE_NONCE__'

/** What is never a page, whatever a browser asks for. */
const notPages = ['/api/', '/hooks/', '/simulator/api/', '/assets/', '/metrics', '/healthz', '/readyz']

/** What browsers must not do with our answers, and with whose. */
export type Protection = {
  /** For every answer, whatever it is: a page of ours says what it may itself. */
  readonly headers: Readonly<Record<string, string>>
  /** The content security policy of a page whose own style elements carry this nonce. */
  policyOfPage(nonce: string): string
}

export function protectionOf(publicUrl: string): Protection {
  const isSecure = publicUrl.startsWith('https:')
  const policy = (styles: string) =>
    [
      "default-src 'none'",
      // Files of ours alone: no script inside a page, no eval, no nonce that something injected could learn.
      "script-src 'self'",
      // The component library makes a few style elements as it runs, which carry the nonce. Styles that scripts set on
      // an element are no matter of the policy; those that stand in markup are refused.
      `style-src 'self'${styles}`,
      // The what-if room plays its days beside the page.
      "worker-src 'self'",
      "img-src 'self' blob: data:",
      "font-src 'self'",
      "media-src 'self' blob:",
      // For 'self' older browsers do not mean the socket.
      `connect-src 'self' ${publicUrl.replace(/^http/, 'ws')}`,
      "frame-ancestors 'none'",
      "form-action 'self'",
      "base-uri 'none'",
    ].join('; ')
  return {
    headers: {
      'content-security-policy': policy(''),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      ...(isSecure && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
    },
    policyOfPage: (nonce) => policy(` 'nonce-${nonce}'`),
  }
}

/**
 * The web app: files with a hash in their name are kept for ever, everything else is asked for again each time. What
 * was packed when it was built is sent packed. The page itself is made anew for each answer, because of its nonce.
 */
export async function servePages(app: FastifyInstance, protection: Protection): Promise<void> {
  const isBuilt = existsSync(pageFile)
  if (isBuilt) {
    await app.register(serveStatic, {
      root: webFolder,
      index: false,
      allowedPath: (path) => path !== '/index.html',
      preCompressed: true,
      cacheControl: false,
      setHeaders(response, path) {
        const isForever = path.startsWith(join(webFolder, 'assets'))
        response.header('cache-control', isForever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
      },
    })
  }
  const page = (reply: FastifyReply) => (isBuilt ? sendPage(reply, protection) : sendNotBuilt(reply))
  app.get('/', (_request, reply) => page(reply))
  app.setNotFoundHandler((request, reply) => (isPage(request) ? page(reply) : answerRefusal(reply, 'not_found')))
}

/** Never kept by a browser: a kept page would have the nonce of one answer, and the policy of another. */
async function sendPage(reply: FastifyReply, { policyOfPage }: Protection): Promise<FastifyReply> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url')
  const page = await readFile(pageFile, 'utf8')
  return reply
    .header('content-security-policy', policyOfPage(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(NONCE_PLACE, nonce))
}

const sendNotBuilt = (reply: FastifyReply): FastifyReply =>
  reply.code(503).type('text/plain').send('The web app is not built yet: npm start builds it.\n')

/** Does a person's browser ask for a page? Its address is the web app's own business. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const isAsked = (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
  return isAsked && !notPages.some((path) => url.startsWith(path))
}
