/** Which rules the first message of a stranger sets off. */
import type { ChannelKind, InteractionCard } from '../../../contract/cards.ts'
import type { ChannelId, ContactId, ConversationId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import type { Condition, RuleOfMessage } from '../../../contract/operations/rules.ts'
import { isOpen } from '../../calendars/core/calendar.ts'
import { toCard } from '../../routing/core/facts.ts'
import { begun } from '../../routing/core/interaction.ts'
import { waitsFor } from './occasion.ts'
import { meets, type Ruling } from './rule.ts'

/** What is known of it before it is written: everything but the words. */
export type FirstMessage = {
  readonly channelId: ChannelId
  readonly kind: ChannelKind
  /** Where it would wait; null: the channel leads nowhere, and no interaction begins. */
  readonly queueId: QueueId | null
  readonly priority: number
  readonly at: Instant
}

/**
 * What a rule still asks of the words, and whether it would be skipped; null: this message does not set it off. What has
 * a delay is asked for the instant at which it is due, as if nothing happened until then.
 */
export function setOffBy(
  { when, conditions, delaySeconds, hours }: Ruling,
  message: FirstMessage,
): Pick<RuleOfMessage, 'ifSaid' | 'outsideHours'> | null {
  if (message.queueId === null) return null
  const card = cardOf(message, message.queueId)
  const nothing = { tagged: [], untagged: [], said: '' }
  if (!waitsFor(when, { card, events: ['created', 'contact_wrote'], ...nothing })) return null
  const dueAt = (message.at + delaySeconds * 1_000) as Instant
  const seen = { card, kind: message.kind, at: dueAt }
  const possible = conditions.filter((set) => meets({ conditions: [set] }, { ...seen, said: soughtBy(set) }))
  if (conditions.length > 0 && possible.length === 0) return null
  const asked = possible.map((set) => set.filter(isSaid))
  return {
    ifSaid: asked.some((set) => set.length === 0) ? [] : eachOnce(asked),
    outsideHours: hours !== null && !isOpen(hours, dueAt),
  }
}

type Said = RuleOfMessage['ifSaid'][number][number]
const isSaid = (condition: Condition): condition is Said => condition.of === 'said'

/** The fewest words that contain all that a set looks for: where they hold what must not be said, nothing meets it. */
const soughtBy = (set: readonly Condition[]): string =>
  set
    .filter(isSaid)
    .flatMap(({ is, text }) => (is ? [text] : []))
    .join('\n')

function eachOnce<T>(sets: readonly T[]): T[] {
  const kept = sets.map((set) => JSON.stringify(set))
  return sets.filter((_set, place) => kept.indexOf(kept[place] ?? '') === place)
}

/** The interaction that would begin. Who it is of, and its number, no rule asks. */
function cardOf({ channelId, priority, at }: FirstMessage, queueId: QueueId): InteractionCard {
  const [id, conversationId, contactId] = ['' as InteractionId, '' as ConversationId, '' as ContactId]
  const stranger = { id: contactId, name: '', username: null, phone: null, hasUserId: false, language: null } as const
  const conversation = {
    id: conversationId,
    channelId,
    contact: { ...stranger, consent: 'granted', doNotContact: false },
    lastInboundAt: at,
    lastMessageAt: at,
    snippet: '',
    snippetFrom: 'contact',
    unread: 1,
  } as const
  const interaction = begun({
    id,
    number: 0,
    conversationId,
    channelId,
    contactId,
    queueId,
    priority,
    previousId: null,
    at,
  })
  return toCard(interaction, conversation)
}
