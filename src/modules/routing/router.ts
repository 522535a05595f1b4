import type { Instant, InteractionId, OfferId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { isReady } from '../presence/core/presence.ts'
import { holdPresences } from '../presence/index.ts'
import { decide, type Interaction, type InteractionCommand } from './core/interaction.ts'
import { isStale, type Match, route } from './core/route.ts'
import { strategyOf } from './core/strategy.ts'
import {
  availableMembers,
  type ChannelLimits,
  channelLimits,
  lockInteractions,
  lockLoad,
  type QueueRules,
  queueRules,
  standingOffers,
  waitingHeads,
  waitingLines,
} from './repo.ts'
import { settle } from './settle.ts'

/** How many of each line (one queue, one channel) one pass looks at; with more to give, another pass follows. */
export const maxPerLine = 500

/**
 * One pass of the router over a workspace: offers that should no longer stand are taken back, then what waits is
 * offered or assigned. One at a time per workspace; safe to run at any moment, as often as one likes. Answers whether
 * another pass would find more to do.
 */
export async function routeWorkspace(work: Work, perLine = maxPerLine): Promise<Result<{ more: boolean }>> {
  const { tx } = work
  const { workspaceId } = work.by
  await lockLoad(tx, workspaceId)
  const channels = await channelLimits(tx, workspaceId)
  await withdrawStale(work, [...channels.values()])
  const matches = await findMatches(work, [...channels.values()], perLine)
  if (matches.length === 0) return ok({ more: false })
  const given = await handOut(work, matches)
  return ok({ more: given > 0 && matches.length >= perLine })
}

async function withdrawStale(work: Work, channels: readonly ChannelLimits[]): Promise<void> {
  const standing = await standingOffers(work.tx, work.by.workspaceId)
  const stale = standing.filter((offer) => isStale(offer, offer.agent, channels))
  await decideAll(
    work,
    stale.map(({ id, offer }) => [id, { type: 'withdraw_offer', offerId: offer.id }]),
  )
}

async function findMatches(work: Work, channels: readonly ChannelLimits[], perLine: number): Promise<Match[]> {
  const { tx } = work
  const { workspaceId } = work.by
  const active = new Set(channels.filter((channel) => channel.active).map(({ id }) => id))
  const lines = (await waitingLines(tx, workspaceId)).filter(({ channelId }) => active.has(channelId))
  if (lines.length === 0) return []
  const agents = await availableMembers(tx, workspaceId, [...new Set(lines.map(({ queueId }) => queueId))])
  if (!agents.some(({ ready }) => ready)) return []
  const waiting = await waitingHeads(tx, workspaceId, lines, perLine)
  const queues = [...(await queueRules(tx, workspaceId)).values()]
  return route({ waiting, agents, channels, queues }, strategyOf)
}

/** Give matches to those who are still ready: a break that began a moment ago is respected. Answers with how many. */
async function handOut(work: Work, matches: readonly Match[]): Promise<number> {
  const { tx } = work
  const { workspaceId } = work.by
  const queues = await queueRules(tx, workspaceId)
  const locked = await lockInteractions(
    tx,
    workspaceId,
    matches.map(({ interactionId }) => interactionId),
  )
  const interactions = new Map(locked.map((interaction) => [interaction.id, interaction]))
  const presences = await holdPresences(tx, workspaceId, [...new Set(matches.map(({ agentId }) => agentId))])
  const given = matches.filter(({ agentId }) => {
    const presence = presences.get(agentId)
    return presence !== undefined && isReady(presence)
  })
  const decided = given.flatMap((match) => {
    const interaction = interactions.get(match.interactionId)
    if (!interaction) return []
    const decision = decide(interaction, assignment(work, match, interaction, queues))
    return decision.ok ? [{ interaction, changes: decision.value }] : []
  })
  await settle(work, decided)
  return decided.length
}

function assignment(
  { at, newId }: Work,
  { agentId }: Match,
  { queueId }: Interaction,
  queues: ReadonlyMap<Interaction['queueId'], QueueRules>,
): InteractionCommand {
  const { asksToAccept, acceptSeconds } = present(queues.get(queueId), 'the queue of an interaction')
  if (!asksToAccept) return { type: 'auto_assign', agentId, at }
  const expiresAt = (at + acceptSeconds * 1_000) as Instant
  return { type: 'offer', offerId: newId() as OfferId, agentId, expiresAt }
}

async function decideAll(
  work: Work,
  commands: readonly (readonly [InteractionId, InteractionCommand])[],
): Promise<void> {
  const commandFor = new Map(commands)
  const locked = await lockInteractions(work.tx, work.by.workspaceId, [...commandFor.keys()])
  const decided = locked.flatMap((interaction) => {
    const decision = decide(interaction, present(commandFor.get(interaction.id), 'a command'))
    return decision.ok ? [{ interaction, changes: decision.value }] : []
  })
  await settle(work, decided)
}
