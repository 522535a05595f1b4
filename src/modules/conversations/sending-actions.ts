import type { DomainEvent } from '../../contract/events.ts'
import type { ChannelId, Instant, WorkspaceId } from '../../contract/ids.ts'
import type { Address, Failure } from '../../contract/inbound.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { inWork, type Kernel, type Work } from '../../kernel/work.ts'
import { templatesById } from '../templates/index.ts'
import { applyStatus, type EarlyStatus } from './core/inbound.ts'
import type { Message } from './core/message.ts'
import { type Outgoing, type SendState, type Sent, settle } from './core/outbound.ts'
import { addressToWriteTo } from './core/person.ts'
import { mayGo } from './core/sending.ts'
import { takeEarlyStatuses } from './inbound-repo.ts'
import {
  claimQueued,
  holdersOf,
  lockAbandoned,
  lockMessages,
  type Of,
  receiversOf,
  saveEnds,
  saveStates,
} from './sending-repo.ts'

/** A send whose answer has not come for this long is nobody's any more: its process died. Longer than any timeout. */
export const abandonedAfterMs = 45_000
const ABANDONED_BATCH = 500

/** What befalls a channel while sending. */
export type ChannelTrouble = (work: Work, channelId: ChannelId, failure: Failure) => Promise<Result<null>>

/**
 * A message that is ours to send, with whom it goes to (null: they have no address left), whether it still may (they may
 * have said stop since it was written), and its template.
 */
export type Claimed = { message: Outgoing; to: Address | null; mayGo: boolean; template: Template | null }

/**
 * Take what is due, in order within each conversation, and mark it: from here on a crash leaves `sending` behind. Whom it
 * goes to is read along, for all of them at once.
 */
export async function claim(kernel: Kernel, workspaceId: WorkspaceId, limit: number, of: Of): Promise<Claimed[]> {
  const result = await inWork(kernel, house(workspaceId), async (work) => {
    const messages = await claimQueued(work.tx, workspaceId, work.at, limit, of)
    if (messages.length === 0) return ok([])
    const conversationIds = [...new Set(messages.map(({ conversationId }) => conversationId))]
    const templateIds = [...new Set(messages.flatMap(({ templateId }) => templateId ?? []))]
    const [receivers, templates] = await Promise.all([
      receiversOf(work.tx, workspaceId, conversationIds),
      templatesById(work.tx, workspaceId, templateIds),
    ])
    return ok(
      messages.map((message) => {
        const receiver = receivers.get(message.conversationId)
        const isTemplate = message.templateId !== null
        return {
          message,
          to: addressToWriteTo(receiver?.addresses ?? []),
          mayGo: !receiver || mayGo({ ...receiver.contact, ...receiver, isTemplate }, work.at),
          template: templates.find(({ id }) => id === message.templateId) ?? null,
        }
      }),
    )
  })
  return result.ok ? result.value : []
}

/** A send that ended. */
export type Ended = { message: Outgoing; sent: Sent }

/**
 * Record how many sends ended, in one work. What nobody has touched since it was claimed, which is nearly everything, is
 * decided from what the sender holds and written in one statement. What a status has moved meanwhile, or overtaken, is
 * read again, held, and decided anew.
 */
export async function recordSent(
  kernel: Kernel,
  workspaceId: WorkspaceId,
  ended: readonly Ended[],
  trouble: ChannelTrouble,
): Promise<void> {
  await inWork(kernel, house(workspaceId), async (work) => {
    const settled = ended.map(({ message, sent }) => settledCopy(message, sent, work.at))
    const [saved, early] = await Promise.all([
      saveEnds(work.tx, workspaceId, settled),
      takeEarlyStatuses(work.tx, workspaceId, acceptedAs(ended)),
    ])
    const events = settled.flatMap(({ state, events }) => (saved.has(state.id) ? events : []))
    const overtaken = new Set(early.map(({ providerMessageId }) => providerMessageId))
    const others = ended.filter(
      ({ message, sent }) =>
        !saved.has(message.id) || (sent.type === 'accepted' && overtaken.has(sent.providerMessageId)),
    )
    if (others.length > 0) events.push(...(await decideAnew(work, others, saved, early)))
    await record(work, events)
    for (const [channelId, failure] of misconfigured(ended)) await trouble(work, channelId, failure)
    return ok(null)
  })
}

/** The claimed message is kept as it was: a work that is tried again decides from the same. */
function settledCopy(message: Outgoing, sent: Sent, at: Instant) {
  const state: SendState = { ...message }
  const events = settleAndTell(state, sent, at)
  return { state, events, sendingSince: present(message.sendingSince, 'when a claimed message was claimed') }
}

const acceptedAs = (ended: readonly Ended[]) =>
  ended.flatMap(({ message: { channelId }, sent }) =>
    sent.type === 'accepted' ? [{ channelId, providerMessageId: sent.providerMessageId }] : [],
  )

async function decideAnew(
  work: Work,
  ended: readonly Ended[],
  saved: ReadonlySet<string>,
  early: readonly EarlyStatus[],
): Promise<DeliveryEvent[]> {
  const endedOf = new Map(ended.map((one) => [one.message.id, one]))
  const messages = await lockMessages(work.tx, work.by.workspaceId, [...endedOf.keys()])
  const events = messages.flatMap((message) => {
    const one = endedOf.get(message.id)!
    return saved.has(message.id) || isRecorded(message, one) ? [] : settleAndTell(message, one.sent, work.at)
  })
  events.push(...applyEarly(work, messages, early))
  await saveStates(work.tx, work.by.workspaceId, messages)
  return events
}

/**
 * When a connection breaks at the commit, an outcome that was recorded is recorded again. A message that went back to the
 * queue with it may be in the air once more by then, and must not go back a second time.
 */
function isRecorded({ delivery, sendingSince }: Message, { message, sent }: Ended): boolean {
  if (sent.type === 'accepted') return false
  return delivery === 'queued' || (delivery === 'sending' && sendingSince !== message.sendingSince)
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
  const events = messages.flatMap((message) => settleAndTell(message, { type: 'unknown', failure }, work.at))
  await saveStates(work.tx, work.by.workspaceId, messages)
  await record(work, events)
  return ok(null)
}

type DeliveryEvent = Omit<Extract<DomainEvent, { type: 'message.delivery_changed' }>, 'queueId' | 'agentId' | 'held'>

/** Settle how a send ended. Changes `message`; answers with what screens should hear. */
function settleAndTell(message: SendState, sent: Sent, at: Instant): DeliveryEvent[] {
  const change = settle(message, sent, at)
  if (!change) return []
  const { id: messageId, conversationId, channelId } = message
  return [{ type: 'message.delivery_changed', conversationId, channelId, messageId, at, ...change }]
}

/** Statuses that overtook the answer. */
function applyEarly(work: Work, messages: readonly Message[], early: readonly EarlyStatus[]): DeliveryEvent[] {
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

const nobody = { queueId: null, agentId: null, held: false }

function misconfigured(ended: readonly Ended[]): Map<ChannelId, Failure> {
  return new Map(
    ended.flatMap(({ message, sent }) =>
      sent.type === 'misconfigured' ? [[message.channelId, sent.failure] as const] : [],
    ),
  )
}

const house = (workspaceId: WorkspaceId) => ({ workspaceId, agentId: null })
