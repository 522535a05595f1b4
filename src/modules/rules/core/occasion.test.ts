import { expect, test } from 'vitest'
import type { ConversationCard, InteractionCard, MessageCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, OfferId, TagId } from '../../../contract/ids.ts'
import { beginning, waiting } from '../../../testing/interactions.ts'
import { toCard } from '../../routing/core/facts.ts'
import { occasionOf, occasionTypes, waitsFor, wordsOf } from './occasion.ts'

const agentId = 'ana' as AgentId
const [vip, other] = ['vip', 'other'] as unknown as [TagId, TagId]
const conversation = { id: beginning.conversationId, channelId: beginning.channelId } as ConversationCard
const card: InteractionCard = toCard(waiting, conversation)
const about = { conversationId: conversation.id, channelId: conversation.channelId, queueId: null, agentId, held: true }
const message = (author: MessageCard['author'], text: string) =>
  ({ author, content: { kind: 'text', text } }) as MessageCard

/** What is made of a fact: its events, and the tags put on and taken off. */
function told(fact: DomainEvent): string {
  const occasion = occasionOf(fact)
  if (occasion === null) return ''
  if (!occasionTypes.includes(fact.type)) return 'not among those that are read'
  const { events, tagged, untagged } = occasion
  return [...events, ...tagged.map((id) => `+${id}`), ...untagged.map((id) => `-${id}`)].join(' ')
}

test('what a rule may wait for is told from the facts', () => {
  const offerId = 'offer' as OfferId
  const table: [DomainEvent, string][] = [
    [{ type: 'interaction.created', card }, 'created'],
    [{ type: 'interaction.offered', card, offerId }, ''],
    [{ type: 'interaction.offer_lapsed', card, offerId, agentIds: [agentId] }, 'not_taken'],
    [{ type: 'interaction.assigned', card, agentId, others: [], by: null }, 'assigned'],
    [{ type: 'interaction.returned', card, agentId }, 'assigned'],
    [{ type: 'interaction.wrap_up_started', card, agentId }, 'resolved'],
    [{ type: 'interaction.closed', card, agentId, asksContact: false }, 'closed'],
    [{ type: 'interaction.ruled', card, ruleId: 'r' as never, name: 'R', did: ['tag'] }, ''],
    [{ type: 'message.received', ...about, card, message: message('contact', 'Hi') }, 'contact_wrote'],
    [{ type: 'message.received', ...about, card, message: message('phone_app', 'Hi') }, ''],
    [{ type: 'message.received', ...about, card: null, message: message('contact', 'Hi') }, ''],
    [{ type: 'message.queued', ...about, card, message: message('agent', 'Hi') }, 'agent_answered'],
    [{ type: 'message.queued', ...about, card, message: message('house', 'Hi') }, ''],
    [{ type: 'interaction.updated', card }, ''],
    [{ type: 'interaction.updated', card: { ...card, priority: 5 }, priorityBefore: 0 }, 'priority_changed'],
    [{ type: 'interaction.updated', card: { ...card, tagIds: [vip] }, tagIdsBefore: [other] }, '+vip -other'],
    [{ type: 'interaction.updated', card: { ...card, tagIds: [vip] }, tagIdsBefore: [vip] }, ''],
  ]
  for (const [fact, expected] of table) expect([fact.type, told(fact)]).toEqual([fact.type, expected])
})

test('a rule waits for its event, and for its tag or any', () => {
  const occasion = { card, events: ['closed'], tagged: [vip], untagged: [], said: null } as const
  expect(waitsFor({ on: 'event', event: 'closed' }, occasion)).toBe(true)
  expect(waitsFor({ on: 'event', event: 'created' }, occasion)).toBe(false)
  expect(waitsFor({ on: 'tagged', tagId: vip }, occasion)).toBe(true)
  expect(waitsFor({ on: 'tagged', tagId: other }, occasion)).toBe(false)
  expect(waitsFor({ on: 'tagged', tagId: null }, occasion)).toBe(true)
  expect(waitsFor({ on: 'untagged', tagId: null }, occasion)).toBe(false)
  expect(waitsFor({ on: 'times', crontab: '* * * * *' }, occasion)).toBe(false)
})

test('words are a text, what stands under a picture, and what was pressed', () => {
  expect(wordsOf({ kind: 'text', text: 'Refund' })).toBe('Refund')
  expect(wordsOf({ kind: 'choice', title: 'Yes' } as never)).toBe('Yes')
  expect(wordsOf({ kind: 'image', caption: 'Broken' } as never)).toBe('Broken')
  expect(wordsOf({ kind: 'image', caption: null } as never)).toBe('')
  expect(wordsOf({ kind: 'sticker' } as never)).toBe('')
})
