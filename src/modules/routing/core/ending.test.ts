import { expect, test } from 'vitest'
import type { ClosingField, FieldId, FieldValue } from '../../../contract/closing.ts'
import type { AgentId } from '../../../contract/ids.ts'
import {
  active,
  ana,
  answered,
  at,
  ben,
  check,
  closed,
  end,
  finish,
  held,
  keep,
  lengthen,
  none,
  optional,
  over,
  reopen,
  required,
  resume,
  run,
  sold,
  solved,
  take,
  waiting,
  wrapping,
  wrote,
} from '../../../testing/interactions.ts'
import type { Choice, InteractionCommand } from './commands.ts'
import { decide } from './decide.ts'
import { lengthenWrapUpMs, longestWrapUpMs } from './ending.ts'
import type { Interaction } from './interaction.ts'

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

test('what was chosen and typed counts at zero, although nobody pressed Finish', () => {
  const both: Choice = { ...fill, required: true, offered: required.offered }
  const ended = [...answered, end(ana, { choice: both })]
  const kept = [...ended, keep(ana, both, solved), keep(ana, both, solved, order(12))]
  expect(check(kept, over(160, both), 'closed')).toMatchObject({
    disposition: { id: solved, name: 'Solved' },
    fields: [{ id: 'order', value: 12 }],
  })
  check([...ended, keep(ana, both, solved)], over(160, both), 'wrap_up_held')
  check([...kept, keep(ana, both, null)], over(160, both), 'wrap_up_held')
  check([...kept, keep(ana, both, solved, order(null))], over(160, both), 'wrap_up_held')
})

test('only what changes is kept, and only what may be chosen and typed', () => {
  const both: Choice = { ...fill, offered: required.offered }
  check([...wrapping, keep(ana, both, solved, order(12))], keep(ana, both, solved, order(12)), '')
  check([...wrapping, keep(ana, both, solved, order(12))], keep(ana, both, solved), '')
  check(wrapping, keep(ana, both, sold), 'disposition_not_offered')
  check(wrapping, keep(ana, both, null, order('twelve')), 'field_not_valid')
  check([...held, keep(ana, required, solved)], over(9_999, required), '')
  check([...held, keep(ana, required, solved)], finish(ana, required), 'closed')
})

test('when the contact writes to what is held at zero, it goes on at once', () => {
  const due = check(held, wrote(170), 'reply_awaited wrap_up_due')
  expect(due).toMatchObject({ state: 'wrapping_up', wrapUp: { endsAt: at(170) } })
  check([...held, wrote(170)], wrote(180), '')
  check([...held, wrote(170)], finish(ana, required, solved), 'closed')
  expect(check([...held, wrote(170)], over(170, required), 'resumed')).toMatchObject({ state: 'active', agentId: ana })
})

test('what goes on after an end has been quiet since that end, or since the last word after it', () => {
  expect(check([...active, end(ana)], resume(ana), 'resumed').quietSince).toBe(at(100))
  expect(check([...wrapping, wrote(115)], resume(ana), 'resumed').quietSince).toBe(at(115))
})

test('when the contact wrote during wrap-up the conversation goes on instead of closing by itself', () => {
  const goesOn = check([...wrapping, wrote()], over(), 'resumed')
  expect(goesOn).toMatchObject({ state: 'active', agentId: ana, awaitingReplySince: at(110) })
})

test('the agent may finish although the contact wrote', () => {
  check([...wrapping, wrote()], finish(ana), 'closed')
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

const asksNow = (by: AgentId): InteractionCommand => ({
  type: 'ask_now',
  by,
  at: at(50),
  answers: ['Good', 'Bad'],
})

test('whoever holds it may ask before the end, once; the close then asks no more (rank 14)', () => {
  const asked = check(answered, asksNow(ana), 'contact_asked')
  expect(asked.satisfaction).toEqual({ askedAt: at(50), answers: ['Good', 'Bad'], answer: null })
  check(answered, asksNow(ben), 'not_yours')
  check([...answered, asksNow(ana)], asksNow(ana), 'contact_asked_before')
  check(closed, asksNow(ana), 'interaction_closed')
  check(wrapping, asksNow(ana), 'not_yours')
  check([...answered, asksNow(ana)], answers(1), 'rated')
  const decision = decide(
    [...answered, asksNow(ana)].reduce<Interaction>(run, waiting),
    end(ana, { choice: { ...fill, fields: [] }, wrapUpSeconds: 0 }),
  )
  expect(decision).toMatchObject({ ok: true, value: [{ type: 'interaction.closed', asksContact: false }] })
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
