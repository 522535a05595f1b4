import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import { present } from '../../kernel/assert.ts'
import { type Tx, takenIn } from '../../kernel/db.ts'
import { isSealedWith, type Sealer } from '../../kernel/secrets.ts'

/**
 * The rows of better-auth that we change ourselves: it changes them only for whoever holds a session, we also for an
 * administrator. Its tables know no workspaces, because a sign-in is found before the workspace is.
 */
type Db = Pick<pg.Pool, 'query'>

const SIGN_IN_SECRET = 'sign-in'
const SIGN_IN_SECRET_BYTES = 32
const sealedForSignIn = 'installation:sign-in'

/** What the cookies of all nodes are signed with: made by the first start, the same ever after. Throws `SealBroken`. */
export async function signInSecret(db: Db, sealer: Sealer): Promise<string> {
  const fresh = sealer.seal(randomBytes(SIGN_IN_SECRET_BYTES).toString('base64url'), sealedForSignIn)
  await db.query('insert into auth.secret (name, sealed) values ($1, $2) on conflict do nothing', [
    SIGN_IN_SECRET,
    fresh,
  ])
  // Another node may have been faster: what is kept is the secret.
  const { rows } = await db.query<{ sealed: string }>('select sealed from auth.secret where name = $1', [
    SIGN_IN_SECRET,
  ])
  return sealer.open(present(rows[0], 'the secret just kept').sealed, sealedForSignIn)
}

/** Seal it again with the key in use, as the owner. Says whether there was anything to do. Throws `SealBroken`. */
export async function resealSignIn(owner: Db, sealer: Sealer): Promise<boolean> {
  const { rows } = await owner.query<{ sealed: string }>('select sealed from auth.secret where name = $1', [
    SIGN_IN_SECRET,
  ])
  const sealed = rows[0]?.sealed
  if (sealed === undefined || isSealedWith(sealed, sealer.keyId())) return false
  const again = sealer.seal(sealer.open(sealed, sealedForSignIn), sealedForSignIn)
  await owner.query('update auth.secret set sealed = $2 where name = $1 and sealed = $3', [
    SIGN_IN_SECRET,
    again,
    sealed,
  ])
  return true
}

/** Whose sign-in has this address? `inUse`: an agent of some workspace comes in with it. */
export async function signInWith(db: Db, email: string): Promise<{ userId: string; inUse: boolean } | undefined> {
  const { rows } = await db.query<{ userId: string; inUse: boolean }>(
    `select u.id as "userId", exists (select from public.agent a where a.user_id = u.id) as "inUse"
     from auth."user" u where u.email = $1`,
    [email],
  )
  return rows[0]
}

/** Whoever gives this address to somebody, in whatever workspace, waits here until the other one has committed. */
export async function lockEmail(tx: Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('sign-in'), hashtext(${email}))`.execute(tx)
}

/** Make a sign-in with a password. */
export async function insertSignIn(
  db: Db,
  user: { userId: string; accountId: string; name: string; email: string; passwordHash: string },
): Promise<void> {
  await db.query(
    `with made as (
       insert into auth."user" (id, name, email, "emailVerified") values ($1, $3, $4, true) returning id
     )
     insert into auth.account (id, "accountId", "providerId", "userId", password)
     select $2, id, 'credential', id, $5 from made`,
    [user.userId, user.accountId, user.name, user.email, user.passwordHash],
  )
}

/** Change the name and address of a sign-in. Says so when the address belongs to another one. */
export async function updateSignIn(
  db: Db,
  { userId, name, email }: { userId: string; name: string; email: string },
): Promise<'email_taken' | null> {
  try {
    const set = 'set name = $2, email = $3, "updatedAt" = now()'
    await db.query(`update auth."user" ${set} where id = $1`, [userId, name, email])
    return null
  } catch (error) {
    if (takenIn(error) === 'user_email_key') return 'email_taken'
    throw error
  }
}

/** Remove a sign-in with its password and sessions. */
export async function deleteSignIn(db: Db, userId: string): Promise<void> {
  await db.query('delete from auth."user" where id = $1', [userId])
}

export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const { rows } = await db.query<{ password: string | null }>(
    `select password from auth.account where "userId" = $1 and "providerId" = 'credential'`,
    [userId],
  )
  return rows[0]?.password ?? null
}

/** A new password, and in the same statement the end of every session but one (null: of all). */
export async function updatePassword(
  db: Db,
  { userId, passwordHash, keepSession }: { userId: string; passwordHash: string; keepSession: string | null },
): Promise<void> {
  await db.query(
    `with changed as (
       update auth.account set password = $2, "updatedAt" = now() where "userId" = $1 and "providerId" = 'credential'
     )
     delete from auth.session where "userId" = $1 and id is distinct from $3`,
    [userId, passwordHash, keepSession],
  )
}

/** End every session of a sign-in. */
export async function deleteSessions(db: Db, userId: string): Promise<void> {
  await db.query('delete from auth.session where "userId" = $1', [userId])
}

/** How many sessions of a sign-in are alive. */
export async function countSessions(db: Db, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*) from auth.session where "userId" = $1 and "expiresAt" > now()',
    [userId],
  )
  return rows[0]?.count ?? 0
}

/** Count one more attempt under a key, in one statement, and answer how many that makes. A window that is over begins again. */
export async function countAttempt(
  db: Db,
  at: number,
  { key, windowMs }: { key: string; windowMs: number },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `insert into auth."rateLimit" as kept (id, key, count, "lastRequest") values (gen_random_uuid(), $2, 1, $1)
     on conflict (key) do update set
       count = case when kept."lastRequest" + $3 <= $1 then 1 else kept.count + 1 end,
       "lastRequest" = case when kept."lastRequest" + $3 <= $1 then $1 else kept."lastRequest" end
     returning count`,
    [at, key, windowMs],
  )
  return rows[0]?.count ?? Number.POSITIVE_INFINITY
}

/** Take an attempt back: it was a good one. */
export async function uncountAttempts(db: Db, keys: readonly string[]): Promise<void> {
  await db.query(
    `update auth."rateLimit" set count = count - 1 where count > 0 and key in (
       select key from auth."rateLimit" where key = any($1) order by key for update
     )`,
    [keys],
  )
}

/** Forget windows that began before `at`. */
export async function dropAttempts(db: Db, at: number): Promise<void> {
  await db.query('delete from auth."rateLimit" where "lastRequest" < $1', [at])
}
