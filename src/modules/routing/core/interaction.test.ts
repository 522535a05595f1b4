import { describe, expect, test } from 'vitest'
import type { ClosingField, FieldId, FieldValue } from '../../../contract/closing.ts'
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
} from '../../../contract/ids.ts'
import {
  begun,
  begunBy,
  type Choice,
  decide,
  evolve,
  type Interaction,
  type InteractionCommand,
  lengthenWrapUpMs,
  loads,
  longestWrapUpMs,
  maxPassedOver,
} from './interaction.ts'

const [ana, ben] = ['ana', 'ben'] as unknown as [AgentId, AgentId]
const [offer, other] = ['offer-1', 'offer-2'] as unknown as [OfferId, OfferId]
const [solved, sold] = ['solved', 'sold'] as unknown as [DispositionId, DispositionId]
const at = (seconds: number) => (seconds * 1000) as Instant
const none: Choice = { required: false, offered: [], fields: [], asksContact: false }
const optional: Choice = { ...none, offered: [{ id: solved, name: 'Solved' }] }
const required: Choice = { ...optional, required: true }

const beginning = {
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
const waiting = begun(beginning)

const offerTo = (agents: AgentId | AgentId[], offerId = offer, until = 30): InteractionCommand => ({
  type: 'offer',
  offerId,
  agentIds: [agents].flat(),
  expiresAt: at(until),
})
const accepts = (by: AgentId, second = 5, offerId = offer): InteractionCommand => ({
  type: 'accept_offer',
  offerId,
  by,
  at: at(second),
})
const rejects = (by: AgentId, offerId = offer): InteractionCommand => ({
  type: 'reject_offer',
  offerId,
  by,
  at: at(10),
  senderIsIn: true,
})
const lapse = (second = 30, offerId = offer): InteractionCommand => ({ type: 'lapse_offer', offerId, at: at(second) })
const withdraw = (offerId = offer, agentIds = [ana]): InteractionCommand => ({
  type: 'withdraw_offer',
  offerId,
  agentIds,
})
const assign = (agentId: AgentId): InteractionCommand => ({ type: 'auto_assign', agentId, at: at(5) })
const take = (by: AgentId, standing = {}): InteractionCommand => ({
  type: 'take',
  by,
  at: at(5),
  standing: { member: true, available: true, room: true, ...standing },
})
type EndWith = {
  choice?: Choice
  dispositionId?: DispositionId | null
  wrapUpSeconds?: number
  fields?: readonly FieldValue[]
}
const end = (by: AgentId, { choice = none, dispositionId = null, wrapUpSeconds = 60, fields = [] }: EndWith = {}) =>
  ({ type: 'end', by, at: at(100), wrapUpSeconds, dispositionId, fields, choice }) as const
const finish = (
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
const over = (second = 160, choice = none): InteractionCommand => ({ type: 'wrap_up_over', at: at(second), choice })
const lengthen = (by: AgentId, second = 120): InteractionCommand => ({ type: 'lengthen_wrap_up', by, at: at(second) })
const resume = (by: AgentId): InteractionCommand => ({ type: 'resume', by })
const reopen: InteractionCommand = { type: 'reopen', queueId: 'q2' as QueueId, at: at(500) }
const wrote = (second = 110): InteractionCommand => ({
  type: 'contact_wrote',
  at: at(second),
  now: at(second),
})
const replied: InteractionCommand = { type: 'agent_replied', at: at(110) }

/** The only place that calls the API: the tests below are data, and survive its redesign. */
function check(given: readonly InteractionCommand[], when: InteractionCommand, then: string): Interaction {
  const state = given.reduce<Interaction>(run, waiting)
  const decision = decide(state, when)
  const told = decision.ok
    ? decision.value.map((change) => change.type.replace('interaction.', '')).join(' ')
    : decision.refusal
  expect(told, `${when.type} while ${state.state}`).toBe(then)
  return decision.ok ? decision.value.reduce(evolve, state) : state
}

function run(state: Interaction, command: InteractionCommand): Interaction {
  const decision = decide(state, command)
  if (!decision.ok) throw new Error(`${command.type}: ${decision.refusal}`)
  return decision.value.reduce(evolve, state)
}

const offered = [offerTo(ana)]
const active = [...offered, accepts(ana)]
const answered = [...active, replied]
const wrapping = [...answered, end(ana)]
const held = [...answered, end(ana, { choice: required }), over(160, required)]
const closed = [...wrapping, finish(ana)]

describe('every command in every state', () => {
  const states = { waiting: [], offered, active, wrapping, held, closed }
  type Row = Record<keyof typeof states, string>
  const nothing = { waiting: '', offered: '', active: '', wrapping: '', held: '', closed: '' }
  const notYours = {
    waiting: 'not_yours',
    offered: 'not_yours',
    active: 'not_yours',
    wrapping: 'not_yours',
    held: 'not_yours',
    closed: 'interaction_closed',
  }
  const gone = {
    waiting: 'offer_gone',
    offered: 'offer_gone',
    active: 'offer_gone',
    wrapping: 'offer_gone',
    held: 'offer_gone',
    closed: 'offer_gone',
  }
  const table: [what: string, command: InteractionCommand, then: Row][] = [
    ['the router offers', offerTo(ben, other), { ...nothing, waiting: 'offered' }],
    ['the router assigns', assign(ben), { ...nothing, waiting: 'assigned' }],
    ['the agent accepts', accepts(ana), { ...gone, offered: 'assigned', active: '' }],
    ['a stranger accepts', accepts(ben), { ...gone, offered: 'not_your_offer' }],
    ['the agent accepts another offer', accepts(ana, 5, other), { ...gone, active: '' }],
    ['the agent rejects', rejects(ana), { ...gone, offered: 'offer_rejected' }],
    ['a stranger rejects', rejects(ben), { ...gone, offered: 'not_your_offer' }],
    ['the offer lapses', lapse(), { ...nothing, offered: 'offer_lapsed' }],
    ['another offer lapses', lapse(30, other), nothing],
    ['the offer is withdrawn', withdraw(), { ...nothing, offered: 'offer_withdrawn' }],
    ['another offer is withdrawn', withdraw(other), nothing],
    [
      'the agent takes',
      take(ana),
      {
        waiting: 'assigned',
        offered: 'assigned',
        active: '',
        wrapping: 'interaction_taken',
        held: 'interaction_taken',
        closed: 'interaction_closed',
      },
    ],
    [
      'a stranger takes',
      take(ben),
      {
        waiting: 'assigned',
        offered: 'interaction_taken',
        active: 'interaction_taken',
        wrapping: 'interaction_taken',
        held: 'interaction_taken',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent ends',
      end(ana),
      { waiting: 'not_yours', offered: 'not_yours', active: 'wrap_up_started', wrapping: '', held: '', closed: '' },
    ],
    ['a stranger ends', end(ben), notYours],
    [
      'the agent finishes',
      finish(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: 'changed_by_someone_else',
        wrapping: 'closed',
        held: 'closed',
        closed: '',
      },
    ],
    ['a stranger finishes', finish(ben), notYours],
    ['the wrap-up time is over', over(), { ...nothing, wrapping: 'closed' }],
    [
      'the agent asks for more time',
      lengthen(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'wrap_up_lengthened',
        held: '',
        closed: 'interaction_closed',
      },
    ],
    ['a stranger asks for more time', lengthen(ben), notYours],
    [
      'the agent resumes',
      resume(ana),
      {
        waiting: 'not_yours',
        offered: 'not_yours',
        active: '',
        wrapping: 'resumed',
        held: 'resumed',
        closed: 'interaction_closed',
      },
    ],
    ['a stranger resumes', resume(ben), notYours],
    [
      'it is reopened',
      reopen,
      {
        waiting: 'interaction_not_closed',
        offered: 'interaction_not_closed',
        active: 'interaction_not_closed',
        wrapping: 'interaction_not_closed',
        held: 'interaction_not_closed',
        closed: 'reopened',
      },
    ],
    [
      'the contact writes',
      wrote(),
      {
        waiting: '',
        offered: '',
        active: '',
        wrapping: 'reply_awaited',
        held: 'reply_awaited',
        closed: 'interaction_closed',
      },
    ],
    [
      'the agent replies',
      replied,
      { waiting: 'reply_given', offered: 'reply_given', active: 'reply_given', wrapping: '', held: '', closed: '' },
    ],
  ]
  for (const [what, command, then] of table) {
    test(what, () => {
      for (const state of Object.keys(states) as (keyof typeof states)[]) check(states[state], command, then[state])
    })
  }
})

test('an offer can be accepted until it expires, and not at that instant', () => {
  check(offered, accepts(ana, 29.999), 'assigned')
  check(offered, accepts(ana, 30), 'offer_expired')
})

test('an offer lapses at its instant and not before', () => {
  check(offered, lapse(29.999), '')
  check(offered, lapse(30), 'offer_lapsed')
})

test('a lapse that loses the race to an acceptance does nothing', () => {
  check(active, lapse(), '')
})

test('a lapsed, rejected or withdrawn offer cannot be accepted late', () => {
  check([...offered, lapse()], accepts(ana), 'offer_gone')
  check([...offered, rejects(ana)], accepts(ana), 'offer_gone')
  check([...offered, withdraw()], accepts(ana), 'offer_gone')
  check([...offered, lapse(), offerTo(ana, other, 90)], accepts(ana), 'offer_gone')
})

test('rejecting twice, or what has lapsed meanwhile, is no error', () => {
  check([...offered, rejects(ana)], rejects(ana), '')
  check([...offered, lapse(), offerTo(ben, other)], rejects(ana), '')
})

test('waiting keeps its age through offers, and remembers who let it pass', () => {
  const back = check([...offered, lapse(), offerTo(ben, other, 60)], rejects(ben, other), 'offer_rejected')
  expect(back).toMatchObject({ state: 'waiting', waitingSince: at(0), passedOver: [ana, ben] })
})

test('a withdrawn offer is nobody’s fault', () => {
  expect(check(offered, withdraw(), 'offer_withdrawn')).toMatchObject({ state: 'waiting', passedOver: [] })
})

test('asking somebody a second time begins a new round', () => {
  const again = check([...offered, lapse(), offerTo(ben, other), lapse(30, other)], offerTo(ana), 'offered')
  expect(again.passedOver).toEqual([])
  expect(run(again, lapse()).passedOver).toEqual([ana])
})

test('a round of offers remembers a limited number of people, the latest', () => {
  const names = Array.from({ length: maxPassedOver + 1 }, (_, n) => `agent-${n}` as AgentId)
  const tired = names.flatMap((name) => [offerTo(name), rejects(name)]).reduce<Interaction>(run, waiting)
  expect(tired.passedOver).toEqual(names.slice(1))
})

test('accepting forgets who let it pass and fixes when it was accepted', () => {
  const taken = check([offerTo(ben), lapse(), offerTo(ana, other, 60)], accepts(ana, 40, other), 'assigned')
  expect(taken).toMatchObject({ state: 'active', agentId: ana, acceptedAt: at(40), passedOver: [] })
})

test('taking by hand needs membership, availability and room, in that order', () => {
  check([], take(ana, { member: false, available: false, room: false }), 'not_queue_member')
  check([], take(ana, { available: false, room: false }), 'not_available')
  check([], take(ana, { room: false }), 'no_room')
})

test('taking what is offered to oneself needs no room: its place is already kept', () => {
  check(offered, take(ana, { room: false }), 'assigned')
})

test('without wrap-up an interaction closes at once', () => {
  const done = check(answered, end(ana, { wrapUpSeconds: 0 }), 'closed')
  expect(done).toMatchObject({ state: 'closed', agentId: ana, disposition: null, closedAt: at(100) })
})

test('without wrap-up a required disposition is given with the end, or holds the agent', () => {
  const given = check(answered, end(ana, { wrapUpSeconds: 0, choice: required, dispositionId: solved }), 'closed')
  expect(given).toMatchObject({ disposition: { id: solved, name: 'Solved' } })
  const missing = check(answered, end(ana, { wrapUpSeconds: 0, choice: required }), 'wrap_up_started wrap_up_held')
  expect(missing).toMatchObject({ state: 'wrapping_up', wrapUp: { startedAt: at(100), endsAt: null } })
})

test('a disposition given with the end is kept for the close', () => {
  const wrapped = [...answered, end(ana, { choice: required, dispositionId: solved })]
  expect(check(wrapped, over(160, required), 'closed')).toMatchObject({ disposition: { id: solved } })
  expect(check(wrapped, finish(ana, required), 'closed')).toMatchObject({ disposition: { id: solved } })
})

test('a required disposition: none, one that is not offered, one that is', () => {
  const wrapped = [...answered, end(ana, { choice: required })]
  check(wrapped, finish(ana, required), 'disposition_required')
  check(wrapped, finish(ana, required, sold), 'disposition_not_offered')
  check(answered, end(ana, { choice: required, dispositionId: sold }), 'disposition_not_offered')
  expect(check(wrapped, finish(ana, required, solved), 'closed')).toMatchObject({ disposition: { id: solved } })
})

test('an optional disposition may be given and may be left out', () => {
  check(wrapping, finish(ana, optional), 'closed')
  check(wrapping, finish(ana, optional, solved), 'closed')
})

test('where no disposition is offered none can be required', () => {
  const impossible = { ...none, required: true }
  check([...answered, end(ana, { choice: impossible })], over(160, impossible), 'closed')
  check(answered, end(ana, { choice: impossible, wrapUpSeconds: 0 }), 'closed')
})

test('the wrap-up ends at its instant, not before', () => {
  check(wrapping, over(159.999), '')
  check(wrapping, over(160), 'closed')
})

test('a required disposition holds the agent when the time is over, once', () => {
  const stuck = check([...answered, end(ana, { choice: required })], over(160, required), 'wrap_up_held')
  expect(stuck).toMatchObject({ state: 'wrapping_up', wrapUp: { endsAt: null } })
  check(held, over(9_999, required), '')
  check(held, finish(ana, required), 'disposition_required')
  check(held, finish(ana, required, solved), 'closed')
})

test('when the contact wrote during wrap-up the conversation goes on instead of closing by itself', () => {
  const goesOn = check([...wrapping, wrote()], over(), 'resumed')
  expect(goesOn).toMatchObject({ state: 'active', agentId: ana, awaitingReplySince: at(110) })
})

test('the agent may finish although the contact wrote', () => {
  check([...wrapping, wrote()], finish(ana), 'closed')
})

test('the response clock runs from the oldest unanswered message and stops at the end', () => {
  expect(waiting.awaitingReplySince).toBe(at(0))
  expect(check(answered, wrote(20), 'reply_awaited').awaitingReplySince).toBe(at(20))
  check([...answered, wrote(20)], wrote(30), '')
  expect(check([...answered, wrote(20)], replied, 'reply_given').awaitingReplySince).toBeNull()
  expect(check([...answered, wrote(20)], end(ana), 'wrap_up_started').awaitingReplySince).toBeNull()
})

test('each wish lengthens the wrap-up by a minute, also at zero, up to the limit', () => {
  const ends = (state: Interaction) => (state.state === 'wrapping_up' ? state.wrapUp.endsAt : undefined)
  expect(ends(check(wrapping, lengthen(ana, 120), 'wrap_up_lengthened'))).toBe(at(160) + lengthenWrapUpMs)
  expect(ends(check(wrapping, lengthen(ana, 163), 'wrap_up_lengthened'))).toBe(at(163) + lengthenWrapUpMs)
  const often = Array.from({ length: 200 }, () => lengthen(ana, 120))
  expect(ends(check([...wrapping, ...often], lengthen(ana, 120), ''))).toBe(at(100) + longestWrapUpMs)
})

test('resuming forgets the wrap-up and what was chosen', () => {
  const wrapped = [...answered, end(ana, { choice: required, dispositionId: solved })]
  const again = run(check(wrapped, resume(ana), 'resumed'), end(ana, { choice: required }))
  expect(again).toMatchObject({ state: 'wrapping_up', disposition: null })
})

test('a reopened interaction is new in its queue, and the same interaction', () => {
  const again = check(closed, reopen, 'reopened')
  expect(again).toEqual({
    ...waiting,
    queueId: 'q2',
    waitingSince: at(500),
    awaitingReplySince: at(500),
    quietSince: at(500),
    reopened: 1,
  })
})

const orderField: ClosingField = { id: 'order' as FieldId, name: 'Order', kind: 'number', required: true, choices: [] }
const fill: Choice = { ...none, fields: [orderField], asksContact: true }
const order = (value: FieldValue['value']): FieldValue[] => [{ id: orderField.id, value }]

test('nobody closes without a required field: not a person, not a queue without wrap-up, not the clock', () => {
  check(wrapping, finish(ana, fill), 'field_required')
  check(answered, end(ana, { choice: fill, wrapUpSeconds: 0 }), 'wrap_up_started wrap_up_held')
  check(wrapping, over(160, fill), 'wrap_up_held')
  check(wrapping, finish(ana, fill, null, order('twelve')), 'field_not_valid')
  const closed = check(wrapping, finish(ana, fill, null, order(12)), 'closed')
  expect(closed.fields).toEqual([{ id: 'order', name: 'Order', value: 12 }])
  check(answered, end(ana, { choice: fill, wrapUpSeconds: 0, fields: order(12) }), 'closed')
})

test('the disposition is asked for before the fields', () => {
  const both: Choice = { ...fill, required: true, offered: required.offered }
  check(wrapping, finish(ana, both, null, order(12)), 'disposition_required')
  check(wrapping, finish(ana, both, solved), 'field_required')
  check(wrapping, finish(ana, both, solved, order(12)), 'closed')
})

test('what was filled in stays when the conversation goes on, and when it is reopened', () => {
  const filled = [...answered, end(ana, { choice: fill, fields: order(12) })]
  check(filled, over(160, fill), 'closed')
  check([...filled, resume(ana), end(ana, { choice: fill })], over(160, fill), 'closed')
  const again = check([...filled, over(160, fill)], reopen, 'reopened')
  expect(again.fields).toEqual([{ id: 'order', name: 'Order', value: 12 }])
})

const asks = (second = 200): InteractionCommand => ({ type: 'ask_contact', at: at(second), answers: ['Good', 'Bad'] })
const answers = (place: number): InteractionCommand => ({ type: 'contact_answered', at: at(210), place })

test('a contact is asked once, after the close, and the first answer counts', () => {
  check(wrapping, asks(), '')
  check(closed, answers(0), '')
  const asked = [...closed, asks()]
  check(asked, asks(201), '')
  check(asked, answers(2), '')
  expect(check(asked, answers(1), 'rated').satisfaction).toEqual({
    askedAt: at(200),
    answers: ['Good', 'Bad'],
    answer: { place: 1, at: at(210) },
  })
  check([...asked, answers(1)], answers(0), '')
  check([...asked, reopen], answers(0), 'rated')
})

test('only the first close asks the contact, and only where the channel does', () => {
  const closing = (given: readonly InteractionCommand[], choice: Choice) => {
    const decision = decide(given.reduce<Interaction>(run, waiting), finish(ana, choice, null, order(1)))
    return decision.ok && decision.value.map((change) => change.type === 'interaction.closed' && change.asksContact)
  }
  expect(closing(wrapping, fill)).toEqual([true])
  expect(closing(wrapping, { ...fill, asksContact: false })).toEqual([false])
  const reopened = [...closed, asks(), reopen, take(ana), end(ana)]
  expect(closing(reopened, fill)).toEqual([false])
})

test('what an agent begins is theirs from the start and owes no reply', () => {
  const begunByAna = begunBy(ana, beginning)
  expect(begunByAna).toMatchObject({ state: 'active', origin: 'agent', agentId: ana, awaitingReplySince: null })
})

test('offered, active and wrapping up fill a place; waiting and closed do not', () => {
  const of = (commands: readonly InteractionCommand[]) => loads(commands.reduce<Interaction>(run, waiting))
  expect([[], offered, active, wrapping, held, closed].map(of)).toEqual([[], [ana], [ana], [ana], [ana], []])
})

test('offered to several: whoever accepts first has it, and the others come too late', () => {
  const ringing = [offerTo([ana, ben])]
  expect(check(ringing, accepts(ben), 'assigned')).toMatchObject({ state: 'active', agentId: ben, passedOver: [] })
  check([...ringing, accepts(ben)], accepts(ana), 'offer_gone')
  check([...ringing, accepts(ben)], rejects(ana), 'offer_gone')
  expect(check(ringing, take(ana, { room: false }), 'assigned')).toMatchObject({ agentId: ana })
  expect(loads(ringing.reduce<Interaction>(run, waiting))).toEqual([ana, ben])
})

test('offered to several: whoever rejects leaves it to the rest; after the last it waits again', () => {
  const ringing = [offerTo([ana, ben])]
  const rest = check(ringing, rejects(ana), 'offer_rejected')
  expect(rest).toMatchObject({ state: 'offered', offer: { id: offer, agentIds: [ben], expiresAt: at(30) } })
  expect(rest.passedOver).toEqual([ana])
  check([...ringing, rejects(ana)], rejects(ana), '')
  check([...ringing, rejects(ana)], accepts(ana), 'not_your_offer')
  check([...ringing, rejects(ana)], accepts(ben), 'assigned')
  const nobody = check([...ringing, rejects(ana)], rejects(ben), 'offer_rejected')
  expect(nobody).toMatchObject({ state: 'waiting', passedOver: [ana, ben] })
})

test('offered to several: at the end of the time all who were still asked let it pass', () => {
  const lapsed = check([offerTo([ana, ben])], lapse(), 'offer_lapsed')
  expect(lapsed).toMatchObject({ state: 'waiting', passedOver: [ana, ben] })
  expect(check([offerTo([ana, ben]), rejects(ana)], lapse(), 'offer_lapsed').passedOver).toEqual([ana, ben])
  const again = check([offerTo([ana, ben]), lapse()], offerTo([ana, ben], other, 90), 'offered')
  expect(again.passedOver).toEqual([])
})

test('offered to several: it is taken back from one alone, and is not over for the rest', () => {
  const rest = check([offerTo([ana, ben])], withdraw(offer, [ana]), 'offer_withdrawn')
  expect(rest).toMatchObject({ state: 'offered', offer: { agentIds: [ben] }, passedOver: [] })
  check([offerTo([ana, ben]), withdraw(offer, [ana])], withdraw(offer, [ana]), '')
  check([offerTo([ana, ben]), withdraw(offer, [ana])], accepts(ana), 'not_your_offer')
  expect(check([offerTo([ana, ben])], withdraw(offer, [ana, ben]), 'offer_withdrawn').state).toBe('waiting')
})

test('a change that could not have happened throws', () => {
  const closedState = closed.reduce<Interaction>(run, waiting)
  expect(() => evolve(closedState, { type: 'interaction.resumed', agentId: ana })).toThrow('only a wrap-up is resumed')
  expect(() =>
    evolve(waiting, {
      type: 'interaction.closed',
      agentId: ana,
      at: at(1),
      disposition: null,
      fields: [],
      asksContact: false,
    }),
  ).toThrow()
})
