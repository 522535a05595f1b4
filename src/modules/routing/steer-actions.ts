import type { AgentId, ChannelId, QueueId } from '../../contract/ids.ts'
import type { Steered, SteeredInteraction } from '../../contract/operations/supervision.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Person } from '../../kernel/http.ts'
import type { Work } from '../../kernel/work.ts'
import { holdPresences } from '../presence/index.ts'
import type { InteractionCommand, Seen } from './core/commands.ts'
import { decide } from './core/decide.ts'
import { type Interaction, isHolder, loads } from './core/interaction.ts'
import { takesChannel } from './core/line.ts'
import { hasRoom, type RoutableAgent } from './core/route.ts'
import { type GivenTo, givingTo } from './giving.ts'
import { holdQueue } from './queue-repo.ts'
import { channelLimits, lockInteractions, lockLoad, onHandsOf, routableAgent } from './repo.ts'
import { type Decided, settle } from './settle.ts'
import { visibleInteractions } from './sight-repo.ts'

type Given = { readonly interactions: readonly SteeredInteraction[] }

/**
 * Send interactions to a queue: they wait there. Refuses `not_found` and `queue_removed`, for the queue; and
 * `queue_not_for_channel` each that comes on a channel it does not take.
 */
export async function moveInteractions(
  work: Work,
  person: Person,
  { interactions, toQueueId }: Given & { toQueueId: QueueId },
): Promise<Result<Steered>> {
  return steer(work, person, { interactions, to: { queueId: toQueueId } }, async () => {
    const queue = await holdQueue(work.tx, work.by.workspaceId, toQueueId)
    if (queue === undefined) return refuse('not_found', 'toQueueId')
    if (queue.removed) return refuse('queue_removed')
    const command = { type: 'move', queueId: toQueueId, by: person.agentId, at: work.at } as const
    return ok(({ channelId }, seen) => ({ ...command, seen, takes: takesChannel(queue, channelId) }))
  })
}

/** From their agents back to their queues. What nobody holds is where it should be. */
export async function takeBackInteractions(
  work: Work,
  person: Person,
  { interactions }: Given,
): Promise<Result<Steered>> {
  const command = { type: 'take_back', by: person.agentId, at: work.at } as const
  return steer(work, person, { interactions, to: null }, async () => ok((_interaction, seen) => ({ ...command, seen })))
}

/**
 * Give interactions to an agent. It raises their load, so it waits its turn with the router. Refuses `not_found` for the
 * agent; each interaction that finds no place is refused by itself.
 */
export async function assignInteractions(
  work: Work,
  person: Person,
  { interactions, toAgentId, aboveCapacity }: Given & { toAgentId: AgentId; aboveCapacity: boolean },
): Promise<Result<Steered>> {
  const { tx, at } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  return steer(work, person, { interactions, to: { agentId: toAgentId } }, async () => {
    const presence = (await holdPresences(tx, workspaceId, [toAgentId])).get(toAgentId)
    const agent = await routableAgent(tx, workspaceId, toAgentId)
    if (!presence || !agent) return refuse('not_found', 'toAgentId')
    const channels = [...(await channelLimits(tx, workspaceId)).values()]
    const signedIn = presence.state !== 'signed_out' && presence.state !== 'away'
    const command = { type: 'assign', agentId: toAgentId, by: person.agentId, at, aboveCapacity } as const
    let current: RoutableAgent = agent
    const commandFor: CommandFor = ({ channelId }, seen) => ({
      ...command,
      seen,
      readiness: { signedIn, room: hasRoom(current, channelId, channels) },
    })
    const assigned = (interaction: Interaction) => {
      if (!loads(interaction).includes(toAgentId)) current = withOneMore(current, interaction.channelId)
    }
    return ok(Object.assign(commandFor, { decided: assigned }))
  })
}

const withOneMore = (agent: RoutableAgent, channelId: ChannelId): RoutableAgent => ({
  ...agent,
  load: agent.load + 1,
  loadOf: new Map(agent.loadOf).set(channelId, (agent.loadOf.get(channelId) ?? 0) + 1),
})

/**
 * What an agent holds goes back to its queues, because they were signed out or may no longer come in, and what stands
 * with them is withdrawn: answers with how much they held. Whoever calls it holds the lock of loads, so that nothing new
 * comes to them meanwhile.
 */
export async function returnWorkOf(work: Work, agentId: AgentId): Promise<number> {
  const { tx, at } = work
  const { workspaceId, agentId: by } = work.by
  const locked = await lockInteractions(tx, workspaceId, await onHandsOf(tx, workspaceId, agentId))
  const decided = locked.flatMap((interaction): Decided[] => {
    const command = leaving(interaction)
    const decision = command && decide(interaction, command)
    return decision?.ok ? [{ interaction, changes: decision.value }] : []
  })
  await settle(work, decided)
  return decided.filter(({ interaction }) => isHolder(interaction, agentId)).length

  /** Null: handed on a moment ago, or what a colleague asks of them alone: that ends with its time, and goes back. */
  function leaving(interaction: Interaction): InteractionCommand | null {
    if (isHolder(interaction, agentId)) return { type: 'take_back', by, at, seen: null }
    if (interaction.state !== 'offered' || interaction.transfer?.toAgentId != null) return null
    // Accepting waits for no lock of loads: what stands now could be theirs a moment later.
    return { type: 'withdraw_offer', offerId: interaction.offer.id, agentIds: [agentId] }
  }
}

type CommandFor = ((interaction: Interaction, seen: Seen) => InteractionCommand) & {
  /** What is to be known before the next one: this one was decided. */
  decided?: (interaction: Interaction) => void
}

/**
 * Load, decide, save, record, for several at once: each is done or refused by itself. `prepare` runs when they are held
 * and says what is to become of each.
 */
async function steer(
  work: Work,
  person: Person,
  { interactions: wanted, to }: Given & { to: GivenTo | null },
  prepare: () => Promise<Result<CommandFor>>,
): Promise<Result<Steered>> {
  const { workspaceId } = work.by
  const ids = [...new Set(wanted.map(({ interactionId }) => interactionId))]
  const [locked, visible] = await Promise.all([
    lockInteractions(work.tx, workspaceId, ids),
    visibleInteractions(work.tx, person, ids),
  ])
  const prepared = await prepare()
  if (!prepared.ok) return prepared
  const mayGiveIt = to === null ? () => true : await givingTo(work, person, to)
  const held = new Map(locked.filter(({ id }) => visible.has(id)).map((interaction) => [interaction.id, interaction]))
  const decided: Decided[] = []
  const refused: Steered['refused'] = []
  for (const { interactionId, queueId, agentId } of new Map(wanted.map((one) => [one.interactionId, one])).values()) {
    const interaction = held.get(interactionId)
    if (!interaction) {
      refused.push({ interactionId, refusal: 'not_found' })
      continue
    }
    if (!mayGiveIt(interaction)) {
      refused.push({ interactionId, refusal: 'tags_not_shared' })
      continue
    }
    const decision = decide(interaction, prepared.value(interaction, { queueId, agentId }))
    if (!decision.ok) {
      refused.push({ interactionId, refusal: decision.refusal })
      continue
    }
    decided.push({ interaction, changes: decision.value })
    if (decision.value.length > 0) prepared.value.decided?.(interaction)
  }
  if (decided.length === 0 && refused[0]) return refuse(refused[0].refusal)
  await settle(work, decided)
  return ok({ refused })
}
