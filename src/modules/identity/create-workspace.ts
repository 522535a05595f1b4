import type pg from 'pg'
import type { AgentId, Instant, WorkspaceId } from '../../contract/ids.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { typed } from '../../kernel/db.ts'
import { newId } from '../../kernel/new-id.ts'
import { hashPassword } from './auth.ts'
import { checkPassword } from './core/password.ts'
import { sameEmail } from './core/user.ts'
import { insertAgent, insertWorkspace } from './repo.ts'
import { insertSignIn, signInWith } from './sign-in-repo.ts'

export type NewWorkspace = {
  name: string
  at: Instant
  administrator: { name: string; email: string; password: string }
}

/**
 * Make a workspace with its first administrator, who can then do everything else. `owner` is a connection of the
 * database's owner: nobody else may make one. Refuses `password_too_weak` and `email_taken`; then nothing was made.
 */
export async function createWorkspace(
  owner: pg.ClientBase,
  { name, at, administrator }: NewWorkspace,
): Promise<Result<{ workspaceId: WorkspaceId; agentId: AgentId }>> {
  const person = { name: administrator.name, email: sameEmail(administrator.email) }
  const strong = checkPassword(administrator.password, person)
  if (!strong.ok) return strong
  const passwordHash = await hashPassword(administrator.password)
  const ids = { workspaceId: newId() as WorkspaceId, agentId: newId() as AgentId, userId: newId() }
  await owner.query('begin')
  try {
    const made = await make(owner, { ...ids, name, at, person, passwordHash })
    await owner.query(made.ok ? 'commit' : 'rollback')
    return made.ok ? ok({ workspaceId: ids.workspaceId, agentId: ids.agentId }) : made
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

type Making = {
  workspaceId: WorkspaceId
  agentId: AgentId
  userId: string
  name: string
  at: Instant
  person: { name: string; email: string }
  passwordHash: string
}

async function make(owner: pg.ClientBase, making: Making): Promise<Result<null>> {
  const { workspaceId, agentId: id, userId, at, person, passwordHash } = making
  const { tx } = typed(owner)
  await insertWorkspace(tx, { id: workspaceId, name: making.name, at })
  const rights = { role: 'administrator', active: true, capacity: null } as const
  const taken = await insertAgent(tx, { workspaceId, id, userId, at, ...person, ...rights, denied: [] })
  if (taken || (await signInWith(owner, person.email))) return refuse('email_taken')
  await insertSignIn(owner, { userId, accountId: newId(), ...person, passwordHash })
  return ok(null)
}
