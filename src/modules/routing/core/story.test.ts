import { expect, test } from 'vitest'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { DomainEvent } from '../../../contract/events.ts'
import type { AgentId, Instant, OfferId, QueueId } from '../../../contract/ids.ts'
import type { Why } from '../../../contract/why.ts'
import { type KeptPick, storyOf, type Told } from './story.ts'

const [ana, ben, vera] = ['ana', 'ben', 'vera'] as unknown as [AgentId, AgentId, AgentId]
const [first, second] = ['o1', 'o2'] as unknown as [OfferId, OfferId]
const none = { first: [], count: 0 }
const why = (strategy: Why['strategy']): Why => ({
  strategy,
  eligible: 'with_room',
  busy: none,
  chosen: none,
  next: [],
  full: none,
  passedOver: none,
  newRound: false,
  preferred: false,
})

/** What the story reads of a card. */
const card = (agentIds: AgentId[] = [], more: Partial<InteractionCard> = {}): InteractionCard => {
  const offer = agentIds.length > 0 ? { id: first, agentIds, expiresAt: 30 as Instant } : null
  return { origin: 'contact', createdAt: 0, acceptedAt: null, offer, ...more } as InteractionCard
}

let at = 0
const line = (by: AgentId | null, event: DomainEvent): Told => ({ at: ++at as Instant, by, event })
const offered = (offerId: OfferId, ...agentIds: AgentId[]): Told =>
  line(null, { type: 'interaction.offered', card: card(agentIds), offerId })
const assigned = (agentId: AgentId, by: AgentId | null, more: Partial<InteractionCard> = {}): Told =>
  line(by, { type: 'interaction.assigned', card: card([], more), agentId, others: [], by: by === agentId ? null : by })

/** In one line, without the times. */
const told = (lines: readonly Told[], picks: readonly KeptPick[] = []): string[] =>
  storyOf(lines, picks).map((step) =>
    [
      step.what,
      ...step.agentIds,
      'by' in step ? step.by : null,
      'to' in step ? step.to : null,
      'why' in step ? (typeof step.why === 'string' ? step.why : step.why?.strategy) : null,
    ]
      .filter((part) => part != null)
      .join(' '),
  )

test('an offer with its reasons, who let it pass, who accepted', () => {
  const lines = [
    offered(first, ana, ben),
    line(ana, { type: 'interaction.offer_rejected', card: card([ben]), offerId: first, agentId: ana }),
    line(null, { type: 'interaction.offer_lapsed', card: card(), offerId: first, agentIds: [ben] }),
    offered(second, ana),
    line(null, { type: 'interaction.updated', card: card([ana]) }),
    assigned(ana, ana),
  ]
  const picks = [
    { id: second, at: lines[3]!.at, why: why('ring_all') },
    { id: first, at: lines[0]!.at, why: why('longest_idle') },
  ]
  expect(told(lines, picks)).toEqual([
    'offered ana ben longest_idle',
    'rejected ana',
    'lapsed ben',
    'offered ana ring_all',
    'accepted ana',
  ])
})

test('given without asking, taken by hand, assigned by somebody else, begun by the agent', () => {
  const given = assigned(ana, null)
  const picks = [{ id: 'one of its own', at: given.at, why: why('least_busy') }]
  expect(told([given], picks)).toEqual(['given ana least_busy'])
  expect(told([given])).toEqual(['given ana'])
  expect(told([assigned(ana, ana)])).toEqual(['taken ana'])
  expect(told([assigned(ana, vera)])).toEqual(['assigned ana vera'])
  expect(told([assigned(ana, ana, { origin: 'agent', createdAt: 5 as Instant, acceptedAt: 5 as Instant })])).toEqual([
    'started ana',
  ])
})

test('whoever takes it by hand after they let an offer pass did not accept that offer', () => {
  const lapsed = line(null, { type: 'interaction.offer_lapsed', card: card(), offerId: first, agentIds: [ana] })
  const withdrawn = line(null, { type: 'interaction.offer_withdrawn', card: card(), offerId: first, agentIds: [ana] })
  expect(told([offered(first, ana), lapsed, assigned(ana, ana)]).at(-1)).toBe('taken ana')
  expect(told([offered(first, ana), withdrawn, assigned(ana, ana)]).at(-1)).toBe('taken ana')
  expect(told([offered(first, ana), assigned(ben, ben)]).at(-1)).toBe('taken ben')
})

test('what was passed on, moved or came back says so, and whoever accepts it has it from whom', () => {
  const passed = line(ana, { type: 'interaction.passed', card: card(), agentId: ana, toAgentId: ben, note: '' })
  const accepted = line(ben, { type: 'interaction.assigned', card: card(), agentId: ben, others: [], by: ana })
  const returned = line(null, { type: 'interaction.returned', card: card(), agentId: ana })
  const about = { agentId: ben, fromQueueId: 'q' as QueueId, note: '' } as const
  const moved = line(vera, { type: 'interaction.moved', card: card(), ...about, by: vera, why: 'moved' })
  const late = line(null, { type: 'interaction.moved', card: card(), ...about, by: null, why: 'not_answered' })
  expect(told([passed, returned])).toEqual(['passed ana ben', 'returned ana'])
  expect(told([passed, accepted])).toEqual(['passed ana ben', 'assigned ben ana'])
  expect(told([moved, late])).toEqual(['moved ben vera moved', 'moved ben not_answered'])
})

test('what is withdrawn from one of several stands with the others', () => {
  const withdrawn = line(null, {
    type: 'interaction.offer_withdrawn',
    card: card([ben]),
    offerId: first,
    agentIds: [ana],
  })
  const steps = told([offered(first, ana, ben), withdrawn, assigned(ben, ben)])
  expect(steps).toEqual(['offered ana ben', 'withdrawn ana', 'accepted ben'])
})
