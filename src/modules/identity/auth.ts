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
import { deriveKey } from '../../kernel/secrets.ts'

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
  secretKey: Buffer
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
    secret: deriveKey(options.secretKey, 'sign-in').toString('base64url'),
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
      const response = await auth.api.signInEmail({ body: { email, password }, headers, asResponse: true })
      if (response.status >= 500) throw await whatIsWrong(options.pool)
      if (!response.ok) return null
      const { user } = (await response.json()) as { user: { id: string } }
      return { userId: user.id, cookies: response.headers.getSetCookie() }
    },
    async session(cookie, use) {
      const query = { disableRefresh: use === 'look' }
      const { headers, response } = await auth.api
        .getSession({ headers: new Headers({ cookie }), query, returnHeaders: true })
        .catch(async () => Promise.reject(await whatIsWrong(options.pool)))
      if (!response) return null
      const { id, userId, expiresAt } = response.session
      return { session: { id, userId, expiresAt: expiresAt.getTime() }, cookies: headers.getSetCookie() }
    },
    async signOut(cookie) {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return { cookies: headers.getSetCookie() }
    },
    sessionCookie(cookie) {
      const wanted = `${prefix}.session_token=`
      return cookie?.split(/;\s*/).find((part) => part.startsWith(wanted)) ?? null
    },
  }
}

/** better-auth hides why it failed. Most often the database is away: then that is what is thrown. */
async function whatIsWrong(pool: pg.Pool): Promise<unknown> {
  return pool.query('select 1').then(
    () => new Error('better-auth failed, and the database is there'),
    (error: unknown) => error,
  )
}

/** The hash that is stored of a password (scrypt, as better-auth writes and reads it). */
export const hashPassword = (password: string): Promise<string> => hash(password)

/** Is it the right password? Constant-time. */
export const isPassword = (password: string, passwordHash: string): Promise<boolean> =>
  verify({ hash: passwordHash, password })

/** Our connections read timestamps as milliseconds; better-auth expects dates. */
function withDates(pool: pg.Pool): Kysely<Record<string, Record<string, unknown>>> {
  return new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new DatesForAuth()] })
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
