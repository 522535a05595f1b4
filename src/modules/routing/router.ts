import type { AgentId, ChannelId, Instant, InteractionId, OfferId, QueueId } from '../../contract/ids.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import type { Why } from '../../contract/why.ts'
import { present } from '../../kernel/assert.ts'
import type { Work } from '../../kernel/work.ts'
import { type AgentPresence, isReady } from '../presence/core/presence.ts'
import { holdPresences } from '../presence/index.ts'
import { secondsToAccept } from './core/accept-time.ts'
import type { InteractionCommand } from './core/commands.ts'
import { decide } from './core/decide.ts'
import type { Interaction } from './core/interaction.ts'
import { firstInLine } from './core/line.ts'
import {
  fits,
  fullOf,
  type HeadOfLine,
  hasRoom,
  inSight,
  isStale,
  keyOf,
  type Match,
  openLines,
  openReserved,
  type ReservedLine,
  route,
  type WaitingLine,
} from './core/route.ts'
import { strategyOf } from './core/strategy.ts'
import { keepPicks, type Pick } from './pick-repo.ts'
import {
  conversationCardsOf,
  firstDeadline,
  type Load,
  lockInteractions,
  lockLoad,
  type QueueRules,
  readLoads,
} from './repo.ts'
import { type Decided, settle } from './settle.ts'
import { candidates, lookAt, type Sight, type Team } from './team.ts'
import { reservedHeads, waitingHeads } from './waiting-repo.ts'

/** How many offers one pass makes, about; with more to give, another pass follows. Whoever takes by hand waits that long. */
export const maxPerPass = 500
/**
 * How many agents one pass asks, about: where all are rung, an offer is made to many, and each of them is a row. With
 * more to ask, another pass follows.
 */
export const maxAskedPerPass = 2_000
/** However many lines are open, a pass looks at so many of each. */
const minPerLine = 5

export type Pass = {
  /** How many of each line to look at; otherwise `maxPerPass` is shared among the lines. */
  perLine?: number
  /** Who could be given work, as the last pass left it. */
  team?: Team | undefined
}

export type Passed = {
  /** Another pass would find more to do. */
  more: boolean
  /** For that pass; undefined: it must be read anew. */
  team: Team | undefined
  /** The time of an offer or of a wrap-up is over. */
  overdue: boolean
}

/**
 * One pass of the router over a workspace: offers that should no longer stand are taken back, then what waits is
 * offered or assigned. One at a time per workspace; safe to run at any moment, as often as one likes.
 */
export async function routeWorkspace(work: Work, { perLine, team }: Pass = {}): Promise<Result<Passed>> {
  const { tx } = work
  const { workspaceId } = work.by
  const [, deadline, seen] = await Promise.all([
    // However long it had to wait for its turn: who is asked has all of their time.
    lockLoad(tx, workspaceId).then(work.readClock),
    firstDeadline(tx, workspaceId),
    lookAt(work, team),
  ])
  const overdue = deadline !== null && deadline <= work.at
  // What was taken back waits again, and whoever had it has room.
  const { team: current, lines, reserved } = (await withdrawStale(work, seen)) ? await lookAt(work, team) : seen
  if (!current) return ok({ more: false, team: undefined, overdue })
  const { matches, cut } = await findMatches(work, current, { lines, reserved }, perLine)
  if (matches.length === 0) return ok({ more: false, team: current, overdue })
  const { given, surprised } = await handOut(work, current, matches)
  return ok({ more: given < matches.length || cut, team: surprised ? undefined : current, overdue })
}

/** Answers whether anything was. */
async function withdrawStale(work: Work, { channels, standing }: Sight): Promise<boolean> {
  const limits = [...channels.values()]
  const stale = standing.filter((offer) => isStale(offer, offer.agent, limits))
  if (stale.length === 0) return false
  const commands = [...Map.groupBy(stale, ({ id }) => id)].map(([id, theirs]) => {
    const { offerId } = present(theirs[0], 'a stale offer')
    return [id, { type: 'withdraw_offer', offerId, agentIds: theirs.map(({ agent }) => agent.id) }] as const
  })
  await decideAll(work, commands)
  return true
}

/** Reads no more of the lines than could be matched: of those whose agents are full nothing, however many wait. */
async function findMatches(
  work: Work,
  team: Team,
  { lines: waiting, reserved }: { lines: readonly WaitingLine[]; reserved: readonly ReservedLine[] },
  given: number | undefined,
): Promise<{ matches: Match[]; cut: boolean }> {
  const lines = waiting.filter(({ queueId }) => givesByItself(team.queues.get(queueId)))
  const channels = [...team.channels.values()]
  const agents = candidates(
    team,
    lines.map(({ queueId }) => queueId),
  )
  const queues = [...team.queues.values()]
  const open = openLines({ agents, channels, queues }, lines)
  if (open.lines.length === 0) return { matches: [], cut: false }
  const { own, gone } = openReserved(open, { channels, queues }, reserved)
  const perLine = given ?? Math.max(minPerLine, Math.ceil(maxPerPass / (open.lines.length + own.length + gone.length)))
  const { tx, at } = work
  const { workspaceId } = work.by
  const inOrder = firstInLine(at, (queueId) => team.queues.get(queueId)?.line)
  const ages = (queueId: QueueId) => (team.queues.get(queueId)?.line.pointSeconds ?? null) !== null
  const sight = { perLine, at, inOrder, ages }
  const read = await Promise.all([
    waitingHeads(tx, workspaceId, open.lines, sight),
    reservedHeads(tx, workspaceId, own, sight),
    reservedHeads(tx, workspaceId, gone, sight).then(withoutPreference),
  ])
  const seen = inSight(read.flat(), perLine, inOrder)
  const leftOut = new Map(open.lines.map((line) => [keyOf(line), line.full]))
  const full = (line: WaitingLine) =>
    fullOf(team.atLimit.get(line.queueId), line.queueId, present(leftOut.get(keyOf(line)), 'an open line'))
  const matches = route({ waiting: seen.waiting, agents: open.agents, channels, queues, inOrder, full }, strategyOf)
  return { matches, cut: seen.cut }
}

