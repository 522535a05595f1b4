import type { AgentId, ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import { isHidden, type Tagged, type Tagging } from '../../contract/sight.ts'
import type { Tx } from '../../kernel/db.ts'
import { lastLine } from '../../kernel/journal.ts'
import type { Work } from '../../kernel/work.ts'
import { taggingOf } from '../tags/index.ts'
import type { ReservedLine, RoutableAgent, WaitingLine } from './core/route.ts'
import { inSightOf } from './core/sight.ts'
import { lastOfRounds } from './memory-repo.ts'
import {
  agentsAmong,
  type ChannelLimits,
  channelLimits,
  type QueueRules,
  queueRules,
  readyAgents,
  type StandingOffer,
  standingOffers,
} from './repo.ts'
import { changedAgents, followableTo, movedAgents } from './team-repo.ts'
import { reservedLines, waitingLines } from './waiting-repo.ts'

/** Who could be given work in a workspace, and by which rules, as of journal line `seq`. */
export type Team = {
  readonly seq: number
  readonly readAt: Instant
  readonly channels: ReadonlyMap<ChannelId, ChannelLimits>
  readonly queues: Map<QueueId, QueueRules>
  readonly tagging: Tagging
  /** The ready ones alone. */
  readonly agents: Map<AgentId, RoutableAgent>
  /** Of each queue those of them whose own limit is not reached: the only ones a pass need look at. */
  readonly members: Map<QueueId, Map<AgentId, RoutableAgent>>
  /** And those whose limit is reached: named among the reasons for a pick, no more. */
  readonly atLimit: Map<QueueId, Map<AgentId, RoutableAgent>>
}

/** Those who may have room for what waits in these queues. */
export const candidates = ({ members }: Team, queueIds: Iterable<QueueId>): RoutableAgent[] => [
  ...new Set([...new Set(queueIds)].flatMap((queueId) => [...(members.get(queueId)?.values() ?? [])])),
]

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
/** However little has changed, a team is read anew after this long, in milliseconds. */
const longestMemoryMs = 600_000

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

/** What a pass sees: what waits, the offers that may no longer stand, and whom there is to give work to. */
export type Sight = {
  readonly lines: readonly WaitingLine[]
  /** Of these, those who wait for one agent alone. */
  readonly reserved: readonly ReservedLine[]
  readonly standing: readonly StandingOffer[]
  readonly channels: ReadonlyMap<ChannelId, ChannelLimits>
  /** undefined: none is remembered, and as nobody waits none was read. */
  readonly team: Team | undefined
}

/**
 * The workspace as it is now, in one round trip: of a remembered team only those are read who have changed, by the
 * journal. After changed rules, a long time, or too much to follow everybody is, once somebody waits.
 */
export async function lookAt({ tx, by, at }: Work, known: Team | undefined): Promise<Sight> {
  if (!known || at - known.readAt >= longestMemoryMs) return lookAnew(tx, by.workspaceId, at)
  const { workspaceId } = by
  const [seq, changed, standing, lines, reserved, rounds] = await Promise.all([
    followableTo(tx, workspaceId, known.seq),
    agentsAmong(tx, workspaceId, changedAgents(workspaceId, known.seq)),
    standingOffers(tx, workspaceId, movedAgents(workspaceId, known.seq)),
    waitingLines(tx, workspaceId),
    reservedLines(tx, workspaceId, at),
    lastOfRounds(tx, workspaceId),
  ])
  if (seq === undefined) return lookAnew(tx, workspaceId, at)
  const seen = inSightOf(known.tagging, known.channels, known.queues)
  for (const agent of changed) keepAgent(known, seen(agent))
  for (const [id, lastAgentId] of rounds) {
    const rules = known.queues.get(id)
    if (rules) known.queues.set(id, { ...rules, lastAgentId })
  }
  const sight = { lines, reserved: reserved.map(keptFor(seen)), standing: standing.map(seenBy(seen)) }
  return { ...sight, channels: known.channels, team: { ...known, seq } }
}

async function lookAnew(tx: Tx, workspaceId: WorkspaceId, readAt: Instant): Promise<Sight> {
  // The line first: what is read after it may be newer, and is then read again, but never older.
  const [seq, channels, queues, tagging, standing, lines, reserved] = await Promise.all([
    lastLine(tx, workspaceId),
    channelLimits(tx, workspaceId),
    queueRules(tx, workspaceId),
    taggingOf(tx, workspaceId),
    standingOffers(tx, workspaceId, 'all'),
    waitingLines(tx, workspaceId),
    reservedLines(tx, workspaceId, readAt),
  ])
  const seen = inSightOf(tagging, channels, queues)
  const sight = { lines, reserved: reserved.map(keptFor(seen)), standing: standing.map(seenBy(seen)), channels }
  if (lines.length === 0) return { ...sight, team: undefined }
  const members = { agents: new Map(), members: new Map(), atLimit: new Map() }
  const team: Team = { seq, readAt, channels, queues, tagging, ...members }
  for (const agent of await readyAgents(tx, workspaceId)) keepAgent(team, seen(agent))
  return { ...sight, team }
}

/** From whom tags hide what waits for them alone, they are as good as gone. */
const keptFor =
  (seen: ReturnType<typeof inSightOf>) =>
  ({ role, tagIds, ...line }: ReservedLine & Tagged): ReservedLine => {
    const { barred } = seen<Tagged & Pick<RoutableAgent, 'barred'>>({ role, tagIds })
    return { ...line, isThere: line.isThere && !isHidden(barred ?? null, line) }
  }

const seenBy =
  (seen: ReturnType<typeof inSightOf>) =>
  (offer: StandingOffer): StandingOffer => ({ ...offer, agent: seen(offer.agent) })

function keepAgent({ agents, members, atLimit }: Team, agent: RoutableAgent): void {
  for (const queueId of agents.get(agent.id)?.queueIds ?? []) {
    members.get(queueId)?.delete(agent.id)
    atLimit.get(queueId)?.delete(agent.id)
  }
  agents.delete(agent.id)
  if (!agent.ready) return
  agents.set(agent.id, agent)
  const place = agent.capacity !== null && agent.load >= agent.capacity ? atLimit : members
  for (const queueId of agent.queueIds) {
    const queue = place.get(queueId)
    if (queue) queue.set(agent.id, agent)
    else place.set(queueId, new Map([[agent.id, agent]]))
  }
}
