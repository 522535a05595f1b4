import { expect, test } from 'vitest'
import { accepts, ana, at, ben, check, end, offerTo, replied, wrote } from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'
import { longestParkMs } from './parking.ts'

const inHand = [offerTo(ana), accepts(ana)]
const onCall: InteractionCommand = { type: 'park_for_call', at: at(20) }
const over = (isIn: boolean): InteractionCommand => ({ type: 'call_over', at: at(80), isIn })

test('after a call it comes back to its agent', () => {
  const back = check([...inHand, onCall], over(true), 'unparked')
  expect(back).toMatchObject({ state: 'active', agentId: ana, parked: null, quietSince: at(80) })
})

test('whoever went home during the call finds nothing of it: it waits in its queue, from then on', () => {
  const back = check([...inHand, onCall], over(false), 'moved')
  expect(back).toMatchObject({ state: 'waiting', waitingSince: at(80), preferredAgentId: ana })
})

test('the end of a call wakes nothing that was set aside by hand, and nothing twice', () => {
  const byHand: InteractionCommand = { type: 'park', by: ana, at: at(20), until: null, allowed: true }
  check([...inHand, byHand], over(true), '')
  check([...inHand, onCall, over(true)], over(true), '')
  check([...inHand, onCall, over(false)], over(false), '')
})

const parks = (until: number | null = null, { by = ana, allowed = true } = {}): InteractionCommand => ({
  type: 'park',
  by,
  at: at(20),
  until: until === null ? null : at(until),
  allowed,
})
const wakes = (second: number, isIn = true): InteractionCommand => ({ type: 'wake', at: at(second), isIn })

test('set aside by hand: until a time that is neither past nor too far away, where that is allowed, and once', () => {
  check(inHand, parks(), 'parked')
  check(inHand, parks(null, { by: ben }), 'not_yours')
  check(inHand, parks(null, { allowed: false }), 'parking_off')
  check(inHand, parks(20), 'time_not_valid')
  check(inHand, parks(20 + longestParkMs / 1_000), 'parked')
  check(inHand, parks(20.001 + longestParkMs / 1_000), 'time_not_valid')
  check([...inHand, parks(60)], parks(60), '')
  check([...inHand, parks(60)], parks(90), 'parked')
})

test('brought back by hand it needs a place, and its agent signed in', () => {
  const back = (room: boolean, isIn = true): InteractionCommand => ({ type: 'unpark', by: ana, at: at(40), isIn, room })
  check([...inHand, parks()], back(true), 'unparked')
  check([...inHand, parks()], back(false), 'no_room')
  check([...inHand, parks()], back(true, false), 'not_available')
  check(inHand, back(false), '')
})

test('its time brings it back to its agent, and to its queue when they have gone home', () => {
  check([...inHand, parks(60)], wakes(59.999), '')
  expect(check([...inHand, parks(60)], wakes(60), 'unparked')).toMatchObject({ agentId: ana, parked: null })
  expect(check([...inHand, parks(60)], wakes(60, false), 'moved')).toMatchObject({
    state: 'waiting',
    waitingSince: at(60),
  })
  check([...inHand, parks()], wakes(9_999), '')
})

test('what the contact writes makes it due now; not during a call, and not what is due already', () => {
  check([...inHand, replied, parks()], wrote(), 'reply_awaited wake_due')
  check([...inHand, replied, parks(60)], wrote(50), 'reply_awaited wake_due')
  check([...inHand, replied, parks(60)], wrote(60), 'reply_awaited')
  check([...inHand, replied, onCall], wrote(), 'reply_awaited')
})

test('silence: the contact’s sets it aside and their next word gives it out anew, the agent’s takes it back', () => {
  const quiet = (type: 'park_silent' | 'take_back_unanswered', second: number): InteractionCommand => ({
    type,
    at: at(second),
    afterSeconds: 60,
  })
  const answered = [...inHand, replied] // At 110.
  check(answered, quiet('park_silent', 169.999), '')
  expect(check(answered, quiet('park_silent', 170), 'parked')).toMatchObject({ parked: { reason: 'customer_silence' } })
  check(answered, quiet('take_back_unanswered', 170), '')
  const aside = [...answered, quiet('park_silent', 170), wrote(200)]
  expect(check(aside, wakes(200), 'moved')).toMatchObject({ state: 'waiting', preferredAgentId: ana })
  check(inHand, quiet('park_silent', 999), '') // They wait for an answer.
  expect(check(inHand, quiet('take_back_unanswered', 65), 'moved')).toMatchObject({ passedOver: [ana] })
  check(inHand, quiet('take_back_unanswered', 64.999), '')
  check([...inHand, parks()], quiet('take_back_unanswered', 999), '')
})

test('of whoever disappears only what they have in hand goes back', () => {
  const gone: InteractionCommand = { type: 'agent_gone', at: at(50) }
  expect(check(inHand, gone, 'moved')).toMatchObject({ state: 'waiting', passedOver: [ana] })
  check([...inHand, parks()], gone, '')
  check([...inHand, end(ana)], gone, '')
  check([], gone, '')
})

test('an answer that was taken back is owed again from when they wrote, unless it is over', () => {
  const takenBack: InteractionCommand = { type: 'reply_taken_back', since: at(3), at: at(130) }
  expect(check([...inHand, replied], takenBack, 'reply_awaited')).toMatchObject({
    awaitingReplySince: at(3),
    quietSince: at(130),
  })
  check(inHand, takenBack, '')
  check([...inHand, replied, end(ana)], takenBack, '')
  check([...inHand, replied, end(ana, { wrapUpSeconds: 0 })], takenBack, '')
})
