import type { MessageContent } from '../../contract/content.ts'
import type { ChannelId, Instant } from '../../contract/ids.ts'
import type { Address } from '../../contract/inbound.ts'
import { ok, type Result } from '../../contract/refusals.ts'
import type { Work } from '../../kernel/work.ts'
import { type ChannelRule, channelRules } from '../channels/index.ts'
import {
  insertInteractions,
  lockInteractionsOf,
  lockNumbers,
  updateInteractions,
  useNumbers,
} from '../routing/index.ts'
import { type Policies, promisesFor } from '../sla/core/policy.ts'
import { policies } from '../sla/index.ts'
import {
  type ChannelRules,
  type ConversationFact,
  conversationKey,
  type Known,
  knownNothing,
  receive,
} from './core/inbound.ts'
import { addressKey } from './core/person.ts'
import { pressedAnswer } from './core/satisfaction.ts'
import { dropOldEarlyStatuses, loadKnown, lockInbox, type Mentioned, saveReceived } from './inbound-repo.ts'

type Placed = { channelId: ChannelId; fact: ConversationFact }

/** What could not be placed, and why: kept for a person to look at. No channel: nobody has connected its line. */
export type Unplaced = { channelId: ChannelId | null; fact: ConversationFact; reason: string }

/** Nobody else applies inbound facts of this workspace in these lanes until this work is committed; `lockInbox` says more. */
export const lockInbound = (work: Work, lanes: readonly number[], atMostMs: number | null): Promise<void> =>
  lockInbox(work.tx, work.by.workspaceId, lanes, atMostMs)

/** The channels as they are in this work: read once, however many ask. */
function rulesOf(work: Work): Promise<ReadonlyMap<ChannelId, ChannelRule>> {
  const known = rulesInWork.get(work) ?? channelRules(work.tx, work.by.workspaceId, work.at)
  rulesInWork.set(work, known)
  return known
}
const rulesInWork = new WeakMap<Work, Promise<ReadonlyMap<ChannelId, ChannelRule>>>()

/** Which channel each of the provider's lines is. */
export async function channelsOfLines(work: Work): Promise<Map<string, ChannelId>> {
  const rules = [...(await rulesOf(work)).values()]
  return new Map(rules.flatMap(({ line, id }) => (line === '' ? [] : [[line, id] as const])))
}

/**
 * Apply what contacts wrote and what became of what we sent: load every row the batch can touch, decide in the core,
 * save and record. The number of statements does not depend on the size of the batch. The caller holds `lockInbound`.
 * Answers with what could not be placed.
 */
export async function receiveFacts(work: Work, facts: readonly ConversationFact[]): Promise<Unplaced[]> {
  if (facts.length === 0) return []
  const { workspaceId } = work.by
  const rules = new Map<ChannelId, ChannelRules>()
  const known = knownNothing(rules)
  // Begun together, before anything of this work is known: all of it travels in one packet.
  const [channels, channelRules, promised] = await Promise.all([
    channelsOfLines(work),
    rulesOf(work),
    policies(work.tx, workspaceId),
    loadKnown(work.tx, workspaceId, mentionedIn(facts), known, (ids) => lockInteractionsOf(work.tx, workspaceId, ids)),
  ])
  for (const rule of rulesForReceiving(channelRules, promised)) rules.set(rule.id, rule)
  const { placed, unplaced } = place(facts, channels, rules)

  if (mayBegin(known, placed)) known.nextNumber = await lockNumbers(work.tx, workspaceId)

  const received = receive(known, placed, work.at, work.newId)

  const fresh = [...received.interactions.values()].filter(({ id }) => received.newInteractions.has(id))
  const changed = [...received.interactions.values()].filter(({ id }) => !received.newInteractions.has(id))
  work.begun(saveReceived(work.tx, workspaceId, received, work.at))
  work.begun(insertInteractions(work.tx, workspaceId, fresh))
  work.begun(updateInteractions(work.tx, workspaceId, changed))
  work.begun(useNumbers(work.tx, workspaceId, received.numbersUsed))
  work.record(...received.events)
  return [...received.misplaced, ...unplaced]
}

