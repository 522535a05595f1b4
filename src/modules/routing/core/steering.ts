/** Moved and given by supervisors and rules. */
import { ok, refuse } from '../../../contract/refusals.ts'
import { consultEnded, given, type InteractionChange, type Move, type MoveReason } from './changes.ts'
import type { Command, Decision, Seen } from './commands.ts'
import { type Closed, holderOf, type Interaction, isAsked, isHolder } from './interaction.ts'

export function move(interaction: Interaction, command: Command<'move'>, why: MoveReason): Decision {
  const { queueId, takes, by, at, seen } = command
  if (interaction.state === 'closed') return refuse('interaction_closed')
  const isThere = interaction.queueId === queueId && holderOf(interaction) === null
  if (isThere) return ok([]) // Pressed twice, or somebody was faster.
  if (!isAsSeen(interaction, seen)) return refuse('changed_by_someone_else')
  if (!takes) return refuse('queue_not_for_channel')
  return ok(toQueue(interaction, { queueId, by, at, why }))
}

export function assign(interaction: Interaction, command: Command<'assign'>): Decision {
  const { agentId, by, at, seen, readiness, aboveCapacity } = command
  if (interaction.state === 'closed') return refuse('interaction_closed')
  if (isHolder(interaction, agentId)) return ok([]) // Pressed twice, or they took it themselves.
  if (!isAsSeen(interaction, seen)) return refuse('changed_by_someone_else')
  if (!readiness.signedIn) return refuse('agent_signed_out')
  // Whoever is asked already has its place kept.
  if (!readiness.room && !isAsked(interaction, agentId) && !aboveCapacity) return refuse('agent_full')
  const back = { queueId: interaction.queueId, by, at, why: 'taken_back' } as const
  return ok([...(holderOf(interaction) === null ? [] : toQueue(interaction, back)), given(agentId, at, by)])
}

/** What makes it wait in a queue, from whatever state: what waited keeps its age, what was in hand waits from now. */
export function toQueue(
  interaction: Exclude<Interaction, Closed>,
  { queueId, by, at, why }: Pick<Move, 'queueId' | 'by' | 'at' | 'why'>,
): InteractionChange[] {
  const fromAgentId = holderOf(interaction)
  const from = { fromQueueId: interaction.queueId, fromAgentId }
  const waitingSince = fromAgentId === null ? interaction.waitingSince : at
  const change: Move = { type: 'interaction.moved', queueId, ...from, by, why, at, waitingSince, transfer: null }
  if (interaction.state !== 'offered') return [...consultEnded(interaction, 'called_back'), change]
  const { id: offerId, agentIds } = interaction.offer
  return [{ type: 'interaction.offer_withdrawn', offerId, agentIds }, change]
}

const isAsSeen = (interaction: Exclude<Interaction, Closed>, seen: Seen | null): boolean =>
  seen === null || (seen.queueId === interaction.queueId && seen.agentId === holderOf(interaction))
