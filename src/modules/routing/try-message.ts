import type { Instant, InteractionId, WorkspaceId } from '../../contract/ids.ts'
import type { MessagePath } from '../../contract/operations/explanation.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Why } from '../../contract/why.ts'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../kernel/db.ts'
import { type ChannelRule, channelRules, NEVER } from '../channels/index.ts'
import { lastAnswered } from '../supervision/index.ts'
import { taggingOf } from '../tags/index.ts'
import { secondsToAccept } from './core/accept-time.ts'
import { expectedWaitMs, paceMs, paceOf, paceTaken } from './core/line.ts'
import { type RoutableAgent, route } from './core/route.ts'
import { inSightOf } from './core/sight.ts'
import { strategyOf } from './core/strategy.ts'
import { countWaiting, lineOf } from './line-repo.ts'
import { countAble } from './member-repo.ts'
import { availableMembers, channelLimits, queueRules } from './repo.ts'

type Asked = { readonly channel: ChannelRule; readonly at: Instant }

/**
 * The way a stranger's first message would take on a channel now, decided by the same rules as a real one.
 * Nothing is written, and nobody is asked.
 */
export async function tryMessage(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channelId }: { channelId: ChannelRule['id'] },
  at: Instant,
): Promise<Result<MessagePath>> {
  const channel = (await channelRules(tx, workspaceId, at)).get(channelId)
  if (!channel) return refuse('not_found')
  const { active, closed } = channel
  const path = { at, active, closed: closed && whenClosed(closed, channel) }
  if (channel.queueId === null) return ok({ ...path, queue: null, why: null })
  const asked = { channel, at }
  const { why, first } = await reached(tx, workspaceId, asked)
  return ok({ ...path, queue: await placeIn(tx, workspaceId, asked, first), why })
}

const whenClosed = (
  { until, text }: NonNullable<ChannelRule['closed']>,
  { holdsWhileClosed: holds }: ChannelRule,
): MessagePath['closed'] => ({ until: until === NEVER ? null : until, text, holds })

async function placeIn(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channel, at }: Asked,
  first: RoutableAgent | undefined,
): Promise<MessagePath['queue']> {
  const id = present(channel.queueId, 'the queue of a channel')
  const since = (at - paceMs) as Instant
  const [rules, line, waiting, able, taken] = await Promise.all([
    queueRules(tx, workspaceId),
    lineOf(tx, workspaceId, id),
    countWaiting(tx, workspaceId, id),
    countAble(tx, workspaceId, id),
    lastAnswered(tx, workspaceId, { queueId: id, since, limit: paceTaken }),
  ])
  const queue = present(rules.get(id), 'the queue of a channel')
  const { strategy, asksToAccept } = queue
  const { mostWaiting, overflow, priority } = present(line, 'the line of a queue')
  const waitMs = expectedWaitMs(paceOf(taken), waiting, at)
  return {
    id,
    strategy,
    asksToAccept,
    acceptSeconds: secondsToAccept(queue, first),
    priority,
    able,
    waiting,
    expectedWaitSeconds: waitMs === null ? null : Math.round(waitMs / 1_000),
    overflow: mostWaiting !== null && waiting >= mostWaiting ? overflow : null,
  }
}

/** Whom it would reach, if nobody waited before it, and who of them comes first. */
async function reached(
  tx: Tx,
  workspaceId: WorkspaceId,
  { channel, at }: Asked,
): Promise<{ why: Why | null; first: RoutableAgent | undefined }> {
  const queueId = present(channel.queueId, 'the queue of a channel')
  const [limits, rules, tagging, members] = await Promise.all([
    channelLimits(tx, workspaceId),
    queueRules(tx, workspaceId),
    taggingOf(tx, workspaceId),
    availableMembers(tx, workspaceId, [queueId]),
  ])
  const agents = members.map(inSightOf(tagging, limits, rules))
  const message = {
    // What chance decides, it decides by the id: the same answer for the same moment.
    id: channel.id as string as InteractionId,
    queueId,
    channelId: channel.id,
    priority: channel.priority,
    waitingSince: at,
    passedOver: [],
    preference: undefined,
  }
  const snapshot = { agents, channels: [...limits.values()], queues: [...rules.values()], waiting: [message] }
  const [match] = route(snapshot, strategyOf)
  return { why: match?.why ?? null, first: agents.find(({ id }) => id === match?.agentIds[0]) }
}
