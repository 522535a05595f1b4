import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth'
import { hashPassword as hash, verifyPassword as verify } from 'better-auth/crypto'
import {
  Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PostgresDialect,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely'
import type pg from 'pg'
import { maxPasswordLength, minPasswordLength } from '../../contract/operations/identity.ts'
import { newId } from '../../kernel/new-id.ts'

/** A session that is alive. */
export type Session = { id: string; userId: string; expiresAt: number }

/** Sign-in with e-mail and password, and the sessions that come of it. Cookies are whole `Set-Cookie` values. */
export type Auth = {
  /** Null when it is not the right password of somebody who may come in. Takes as long either way. */
  signIn(attempt: { email: string; password: string; address: string; userAgent: string }): Promise<{
    userId: string
    cookies: string[]
  } | null>
  /** Whose session is in this `Cookie` header? `renew`: one older than a day lives on, with new cookies to hand out. */
  session(cookie: string, use: 'look' | 'renew'): Promise<{ session: Session; cookies: string[] } | null>
  /** End the session in this `Cookie` header, if there is one. */
  signOut(cookie: string): Promise<{ cookies: string[] }>
  /** The part of a `Cookie` header that names a session, or null. */
  sessionCookie(cookie: string | undefined): string | null
}

export type AuthOptions = {
  /** Connections of the system role with the search path `auth`. */
  pool: pg.Pool
  /** What cookies are signed with. */
  secret: string
  /** The address people know us by. With https, cookies are Secure and bound to this very host. */
  publicUrl: string
  /** Somebody has the right password: may they come in? */
  mayComeIn: (userId: string) => Promise<boolean>
}

const DAY_SECONDS = 24 * 60 * 60
const SESSION_SECONDS = 7 * DAY_SECONDS
/** How the address of whoever asks reaches better-auth. Only we set it: headers from outside are not passed on. */
const ADDRESS_HEADER = 'x-switchboard-address'

/** better-auth, behind the few questions we ask it. */
export function createAuth(options: AuthOptions): Auth {
  const secure = options.publicUrl.startsWith('https://')
  const prefix = secure ? '__Host-switchboard' : 'switchboard'
  const auth = betterAuth({
    appName: 'Switchboard',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    trustedOrigins: [options.publicUrl],
    secret: options.secret,
    database: { db: withDates(options.pool), type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength, maxPasswordLength },
    session: { expiresIn: SESSION_SECONDS, updateAge: DAY_SECONDS },
    // Ours counts before it looks and over all nodes at once: see attempts.ts.
    rateLimit: { enabled: false },
    databaseHooks: {
      session: { create: { before: async ({ userId }) => ((await options.mayComeIn(userId)) ? undefined : false) } },
    },
    advanced: {
      cookiePrefix: prefix,
      // It would write __Secure-; __Host- also binds the cookie to this host and path.
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: newId },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })

  return {
    async signIn({ email, password, address, userAgent }) {
      const headers = new Headers({ [ADDRESS_HEADER]: address, 'user-agent': userAgent })
      const response = await sayingWhy(async () => {
        const answer = await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true })
        if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status}`)
        return answer
      })
      if (!response.ok) return null
      const { user } = (await response.json()) as { user: { id: string } }
      return { userId: user.id, cookies: response.headers.getSetCookie() }
    },
    async session(cookie, use) {
      const query = { disableRefresh: use === 'look' }
      const { headers, response } = await sayingWhy(() =>
        auth.api.getSession({ headers: new Headers({ cookie }), query, returnHeaders: true }),
      )
      if (!response) return null
      const { id, userId, expiresAt } = response.session
      return { session: { id, userId, expiresAt: expiresAt.getTime() }, cookies: headers.getSetCookie() }
    },
    async signOut(cookie) {
      const { headers } = await sayingWhy(() =>
        auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true }),
      )
      return { cookies: headers.getSetCookie() }
    },
    sessionCookie(cookie) {
      const wanted = `${prefix}.session_token=`
      return cookie?.split(/;\s*/).find((part) => part.startsWith(wanted)) ?? null
    },
  }
}

/** What a query of better-auth failed with, in the call it belongs to. */
const failure = new AsyncLocalStorage<{ error: unknown }>()

function failed(error: unknown): void {
  const here = failure.getStore()
  if (here) here.error ??= error
}

/** better-auth hides why it failed. When one of its queries did, that is what is thrown: most often the database is away. */
async function sayingWhy<T>(body: () => Promise<T>): Promise<T> {
  const here: { error: unknown } = { error: undefined }
  return failure.run(here, body).catch((error: unknown) => Promise.reject(here.error ?? error))
}

/** The hash that is stored of a password (scrypt, as better-auth writes and reads it). */
export const hashPassword = (password: string): Promise<string> => hash(password)

/** Is it the right password? Constant-time. */
export const isPassword = (password: string, passwordHash: string): Promise<boolean> =>
  verify({ hash: passwordHash, password })

/** Our connections read timestamps as milliseconds; better-auth expects dates. */
function withDates(pool: pg.Pool): Kysely<Record<string, Record<string, unknown>>> {
  const connecting = {
    connect: () =>
      pool.connect().catch((error: unknown) => {
        failed(error)
        throw error
      }),
    end: () => pool.end(),
    options: pool.options,
  }
  return new Kysely({
    dialect: new PostgresDialect({ pool: connecting }),
    plugins: [new DatesForAuth()],
    log(event) {
      if (event.level === 'error') failed(event.error)
    },
  })
}

class DatesForAuth implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return { ...result, rows: result.rows.map(dated) }
  }
}

function dated(row: UnknownRow): UnknownRow {
  const value = ([name, value]: [string, unknown]): [string, unknown] =>
    name.endsWith('At') && typeof value === 'number' ? [name, new Date(value)] : [name, value]
  return Object.fromEntries(Object.entries(row).map(value))
}
