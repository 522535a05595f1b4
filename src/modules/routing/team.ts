import type { AgentId, ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import { lastLine } from '../../kernel/journal.ts'
import type { Work } from '../../kernel/work.ts'
import type { RoutableAgent } from './core/route.ts'
import { type ChannelLimits, channelLimits, type QueueRules, queueRules, readyAgents } from './repo.ts'
import { changesSince, type TeamChanges } from './team-repo.ts'

/** Who could be given work in a workspace, and by which rules, as of journal line `seq`. */
export type Team = {
  readonly seq: number
  readonly readAt: Instant
  readonly channels: ReadonlyMap<ChannelId, ChannelLimits>
  readonly queues: ReadonlyMap<QueueId, QueueRules>
  /** The ready ones alone. */
  readonly agents: Map<AgentId, RoutableAgent>
}

/**
 * Teams that the router remembers from one pass to the next, so that a pass reads what has changed and not everybody.
 * The journal says what has changed; a team is only a proposal, and whoever is chosen is looked at again in the rows. It
 * is taken out while a pass uses it and put back when that pass is committed: a pass that failed leaves nothing behind.
 */
export type Teams = {
  take(workspaceId: WorkspaceId): Team | undefined
  keep(workspaceId: WorkspaceId, team: Team | undefined): void
}

/** Workspaces whose teams are remembered; the one that was routed longest ago is forgotten first. */
const maxTeams = 200
/** However quiet it is, a team is read anew after this long, in milliseconds. */
const longestMemoryMs = 60_000

export function rememberTeams(): Teams {
  const teams = new Map<WorkspaceId, Team>()
  return {
    take(workspaceId) {
      const team = teams.get(workspaceId)
      teams.delete(workspaceId)
      return team
    },
    keep(workspaceId, team) {
      if (!team) return
      teams.set(workspaceId, team)
      const [oldest] = teams.keys()
      if (teams.size > maxTeams && oldest !== undefined) teams.delete(oldest)
    },
  }
}

/** What is known before a pass: a team with what has changed since, or nothing. */
export type Known = { readonly team: Team; readonly changes: TeamChanges } | undefined

/** What is still good of a remembered team. Changed rules, a long time, or too much to follow: then it is nothing. */
export async function followed({ tx, by, at }: Work, team: Team | undefined): Promise<Known> {
  if (!team || at - team.readAt >= longestMemoryMs) return undefined
  const changes = await changesSince(tx, by.workspaceId, team.seq)
  return changes && { team, changes }
}

/** The team as it is now: those who have changed are read again, or all are when nothing is known. */
export async function teamNow({ tx, by, at }: Work, known: Known): Promise<Team> {
  const { workspaceId } = by
  if (!known) {
    // The line first: what is read after it may be newer, and is then read again, but never older.
    const [seq, channels, queues, agents] = await Promise.all([
      lastLine(tx, workspaceId),
      channelLimits(tx, workspaceId),
      queueRules(tx, workspaceId),
      readyAgents(tx, workspaceId, 'all'),
    ])
    return { seq, readAt: at, channels, queues, agents: new Map(agents.map((agent) => [agent.id, agent])) }
  }
  const { team, changes } = known
  const changed = await readyAgents(tx, workspaceId, changes.agentIds)
  for (const id of changes.agentIds) team.agents.delete(id)
  for (const agent of changed) team.agents.set(agent.id, agent)
  return { ...team, seq: changes.seq }
}
