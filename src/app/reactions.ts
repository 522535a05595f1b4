import type { DomainEvent } from '../contract/events.ts'
import type { Reaction } from '../kernel/work.ts'
import { occasionOf } from '../modules/rules/core/occasion.ts'

/** The whole causality of the product: what each fact sets in motion. Nothing else may. */
export function reactions(event: DomainEvent): Reaction[] {
  const caused = causedBy(event)
  return occasionOf(event) === null ? caused : [...caused, { wake: 'rules' }]
}

function causedBy(event: DomainEvent): Reaction[] {
  switch (event.type) {
    case 'interaction.created':
    case 'interaction.reopened':
    case 'interaction.offer_lapsed':
    case 'interaction.offer_rejected':
    case 'interaction.offer_withdrawn':
    case 'interaction.wrap_up_held':
    case 'interaction.parked':
    case 'interaction.passed':
    case 'interaction.moved':
    case 'presence.changed':
    case 'agent.saved':
    case 'channel.saved':
    case 'channel.opened':
    case 'channel.closed':
    case 'queue.saved':
    case 'tagging.changed':
      return [{ wake: 'router' }]
    case 'interaction.assigned':
      return event.others.length > 0 ? [{ wake: 'router' }] : [] // Who was slower has room again.
    case 'interaction.closed':
      return event.asksContact
        ? [{ wake: 'router' }, { job: 'ask_contact', payload: { interactionId: event.card.id } }]
        : [{ wake: 'router' }]
    case 'message.received':
      return [
        ...(hasFileToFetch(event.message.content)
          ? [{ job: 'fetch_media', payload: { messageId: event.message.id } } as const]
          : []),
        // Somebody who was set aside wrote.
        ...(event.card?.parked ? [{ wake: 'timers' } as const] : []),
      ]
    case 'message.queued':
      return [{ wake: 'dispatcher' }]
    case 'message.reacted':
      return event.from === 'us' ? [{ job: 'send_reaction', payload: { messageId: event.messageId } }] : []
    case 'conversation.read':
      return [{ job: 'mark_read', payload: { conversationId: event.conversationId } }]
    case 'interaction.ruled':
    case 'interaction.updated':
    case 'interaction.rated':
    case 'interaction.offered':
    case 'interaction.wrap_up_started':
    case 'interaction.resumed':
    case 'interaction.unparked':
    case 'interaction.consulted':
    case 'interaction.consult_ended':
    case 'interaction.returned':
    case 'interaction.clock_warned':
    case 'interaction.clock_breached':
    case 'message.delivery_changed':
    case 'message.taken_back':
    case 'message.planned':
    case 'message.plan_ended':
    case 'message.content_changed':
    case 'note.added':
    case 'contact.changed':
    case 'queue.removed':
    case 'transfer_rules.saved':
    case 'catalog.changed':
    case 'tag.saved':
      return []
  }
}

const hasFileToFetch = (content: Extract<DomainEvent, { type: 'message.received' }>['message']['content']): boolean =>
  'media' in content && content.media.state === 'pending'
