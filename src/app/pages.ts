import { existsSync } from 'node:fs'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answerRefusal } from '../kernel/http.ts'

/** Where the built web app lies. */
const webFolder = join(import.meta.dirname, '../../dist/web')
const YEAR_SECONDS = 31_536_000

/** What is never a page, whatever a browser asks for. */
const notPages = ['/api/', '/hooks/', '/simulator/api/', '/assets/', '/metrics', '/healthz', '/readyz']

/** What browsers must not do with our pages, and with whose. */
export async function protectPages(app: FastifyInstance, publicUrl: string): Promise<void> {
  const isSecure = publicUrl.startsWith('https:')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component library sets styles on elements; scripts and addresses stay ours.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        // For 'self' older browsers do not mean the socket.
        connectSrc: ["'self'", publicUrl.replace(/^http/, 'ws')],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: isSecure ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  })
}

/** The web app: files with a hash in their name are kept for ever, everything else is asked for again each time. */
export async function servePages(app: FastifyInstance): Promise<void> {
  const isBuilt = existsSync(join(webFolder, 'index.html'))
  if (isBuilt) {
    await app.register(serveStatic, {
      root: webFolder,
      cacheControl: false,
      setHeaders(response, path) {
        const isForever = path.startsWith(join(webFolder, 'assets'))
        response.header('cache-control', isForever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPage(request)) return answerRefusal(reply, 'not_found')
    if (isBuilt) return reply.sendFile('index.html')
    return reply.code(503).type('text/plain').send('The web app is not built yet: npm start builds it.\n')
  })
}

/** Does a person's browser ask for a page? Its address is the web app's own business. */
function isPage({ method, url, headers }: FastifyRequest): boolean {
  const isAsked = (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
  return isAsked && !notPages.some((path) => url.startsWith(path))
}
