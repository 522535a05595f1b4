/** Which facts rules wait for. */
import type { InteractionCard } from '../../../contract/cards.ts'
import type { MessageContent } from '../../../contract/content.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { TagId } from '../../../contract/ids.ts'
import type { RuleEvent, RuleWhen } from '../../../contract/operations/rules.ts'

/** Something that rules may wait for: what it was, and the interaction as it was after it. */
export type Occasion = {
  readonly card: InteractionCard
  readonly events: readonly RuleEvent[]
  readonly tagged: readonly TagId[]
  readonly untagged: readonly TagId[]
  /** What the contact has just said; null: the occasion is another. */
  readonly said: string | null
}

const eventOf = {
  'interaction.created': 'created',
  'interaction.reopened': 'reopened',
  'interaction.offer_lapsed': 'not_taken',
  'interaction.assigned': 'assigned',
  'interaction.returned': 'assigned',
  'interaction.parked': 'parked',
  'interaction.unparked': 'unparked',
  'interaction.passed': 'passed',
  'interaction.consulted': 'passed',
  'interaction.moved': 'moved',
  'interaction.wrap_up_started': 'resolved',
  'interaction.resumed': 'resumed',
  'interaction.closed': 'closed',
  'interaction.rated': 'rated',
  'interaction.clock_warned': 'clock_warned',
  'interaction.clock_breached': 'clock_breached',
} as const satisfies Partial<Record<DomainEvent['type'], RuleEvent>>

/** The facts among which every occasion is. */
export const occasionTypes: readonly DomainEvent['type'][] = [
  ...(Object.keys(eventOf) as (keyof typeof eventOf)[]),
  'interaction.updated',
  'message.received',
  'message.queued',
]

/** What of a fact rules may wait for; null: nothing. */
export function occasionOf(fact: DomainEvent): Occasion | null {
  if (!('card' in fact) || fact.card === null) return null
  const { card } = fact
  const nothing = { card, events: [], tagged: [], untagged: [], said: null }
  switch (fact.type) {
    case 'message.received':
      if (fact.message.author !== 'contact') return null
      return { ...nothing, events: ['contact_wrote'], said: wordsOf(fact.message.content) }
    case 'message.queued':
      return fact.message.author === 'agent' ? { ...nothing, events: ['agent_answered'] } : null
    case 'interaction.updated': {
      const { tagIdsBefore: before = card.tagIds, priorityBefore = card.priority } = fact
      const tagged = card.tagIds.filter((id) => !before.includes(id))
      const untagged = before.filter((id) => !card.tagIds.includes(id))
      const events: RuleEvent[] = priorityBefore === card.priority ? [] : ['priority_changed']
      return tagged.length + untagged.length + events.length === 0 ? null : { ...nothing, events, tagged, untagged }
    }
    default:
      return fact.type in eventOf ? { ...nothing, events: [eventOf[fact.type as keyof typeof eventOf]] } : null
  }
}

/** Does a rule wait for this? */
export function waitsFor(when: RuleWhen, { events, tagged, untagged }: Occasion): boolean {
  switch (when.on) {
    case 'event':
      return events.includes(when.event)
    case 'tagged':
    case 'untagged': {
      const ids = when.on === 'tagged' ? tagged : untagged
      return when.tagId === null ? ids.length > 0 : ids.includes(when.tagId)
    }
    case 'times':
      return false
  }
}

/** What somebody said in words: a text, what stands under a picture, the title of what they pressed. */
export function wordsOf(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'image':
    case 'video':
    case 'document':
      return content.caption ?? ''
    case 'choice':
      return content.title
    default:
      return ''
  }
}
