import type { DomainEvent } from '../../contract/events.ts'
import type { AgentId, ChannelId, Instant, QueueId, WorkspaceId } from '../../contract/ids.ts'
import type { Failure } from '../../contract/inbound.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { applyStatus } from './core/inbound.ts'
import { type Message, shownDelivery } from './core/message.ts'
import { type Sent, settle } from './core/outbound.ts'
import { takeEarlyStatuses } from './inbound-repo.ts'
import { claimQueued, holdersOf, lockAbandoned, lockMessages, saveStates } from './sending-repo.ts'

/** A send whose answer has not come for this long is nobody's any more: its process died. Longer than any timeout. */
export const abandonedAfterMs = 45_000
const ABANDONED_BATCH = 500

/** What befalls a channel while sending. */
export type ChannelTrouble = (work: Work, channelId: ChannelId, failure: Failure) => Promise<Result<null>>

/** Take what is due, in order within each conversation, and mark it: from here on a crash leaves `sending` behind. */
export async function claim(
  kernel: Kernel,
  workspaceId: WorkspaceId,
  limit: number,
  paused: readonly ChannelId[],
): Promise<Message[]> {
  const result = await inWork(kernel, house(workspaceId), async (work) =>
    ok(await claimQueued(work.tx, workspaceId, work.at, limit, paused)),
  )
  return result.ok ? result.value : []
}

/** Record how many sends ended, in one work. Statuses that overtook the answer are applied with it. */
export async function recordSent(
  kernel: Kernel,
  workspaceId: WorkspaceId,
  ended: readonly { message: Message; sent: Sent }[],
  trouble: ChannelTrouble,
): Promise<void> {
  const sentOf = new Map(ended.map(({ message, sent }) => [message.id, sent]))
  await inWork(kernel, house(workspaceId), async (work) => {
    const messages = await lockMessages(work.tx, workspaceId, [...sentOf.keys()])
    const events = messages.flatMap((message) => settled(message, sentOf.get(message.id)!, work.at))
    events.push(...(await overtaken(work, messages)))
    await saveStates(work.tx, workspaceId, messages)
    await record(work, events)
    for (const [channelId, failure] of misconfigured(ended)) await trouble(work, channelId, failure)
    return ok(null)
  })
}

/** Sends left behind by a process that died: they may have gone out, so they are never repeated by themselves. */
export async function resolveAbandoned(work: Work): Promise<Result<null>> {
  const before = (work.at - abandonedAfterMs) as Instant
  const messages = await lockAbandoned(work.tx, work.by.workspaceId, before, ABANDONED_BATCH)
  const failure = {
    code: 'no_answer',
    title: 'No answer',
    detail: 'The connection ended before the provider answered.',
  }
  const events = messages.flatMap((message) => settled(message, { type: 'unknown', failure }, work.at))
  await saveStates(work.tx, work.by.workspaceId, messages)
  await record(work, events)
  return ok(null)
}

type DeliveryEvent = Omit<Extract<DomainEvent, { type: 'message.delivery_changed' }>, 'queueId' | 'agentId'>

function settled(message: Message, sent: Sent, at: Instant): DeliveryEvent[] {
  const change = settle(message, sent, at)
  if (!change) return []
  const { id: messageId, conversationId } = message
  const delivery = shownDelivery(change.delivery)
  return delivery === null
    ? []
    : [{ type: 'message.delivery_changed', conversationId, messageId, delivery, at, failure: change.failure }]
}

async function overtaken(work: Work, messages: readonly Message[]): Promise<DeliveryEvent[]> {
  const known = messages.flatMap(({ channelId, providerMessageId }) =>
    providerMessageId === null ? [] : [{ channelId, providerMessageId }],
  )
  const early = await takeEarlyStatuses(work.tx, work.by.workspaceId, known)
  const byId = new Map(messages.map((message) => [message.providerMessageId, message]))
  return early.flatMap(({ providerMessageId, fact }) => {
    const message = byId.get(providerMessageId)
    const event = message ? applyStatus(message, fact, work.at) : 'nothing new'
    return typeof event === 'string' ? [] : [event]
  })
}

async function record(work: Work, events: readonly DeliveryEvent[]): Promise<void> {
  if (events.length === 0) return
  const holders = await holdersOf(work.tx, work.by.workspaceId, [
    ...new Set(events.map(({ conversationId }) => conversationId)),
  ])
  work.record(...events.map((event) => ({ ...event, ...(holders.get(event.conversationId) ?? nobody) })))
}

const nobody: { queueId: QueueId | null; agentId: AgentId | null } = { queueId: null, agentId: null }

function misconfigured(ended: readonly { message: Message; sent: Sent }[]): Map<ChannelId, Failure> {
  return new Map(
    ended.flatMap(({ message, sent }) =>
      sent.type === 'misconfigured' ? [[message.channelId, sent.failure] as const] : [],
    ),
  )
}

const house = (workspaceId: WorkspaceId) => ({ workspaceId, agentId: null })
