import type { AgentId } from '../../contract/ids.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { type AgentPresence, choose, looksDifferent, toCard } from './core/presence.ts'
import { lockPresences, savePresences } from './repo.ts'
import { presenceRules } from './rules-repo.ts'

/**
 * Move these agents' presences within somebody else's work: what an offer's lapse does to the agent must be true in the
 * same instant as the lapse. `move` runs when the rows are held, so that what it reads, such as what an agent still
 * holds, cannot change under it. Facts are recorded for what screens would show differently.
 */
export async function movePresences(
  work: Work,
  agentIds: readonly AgentId[],
  move: (presences: ReadonlyMap<AgentId, AgentPresence>) => Promise<ReadonlyMap<AgentId, AgentPresence>>,
  by: AgentId | null = null,
): Promise<void> {
  if (agentIds.length === 0) return
  const before = await lockPresences(work.tx, work.by.workspaceId, agentIds)
  await keepPresences(work, before, await move(before), by)
}

/** Save what has changed among held presences, and record what screens must know. `by`: whoever changed somebody else's. */
export async function keepPresences(
  work: Work,
  before: ReadonlyMap<AgentId, AgentPresence>,
  after: ReadonlyMap<AgentId, AgentPresence>,
  by: AgentId | null = null,
): Promise<void> {
  const changed = [...after].filter(([agentId, presence]) => before.get(agentId) !== presence)
  await savePresences(work.tx, work.by.workspaceId, new Map(changed))
  for (const [agentId, presence] of changed) {
    const known = before.get(agentId)
    if (known && !looksDifferent(known, presence)) continue
    work.record({ type: 'presence.changed', agentId, presence: toCard(presence), by })
  }
}

/** A person left, or was made to. What becomes of what they hold, their queues say. */
export async function endPresence(work: Work, agentId: AgentId): Promise<void> {
  const { agentId: actor } = work.by
  const { readyRule, graceSeconds } = await presenceRules(work.tx, work.by.workspaceId)
  const end = async (presences: ReadonlyMap<AgentId, AgentPresence>) => {
    const presence = present(presences.get(agentId), 'the presence of a person')
    const ended = choose(presence, {
      state: 'signed_out',
      reason: null,
      pauses: [],
      held: 0,
      readyRule,
      graceSeconds,
      at: work.at,
    })
    return new Map(ended.ok ? [[agentId, ended.value]] : [])
  }
  await movePresences(work, [agentId], end, actor === agentId ? null : actor)
}