/** Not where its members take what they want from the list. */
const givesByItself = (queue: QueueRules | undefined): boolean =>
  queue !== undefined && strategyOf(queue.strategy).asks !== 'nobody'

/** Nobody waits for an agent who is gone. */
const withoutPreference = (lines: readonly HeadOfLine[]): HeadOfLine[] =>
  lines.map(({ places, heads }) => ({ places, heads: heads.map((head) => ({ ...head, preference: undefined })) }))

/**
 * Give matches to those who are still ready and have room in the rows: a break that began a moment ago is respected.
 * Where nobody is left to give it to it ends, and another pass decides anew: whoever waited less must not pass the one
 * whose agent went away. Answers with how many were given, and whether the rows told otherwise of anybody.
 */
async function handOut(
  work: Work,
  team: Team,
  matches: readonly Match[],
): Promise<{ given: number; surprised: boolean }> {
  const { tx } = work
  const { workspaceId } = work.by
  const ids = matches.map(({ interactionId }) => interactionId)
  const agentIds = [...new Set(matches.flatMap((match) => match.agentIds))]
  const [locked, presences, loads, conversations] = await Promise.all([
    lockInteractions(tx, workspaceId, ids),
    holdPresences(tx, workspaceId, agentIds),
    readLoads(tx, workspaceId, agentIds),
    conversationCardsOf(tx, workspaceId, ids),
  ])
  const interactions = new Map(locked.map((interaction) => [interaction.id, interaction]))
  const hasPlace = placesLeft(team, presences, loads)
  const decided: Decided[] = []
  const picks: Pick[] = []
  let surprised = false
  let asked = 0
  for (const match of matches) {
    if (asked >= maxAskedPerPass) break
    const interaction = interactions.get(match.interactionId)
    // Somebody took it by hand, or moved it.
    if (interaction?.state !== 'waiting' || interaction.queueId !== match.queueId) continue
    const agentIds = match.agentIds.filter((agentId) => hasPlace(agentId, interaction))
    if (agentIds.length < match.agentIds.length) surprised = true
    asked += agentIds.length
    if (agentIds.length === 0) break
    const command = assignment(work, agentIds, interaction, team)
    const decision = decide(interaction, command)
    if (!decision.ok) continue
    decided.push({ interaction, changes: decision.value })
    const id = command.type === 'offer' ? command.offerId : work.newId()
    picks.push({ interactionId: interaction.id, id, why: whyThese(match, agentIds) })
  }
  await settle(work, decided, conversations)
  work.begun(keepPicks(tx, workspaceId, work.at, picks))
  return { given: decided.length, surprised }
}

/** Why, of those who were matched, these: without those whom the rows no longer allowed. */
const whyThese = ({ why }: Match, agentIds: readonly AgentId[]): Why => ({
  ...why,
  chosen: { first: why.chosen.first.filter(({ agentId }) => agentIds.includes(agentId)), count: agentIds.length },
})

const sum = (loads: ReadonlyMap<ChannelId, number>): number => [...loads.values()].reduce((all, n) => all + n, 0)

/** Takes a place of an agent on a channel, if they are ready and there is one in the rows. */
function placesLeft(
  team: Team,
  presences: ReadonlyMap<AgentId, AgentPresence>,
  loads: ReadonlyMap<AgentId, Load>,
): (agentId: AgentId, place: WaitingLine) => boolean {
  const [channels, queues] = [[...team.channels.values()], [...team.queues.values()]]
  const held = new Map(
    [...presences.keys()].map((id) => [id, { of: new Map(loads.get(id)?.of), in: new Map(loads.get(id)?.in) }]),
  )
  return (agentId, { queueId, channelId }) => {
    const [agent, presence, theirs] = [team.agents.get(agentId), presences.get(agentId), held.get(agentId)]
    if (!agent || !presence || !theirs || !isReady(presence)) return false
    const { of: loadOf, in: loadIn } = theirs
    const now = { ...agent, onCall: presence.onCallSince !== null, loadOf, loadIn, load: sum(loadOf) }
    if (!hasRoom(now, channelId, channels) || !fits(now, queueId, queues)) return false
    loadOf.set(channelId, (loadOf.get(channelId) ?? 0) + 1)
    loadIn.set(queueId, (loadIn.get(queueId) ?? 0) + 1)
    return true
  }
}

function assignment(
  { at, newId }: Work,
  agentIds: readonly AgentId[],
  { queueId }: Interaction,
  { agents, queues }: Team,
): Extract<InteractionCommand, { type: 'offer' | 'auto_assign' }> {
  const queue = present(queues.get(queueId), 'the queue of an interaction')
  const agentId = present(agentIds[0], 'who was picked')
  if (!queue.asksToAccept) return { type: 'auto_assign', agentId, at }
  const expiresAt = (at + secondsToAccept(queue, agents.get(agentId)) * 1_000) as Instant
  return { type: 'offer', offerId: newId() as OfferId, agentIds, expiresAt }
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
