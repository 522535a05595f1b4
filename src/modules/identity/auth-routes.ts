import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { maxPasswordLength } from '../../contract/operations/identity.ts'
import { answerRefusal } from '../../kernel/http.ts'
import type { Kernel } from '../../kernel/work.ts'
import { leaveDesk } from './actions.ts'
import { type Attempts, retryAfterSeconds } from './attempts.ts'
import type { Auth } from './auth.ts'
import { type Gate, isOurOrigin } from './authenticate.ts'
import { sameEmail } from './core/user.ts'

export type AuthRoutesDeps = { kernel: Kernel; auth: Auth; attempts: Attempts; gate: Gate; publicUrl: string }

const SignIn = z.object({
  email: z.string().max(200),
  // The hash fills a password up with NULs: with one after it, a password would be the same password (RFC 2104).
  password: z
    .string()
    .min(1)
    .max(maxPasswordLength)
    .refine((password) => !password.includes('\0')),
})

/**
 * Signing in and out: the only calls that are not operations of the contract, because they come before anybody is
 * somebody. Nothing else of better-auth can be reached from outside. No answer holds a token: only cookies do.
 */
export function authRoutes(app: FastifyInstance, deps: AuthRoutesDeps): void {
  app.post('/api/auth/sign-in/email', (request, reply) => signIn(deps, request, reply))
  app.post('/api/auth/sign-out', (request, reply) => signOut(deps, request, reply))
  app.get('/api/auth/get-session', (request, reply) => getSession(deps, request, reply))
  app.all('/api/auth/*', (_request, reply) => answerRefusal(reply, 'not_found'))
  // A session that was renewed on the way has new cookies, whatever was asked.
  app.addHook('onSend', async (request, reply) => {
    const cookies = deps.gate.renewedCookies(request)
    if (cookies.length > 0) reply.header('set-cookie', cookies)
  })
}

/** Body: `{email, password}`. 204 with cookies; 401 `not_signed_in` for anything wrong; 429 after too many tries. */
async function signIn({ auth, attempts, publicUrl }: AuthRoutesDeps, request: FastifyRequest, reply: FastifyReply) {
  if (isForeign(request, publicUrl)) return answerRefusal(reply, 'not_permitted', 'origin')
  const body = SignIn.safeParse(request.body)
  if (!body.success) return answerRefusal(reply, 'invalid_input')
  const { password } = body.data
  const email = sameEmail(body.data.email)
  const trier = { account: email, address: request.ip }
  if (!(await attempts.take(trier))) {
    request.log.warn({ from: request.ip }, 'too many wrong passwords')
    return answerRefusal(reply.header('retry-after', retryAfterSeconds), 'too_many_requests')
  }
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? ''
  const signedIn = await auth.signIn({ email, password, address: request.ip, userAgent })
  if (!signedIn) {
    request.log.warn({ from: request.ip }, 'a sign-in was refused')
    return answerRefusal(reply, 'not_signed_in')
  }
  await attempts.forgive(trier)
  return nothing(reply, signedIn.cookies)
}

/** Ends the session of the cookie, if there is one; the last session ends the presence too. 204 either way. */
async function signOut(
  { kernel, auth, gate, publicUrl }: AuthRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (isForeign(request, publicUrl)) return answerRefusal(reply, 'not_permitted', 'origin')
  const cookie = auth.sessionCookie(request.headers.cookie)
  if (cookie === null) return nothing(reply, [])
  const person = await gate.authenticate(request)
  const { cookies } = await auth.signOut(cookie)
  gate.forget()
  if (person) await leaveDesk(kernel, person)
  return nothing(reply, cookies)
}

/** `{name, email, role}` of whoever is signed in, or null. Never 401: asking is how a page finds out. */
async function getSession({ gate }: AuthRoutesDeps, request: FastifyRequest, reply: FastifyReply) {
  const person = await gate.authenticate(request)
  const answer = person && { name: person.name, email: person.email, role: person.role }
  return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(answer))
}

/** Somebody else's page wants to sign people in as somebody they are not. Programs without pages name no origin. */
const isForeign = ({ headers }: FastifyRequest, publicUrl: string): boolean =>
  headers.origin !== undefined && !isOurOrigin(headers, publicUrl)

function nothing(reply: FastifyReply, cookies: readonly string[]) {
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  return reply.code(204).header('cache-control', 'no-store').send()
}

const MAX_USER_AGENT = 300