/** Each fact to the channel of its line, when that can receive. */
function place(
  facts: readonly ConversationFact[],
  channels: ReadonlyMap<string, ChannelId>,
  rules: ReadonlyMap<ChannelId, ChannelRules>,
): { placed: Placed[]; unplaced: Unplaced[] } {
  const placed: Placed[] = []
  const unplaced: Unplaced[] = []
  for (const fact of facts) {
    const channelId = channels.get(fact.line) ?? null
    if (channelId === null)
      unplaced.push({ channelId, fact, reason: `no channel is connected to the number ${fact.line}` })
    else if (rules.has(channelId)) placed.push({ channelId, fact })
    else unplaced.push({ channelId, fact, reason: 'the channel has no queue' })
  }
  return { placed, unplaced }
}

/** May one of these messages begin an interaction? Only then the counter of numbers is held. */
function mayBegin(known: Known, placed: readonly Placed[]): boolean {
  return placed.some(({ channelId, fact }) => {
    if (fact.type !== 'message') return false
    const owners = fact.from.addresses.map((address) => known.identities.get(addressKey(address))?.contactId)
    return !owners.every((contactId) => {
      const conversation = contactId && known.conversations.get(conversationKey(channelId, contactId))
      const latest = conversation && known.interactions.get(conversation.id)
      return latest !== undefined && latest !== '' && latest.state !== 'closed'
    })
  })
}

function rulesForReceiving(rules: ReadonlyMap<ChannelId, ChannelRule>, promised: Policies): ChannelRules[] {
  return [...rules.values()].flatMap((channel) => {
    const { id, queueId, priority, preferred, reopenDays, closed, maskCardNumbers } = channel
    const promisesIn: ChannelRules['promisesIn'] = (queue) => promisesFor(promised, channel, queue)
    return queueId === null
      ? []
      : [{ id, queueId, priority, preferred, reopenDays, closed, maskCardNumbers, promisesIn }]
  })
}

function mentionedIn(facts: readonly ConversationFact[]): Mentioned {
  const addresses: Address[] = []
  const providerMessages: Mentioned['providerMessages'][number][] = []
  const references: string[] = []
  const asked: string[] = []
  for (const fact of facts) {
    const { line } = fact
    const own = 'providerMessageId' in fact ? fact.providerMessageId : null
    if (own !== null) providerMessages.push({ line, id: own })
    switch (fact.type) {
      case 'message':
        addresses.push(...fact.from.addresses)
        asked.push(...askedIn(fact.content))
        if (fact.quotedProviderMessageId !== null) providerMessages.push({ line, id: fact.quotedProviderMessageId })
        break
      case 'delivery':
        if (fact.reference !== null && uuid.test(fact.reference)) references.push(fact.reference)
        addresses.push(...(fact.recipient?.addresses ?? []))
        break
      case 'reaction':
      case 'edited':
      case 'revoked':
        providerMessages.push({ line, id: fact.targetProviderMessageId })
        break
      case 'identity_changed':
        addresses.push(...fact.from, ...fact.to)
        break
      case 'consent_changed':
        addresses.push(...fact.from.addresses)
        break
    }
  }
  return { addresses, providerMessages, references, asked }
}

function askedIn(content: MessageContent): string[] {
  const id = pressedAnswer(content)?.interactionId
  return id !== undefined && uuid.test(id) ? [id] : []
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** Statuses of messages that were never ours (another system sends through this number) are forgotten after a while. */
export const keepEarlyStatusesMs = 24 * 60 * 60 * 1000

export async function forgetEarlyStatuses(work: Work): Promise<Result<null>> {
  await dropOldEarlyStatuses(work.tx, work.by.workspaceId, (work.at - keepEarlyStatusesMs) as Instant)
  return ok(null)
}
