import type { AgentId, ApiKeyId } from '../../contract/ids.ts'
import type { Role } from '../../contract/permissions.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import { assert } from '../../kernel/assert.ts'
import { hashToken, lastFour, newToken } from '../../kernel/secrets.ts'
import { type Actor, inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { endPresence } from '../presence/index.ts'
import { lockLoad } from '../routing/index.ts'
import type { IdentityDeps } from './actions.ts'
import { agentCards, endApiKey, insertAgent, insertApiKey } from './repo.ts'

/** Make a key with an agent of its own, so that the journal can name the other system. The key is answered only here. */
export async function createApiKey(
  work: Work,
  { name, role }: { name: string; role: Role },
): Promise<Result<{ id: ApiKeyId; key: string }>> {
  const { tx, at, newId } = work
  const { workspaceId } = work.by
  const id = newId() as ApiKeyId
  const agentId = newId() as AgentId
  // Nobody receives mail there: the domain is reserved for that (RFC 2606).
  const email = `${id}@api-key.invalid`
  const agent = { name, email, role, active: true, capacity: null, denied: [], userId: null }
  const taken = await insertAgent(tx, { workspaceId, id: agentId, at, ...agent })
  assert(taken === null, 'the address of a new key is new')
  const key = newToken('sbk')
  const kept = { hash: hashToken(key), lastFour: lastFour(key) }
  await insertApiKey(tx, { workspaceId, id, agentId, name, role, at, ...kept })
  await recordKey(work, agentId)
  return ok({ id, key })
}

/** End a key at once; what its system holds goes back to its queues. Refuses `not_found`; ending it twice is no mistake. */
export async function revokeApiKey(
  deps: Pick<IdentityDeps, 'forget' | 'returnWork'>,
  kernel: Kernel,
  by: Actor,
  { id }: { id: ApiKeyId },
): Promise<Result<null>> {
  const revoked = await inWork(kernel, by, async (work) => {
    await lockLoad(work.tx, by.workspaceId)
    const agentId = await endApiKey(work.tx, by.workspaceId, id, work.at)
    if (agentId === undefined) return refuse('not_found')
    if (agentId === null) return ok(null)
    await deps.returnWork(work, agentId)
    await endPresence(work, agentId)
    await recordKey(work, agentId)
    return ok(null)
  })
  deps.forget()
  return revoked
}

async function recordKey(work: Work, agentId: AgentId): Promise<void> {
  const cards = await agentCards(work.tx, work.by.workspaceId, [agentId])
  for (const agent of cards) work.record({ type: 'agent.saved', agent })
  work.record({ type: 'catalog.changed', catalog: 'api_keys' })
}
