import type { AgentId } from '../../contract/ids.ts'
import type { LockedPreferences, LockName, PreferenceChange, Preferences } from '../../contract/operations/identity.ts'
import { maySteer } from '../../contract/permissions.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import type { Person } from '../../kernel/http.ts'
import { type Actor, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { endPresence, holdPresences } from '../presence/index.ts'
import { giveSkills, lockLoad, nameIn, settleMembers } from '../routing/index.ts'
import type { Attempts } from './attempts.ts'
import { hashPassword, isPassword } from './auth.ts'
import { checkPassword } from './core/password.ts'
import { inForce, keptOf } from './core/preferences.ts'
import { checkUser, sameEmail, type UserInput } from './core/user.ts'
import { lockedPreferences, writeLockedPreferences } from './preferences-repo.ts'
import {
  agentCards,
  existingQueues,
  insertAgent,
  type LockedUser,
  lockUser,
  preferencesOf,
  savePreferencesOf,
  setUserId,
  updateAgent,
} from './repo.ts'
import {
  countSessions,
  deleteSessions,
  deleteSignIn,
  insertSignIn,
  lockEmail,
  passwordHashOf,
  signInWith,
  updatePassword,
  updateSignIn,
} from './sign-in-repo.ts'

export type IdentityDeps = {
  attempts: Attempts
  /** Look everybody up again: rights or sessions have changed. */
  forget: () => void
  /** What somebody holds goes back to its queues, in this work; answers with how much that was. */
  returnWork: (work: Work, agentId: AgentId) => Promise<number>
  /** End the sockets of a person's sessions, but for the one that lives on. */
  signOut: (userId: string, exceptSessionId: string | null) => void
}

/** Remember how somebody likes the desk: what they change of it. */
export async function savePreferences(work: Work, change: PreferenceChange): Promise<Result<null>> {
  const { tx } = work
  const { workspaceId, agentId } = work.by
  if (agentId === null) return refuse('not_found')
  const { locked } = await lockedPreferences(tx, workspaceId)
  const kept = keptOf(change, locked)
  if (!kept.ok) return kept
  await savePreferencesOf(tx, workspaceId, agentId, kept.value)
  return ok(null)
}

/** Set some of the personal settings for everybody, from the version that was read; each desk follows at once. */
export async function savePreferenceRules(
  work: Work,
  { locked, version }: { locked: LockedPreferences; version: number },
): Promise<Result<{ version: number }>> {
  if (!(await writeLockedPreferences(work.tx, work.by.workspaceId, version, locked)))
    return refuse('changed_by_someone_else')
  work.record({ type: 'catalog.changed', catalog: 'preferences' })
  return ok({ version: version + 1 })
}

/** How the desk behaves for this person, and what of it they cannot change. */
export async function preferencesFor(
  tx: Tx,
  { workspaceId, agentId }: Person,
): Promise<Result<Preferences & { locked: LockName[] }>> {
  const own = await preferencesOf(tx, workspaceId, agentId)
  const { locked } = await lockedPreferences(tx, workspaceId)
  return ok({ ...inForce(own, locked), locked: Object.keys(locked) as LockName[] })
}

/**
 * Change one's own password. Every other session ends, with its sockets. Refuses `not_permitted` when the current
 * password is wrong, `too_many_requests` when it was wrong too often, and `password_too_weak`.
 */
export async function changePassword(
  deps: IdentityDeps,
  kernel: Kernel,
  person: Person,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<Result<null>> {
  const { userId, sessionId } = person
  if (userId === null || sessionId === null) return refuse('not_permitted', 'session')
  const trier = { account: `password of ${userId}`, address: `session of ${userId}` }
  if (!(await deps.attempts.take(trier))) return refuse('too_many_requests')
  const known = await passwordHashOf(kernel.system, userId)
  if (known === null || !(await isPassword(currentPassword, known))) return refuse('not_permitted', 'currentPassword')
  await deps.attempts.forgive(trier)
  const strong = checkPassword(newPassword, person)
  if (!strong.ok) return strong
  const passwordHash = await hashPassword(newPassword)
  await updatePassword(kernel.system, { userId, passwordHash, keepSession: sessionId })
  ended(deps, userId, sessionId)
  return ok(null)
}

/**
 * Add a person or change one. Refuses `not_found` (also for queues), `email_taken`, `password_too_weak` and what
 * `checkUser` refuses. Whoever is made inactive is signed out of everything at once, and their work goes back.
 */
export async function saveUser(
  deps: IdentityDeps,
  kernel: Kernel,
  by: Actor,
  given: UserInput,
): Promise<Result<{ id: AgentId; version: number }>> {
  const input = { ...given, email: sameEmail(given.email) }
  const strong = input.password === null ? ok(null) : checkPassword(input.password, input)
  if (!strong.ok) return strong
  // Slow by design: not inside a transaction.
  const passwordHash = input.password === null ? null : await hashPassword(input.password)
  const saved = await inWork(kernel, by, (work) => save(deps, kernel, work, input, passwordHash))
  if (!saved.ok) return saved
  const { id, version, userId } = saved.value
  if (!input.active && userId !== null) ended(deps, userId, null)
  else deps.forget()
  return ok({ id, version })
}

type Saved = { id: AgentId; version: number; userId: string | null }

async function save(
  deps: IdentityDeps,
  kernel: Kernel,
  work: Work,
  input: UserInput,
  passwordHash: string | null,
): Promise<Result<Saved>> {
  const { tx, by } = work
  // Queues, capacity and whether they are here at all decide who may be given work: this waits its turn with the router.
  await lockLoad(tx, by.workspaceId)
  const { user, administrators } = await lockUser(tx, by.workspaceId, input.id)
  if (input.id !== null && !user) return refuse('not_found')
  const others = administrators.filter((id) => id !== input.id).length
  const checked = checkUser(input, user ?? null, others)
  if (!checked.ok) return checked
  const queueIds = [...new Set(input.queueIds)]
  const missing = queueIds.length - (await existingQueues(tx, by.workspaceId, queueIds)).length
  if (missing > 0) return refuse('not_found', 'queueIds')

  const saved = user
    ? await change(deps, kernel, work, user, input)
    : await add(kernel, work, input, passwordHash ?? '')
  if (!saved.ok) return saved
  const { id } = saved.value
  const given = input.skills ? await giveSkills(work, id, input.skills) : ok(null)
  if (!given.ok) return given
  const named = await nameIn(tx, by.workspaceId, id, queueIds)
  const moved = await settleMembers(tx, by.workspaceId, { agentIds: [id] })
  await recordUser(work, id)
  if (named || moved.length > 0) work.record({ type: 'catalog.changed', catalog: 'queues' })
  return saved
}

async function add(kernel: Kernel, work: Work, input: UserInput, passwordHash: string): Promise<Result<Saved>> {
  const id = work.newId() as AgentId
  const userId = work.newId()
  const { workspaceId } = work.by
  const taken = await insertAgent(work.tx, { ...input, workspaceId, id, userId, at: work.at })
  if (taken) return refuse(taken)
  const made = await makeSignIn(kernel, work, { userId, name: input.name, email: input.email, passwordHash })
  return made.ok ? ok({ id, version: 1, userId }) : made
}

/**
 * The sign-in is kept outside this transaction. It is made last, and one that no agent came of, because we crashed in
 * between, gives way to the next attempt. Two attempts for one address take turns.
 */
async function makeSignIn(
  kernel: Kernel,
  work: Work,
  user: { userId: string; name: string; email: string; passwordHash: string },
): Promise<Result<null>> {
  await lockEmail(work.tx, user.email)
  const other = await signInWith(kernel.system, user.email)
  if (other?.inUse) return refuse('email_taken')
  if (other) await deleteSignIn(kernel.system, other.userId)
  await insertSignIn(kernel.system, { ...user, accountId: work.newId() })
  return ok(null)
}

async function change(
  deps: IdentityDeps,
  kernel: Kernel,
  work: Work,
  user: LockedUser,
  input: UserInput,
): Promise<Result<Saved>> {
  const { userId } = user
  const taken = await updateAgent(work.tx, work.by.workspaceId, user.id, input)
  if (taken) return refuse(taken)
  if (userId !== null) {
    await lockEmail(work.tx, input.email)
    const renamed = await updateSignIn(kernel.system, { userId, name: input.name, email: input.email })
    if (renamed) return refuse(renamed)
  }
  if (user.active && !input.active) await putOut(deps, kernel, work, user)
  return ok({ id: user.id, version: user.version + 1, userId })
}

/**
 * Out by every door at once: what they hold goes back to its queues, they are signed out, and no session is left. Answers
 * with how much they held. Whoever calls it holds the lock of loads.
 */
async function putOut(
  { returnWork }: IdentityDeps,
  kernel: Kernel,
  work: Work,
  { id, userId }: LockedUser,
): Promise<number> {
  const returned = await returnWork(work, id)
  await endPresence(work, id)
  // Before the commit: should it fail, somebody has to sign in again, which is better than the other way round.
  if (userId !== null) await deleteSessions(kernel.system, userId)
  return returned
}

/**
 * A supervisor signs somebody out everywhere; they come in again with their password. Refuses `not_found`, and
 * `not_permitted` for who may not steer them.
 */
export async function signOutAgent(
  deps: IdentityDeps,
  kernel: Kernel,
  person: Person,
  { agentId }: { agentId: AgentId },
): Promise<Result<{ returned: number }>> {
  const { workspaceId } = person
  const out = await inWork(kernel, person, async (work) => {
    await lockLoad(work.tx, workspaceId)
    const { user } = await lockUser(work.tx, workspaceId, agentId)
    if (!user) return refuse('not_found')
    if (!maySteer(person.role, user.role)) return refuse('not_permitted', 'an administrator')
    return ok({ returned: await putOut(deps, kernel, work, user), userId: user.userId })
  })
  if (!out.ok) return out
  const { returned, userId } = out.value
  if (userId !== null) ended(deps, userId, null)
  return ok({ returned })
}

/** Somebody has signed out. From their last session: then they are no longer at the desk either. */
export async function leaveDesk(kernel: Kernel, { workspaceId, agentId, userId }: Person): Promise<void> {
  if (userId === null || (await countSessions(kernel.system, userId)) > 0) return
  await inWork(kernel, { workspaceId, agentId }, async (work) => {
    await endPresence(work, agentId)
    return ok(null)
  })
}

/** Give a person a new password; all their sessions end. Refuses `not_found` and `password_too_weak`. */
export async function resetPassword(
  deps: IdentityDeps,
  kernel: Kernel,
  by: Actor,
  { id, password }: { id: AgentId; password: string },
): Promise<Result<null>> {
  const passwordHash = await hashPassword(password)
  const reset = await inWork(kernel, by, async (work) => {
    const { user } = await lockUser(work.tx, by.workspaceId, id)
    if (!user) return refuse('not_found')
    const strong = checkPassword(password, user)
    if (!strong.ok) return strong
    if (user.userId === null) return firstSignIn(kernel, work, user, passwordHash)
    await updatePassword(kernel.system, { userId: user.userId, passwordHash, keepSession: null })
    return ok(user.userId)
  })
  if (!reset.ok) return reset
  ended(deps, reset.value, null)
  return ok(null)
}

/** A person who had no way to come in gets one. */
async function firstSignIn(
  kernel: Kernel,
  work: Work,
  { id, name, email }: LockedUser,
  passwordHash: string,
): Promise<Result<string>> {
  const userId = work.newId()
  const made = await makeSignIn(kernel, work, { userId, name, email: sameEmail(email), passwordHash })
  if (!made.ok) return made
  await setUserId(work.tx, work.by.workspaceId, id, userId)
  return ok(userId)
}

async function recordUser(work: Work, id: AgentId): Promise<void> {
  await holdPresences(work.tx, work.by.workspaceId, [id])
  const cards = await agentCards(work.tx, work.by.workspaceId, [id])
  for (const agent of cards) work.record({ type: 'agent.saved', agent })
  work.record({ type: 'catalog.changed', catalog: 'users' })
}

function ended({ forget, signOut }: IdentityDeps, userId: string, exceptSessionId: string | null): void {
  forget()
  signOut(userId, exceptSessionId)
}
