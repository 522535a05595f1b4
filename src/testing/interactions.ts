/** An interaction to try commands on, and the commands: what the tests of its core share. */
import { expect } from 'vitest'
import type { FieldValue } from '../contract/closing.ts'
import type {
  AgentId,
  ChannelId,
  ContactId,
  ConversationId,
  DispositionId,
  Instant,
  InteractionId,
  OfferId,
  QueueId,
} from '../contract/ids.ts'
import type { Choice, InteractionCommand } from '../modules/routing/core/commands.ts'
import { decide } from '../modules/routing/core/decide.ts'
import { evolve } from '../modules/routing/core/evolve.ts'
import { begun, type Interaction } from '../modules/routing/core/interaction.ts'

export const [ana, ben] = ['ana', 'ben'] as unknown as [AgentId, AgentId]
export const [offer, other] = ['offer-1', 'offer-2'] as unknown as [OfferId, OfferId]
export const [solved, sold] = ['solved', 'sold'] as unknown as [DispositionId, DispositionId]
export const at = (seconds: number) => (seconds * 1000) as Instant
export const none: Choice = { required: false, offered: [], fields: [], asksContact: false }
export const optional: Choice = { ...none, offered: [{ id: solved, name: 'Solved' }] }
export const required: Choice = { ...optional, required: true }

export const beginning = {
  id: 'i' as InteractionId,
  number: 7,
  conversationId: 'c' as ConversationId,
  channelId: 'ch' as ChannelId,
  contactId: 'rosa' as ContactId,
  queueId: 'q' as QueueId,
  priority: 0,
  previousId: null,
  at: at(0),
}
export const waiting = begun(beginning)

export const offerTo = (agents: AgentId | AgentId[], offerId = offer, until = 30): InteractionCommand => ({
  type: 'offer',
  offerId,
  agentIds: [agents].flat(),
  expiresAt: at(until),
})
export const accepts = (by: AgentId, second = 5, offerId = offer, isIn = true): InteractionCommand => ({
  type: 'accept_offer',
  offerId,
  by,
  at: at(second),
  isIn,
})
export const rejects = (by: AgentId, offerId = offer): InteractionCommand => ({
  type: 'reject_offer',
  offerId,
  by,
  at: at(10),
  senderIsIn: true,
})
export const lapse = (second = 30, offerId = offer): InteractionCommand => ({
  type: 'lapse_offer',
  offerId,
  at: at(second),
})
export const withdraw = (offerId = offer, agentIds = [ana]): InteractionCommand => ({
  type: 'withdraw_offer',
  offerId,
  agentIds,
})
export const assign = (agentId: AgentId): InteractionCommand => ({ type: 'auto_assign', agentId, at: at(5) })
export const take = (by: AgentId, standing = {}): InteractionCommand => ({
  type: 'take',
  by,
  at: at(5),
  standing: { member: true, isIn: true, available: true, room: true, fits: true, ...standing },
})
type EndWith = {
  choice?: Choice
  dispositionId?: DispositionId | null
  wrapUpSeconds?: number
  fields?: readonly FieldValue[]
}
export const end = (
  by: AgentId,
  { choice = none, dispositionId = null, wrapUpSeconds = 60, fields = [] }: EndWith = {},
) => ({ type: 'end', by, at: at(100), wrapUpSeconds, dispositionId, fields, choice }) as const
export const finish = (
  by: AgentId,
  choice = none,
  dispositionId: DispositionId | null = null,
  fields: readonly FieldValue[] = [],
): InteractionCommand => ({
  type: 'finish',
  by,
  at: at(120),
  dispositionId,
  fields,
  choice,
})
export const keep = (
  by: AgentId,
  choice = none,
  dispositionId: DispositionId | null = null,
  fields: readonly FieldValue[] = [],
): InteractionCommand => ({ type: 'keep_closing', by, dispositionId, fields, choice })
export const over = (second = 160, choice = none): InteractionCommand => ({
  type: 'wrap_up_over',
  at: at(second),
  choice,
})
export const lengthen = (by: AgentId, second = 120): InteractionCommand => ({
  type: 'lengthen_wrap_up',
  by,
  at: at(second),
})
export const resume = (by: AgentId, isIn = true): InteractionCommand => ({ type: 'resume', by, isIn })
export const reopen: InteractionCommand = { type: 'reopen', queueId: 'q2' as QueueId, priority: 5, at: at(500) }
export const wrote = (second = 110): InteractionCommand => ({
  type: 'contact_wrote',
  at: at(second),
  now: at(second),
})
export const replied: InteractionCommand = { type: 'agent_replied', at: at(110) }

/** The only place that calls the API: the tests below are data, and survive its redesign. */
export function check(given: readonly InteractionCommand[], when: InteractionCommand, then: string): Interaction {
  const state = given.reduce<Interaction>(run, waiting)
  const decision = decide(state, when)
  const told = decision.ok
    ? decision.value.map((change) => change.type.replace('interaction.', '')).join(' ')
    : decision.refusal
  expect(told, `${when.type} while ${state.state}`).toBe(then)
  return decision.ok ? decision.value.reduce(evolve, state) : state
}

export function run(state: Interaction, command: InteractionCommand): Interaction {
  const decision = decide(state, command)
  if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal}`)
  return decision.value.reduce(evolve, state)
}

export const offered = [offerTo(ana)]
export const active = [...offered, accepts(ana)]
export const answered = [...active, replied]
export const wrapping = [...answered, end(ana)]
export const held = [...answered, end(ana, { choice: required }), over(160, required)]
export const closed = [...wrapping, finish(ana)]
