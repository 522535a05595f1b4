import { expect, test } from 'vitest'
import type { AgentId, OfferId, QueueId } from '../../../contract/ids.ts'
import {
  active,
  ana,
  answered,
  at,
  ben,
  check,
  closed,
  offered,
  offerTo,
  other,
  rejects,
  replied,
  run,
  take,
  waiting,
  withdraw,
  wrapping,
} from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'
import type { Interaction } from './interaction.ts'
import { maxPasses } from './passing.ts'

const cleo = 'cleo' as AgentId
const transfer = 'transfer' as OfferId
const elsewhere = 'elsewhere' as QueueId

type ToQueue = { queueId?: QueueId; id?: string; returnSeconds?: number; takes?: boolean; allowed?: boolean }
/** Ana passes it to a queue at 200. */
const toQueue = ({ queueId = elsewhere, id = transfer, returnSeconds = 60, ...may }: ToQueue = {}) =>
  ({
    type: 'pass_to_queue',
    by: ana,
    at: at(200),
    queueId,
    takes: true,
    allowed: true,
    id: id as OfferId,
    note: '',
    returnSeconds,
    ...may,
  }) satisfies InteractionCommand
type ToAgent = { mode?: 'blind' | 'consulted'; returns?: boolean; to?: AgentId; ready?: boolean; room?: boolean }
/** Ana passes it to Ben, or asks him first, at 200, for 60 seconds. */
const toBen = ({ mode = 'blind', returns = true, to = ben, ready = true, room = true }: ToAgent = {}) =>
  ({
    type: 'pass_to_agent',
    by: ana,
    at: at(200),
    to,
    allowed: true,
    id: transfer,
    mode,
    note: '',
    askSeconds: 60,
    returns,
    receiver: { ready, room },
  }) satisfies InteractionCommand
const asks = toBen({ mode: 'consulted' })
const over = (second = 260, senderIsIn = true): InteractionCommand => ({
  type: 'transfer_over',
  at: at(second),
  senderIsIn,
})
const takesOver = (by: AgentId, second = 210, room = true, isIn = true): InteractionCommand => ({
  type: 'accept_transfer',
  id: transfer,
  by,
  at: at(second),
  isIn,
  room,
})

test('passed to a queue it waits there anew, and at its time goes back to the sender and to where it was', () => {
  const passed = check(answered, toQueue(), 'moved')
  expect(passed).toMatchObject({ state: 'waiting', queueId: elsewhere, waitingSince: at(200), passes: 1 })
  expect(passed.transfer).toMatchObject({ fromAgentId: ana, toAgentId: null, endsAt: at(260) })
  check([...answered, toQueue()], over(259.999), '')
  const back = check([...answered, toQueue()], over(), 'returned queue_restored')
  expect(back).toMatchObject({ state: 'active', agentId: ana, acceptedAt: at(260), queueId: waiting.queueId })
  expect(back).toMatchObject({ transfer: null, passedOver: [] })
  check([...answered, toQueue(), over()], over(), '')
  check([...answered, toQueue({ queueId: waiting.queueId })], over(), 'returned')
  check([...answered, toQueue({ returnSeconds: 0 })], over(999_999), '')
})

test('when the sender has gone it stays where it waits, and is on its way no longer', () => {
  const stays = check([...answered, toQueue()], over(260, false), 'transfer_ended')
  expect(stays).toMatchObject({ state: 'waiting', queueId: elsewhere, transfer: null })
  const asked = [...answered, toQueue(), offerTo(ben, other, 290)]
  expect(check(asked, over(260, false), 'transfer_ended')).toMatchObject({ state: 'offered', offer: { id: other } })
  check(asked, over(), 'offer_withdrawn returned queue_restored')
})

test('only who has it in hand passes it on, where that is allowed, to a queue that takes it, once when pressed twice', () => {
  check([], toQueue(), 'not_yours')
  check(offered, toQueue(), 'not_yours')
  check(wrapping, toQueue(), 'not_yours')
  check(closed, toQueue(), 'interaction_closed')
  check([take(ben)], toQueue(), 'not_yours')
  check(answered, toQueue({ allowed: false }), 'passing_off')
  check(answered, toQueue({ takes: false }), 'queue_not_for_channel')
  check([...answered, toQueue()], toQueue(), '')
  check([...answered, toBen()], toBen(), '')
})

test('it goes to and fro so often and no more, until a person answers', () => {
  const turns = Array.from({ length: maxPasses - 1 }, (_, turn) => [toQueue({ id: `pass ${turn}` }), over()]).flat()
  check([...answered, ...turns], toQueue(), 'moved')
  const often = [...answered, ...turns, toQueue(), over()]
  check(often, toQueue({ id: 'once more' }), 'passed_too_often')
  check(often, { ...toBen(), id: other }, 'passed_too_often')
  check([...often, replied], toQueue({ id: 'once more' }), 'moved')
  // Nothing is owed and nobody has it: whoever else writes is heard all the same.
  expect(check([...answered, toQueue()], replied, 'reply_given').passes).toBe(0)
})

test('passed to a colleague it is asked of them alone; a no, or no answer, brings it back', () => {
  const asked = check(answered, toBen(), 'passed offered')
  expect(asked).toMatchObject({ state: 'offered', offer: { id: transfer, agentIds: [ben], expiresAt: at(260) } })
  check([...answered, toBen()], rejects(ben, transfer), 'offer_rejected returned')
  check([...answered, toBen()], { type: 'lapse_offer', offerId: transfer, at: at(260) }, '')
  check([...answered, toBen()], over(), 'offer_lapsed returned')
  expect([...answered, toBen(), over()].reduce<Interaction>(run, waiting)).toMatchObject({ agentId: ana })
  const gone = check([...answered, toBen()], over(260, false), 'offer_lapsed transfer_ended')
  expect(gone).toMatchObject({ state: 'waiting', transfer: null, passedOver: [ben] })
})

test('passed for good, their no leaves it to the queue', () => {
  const asked = [...answered, toBen({ returns: false })]
  expect(check(asked, rejects(ben, transfer), 'offer_rejected')).toMatchObject({ state: 'waiting', transfer: null })
  const lapses: InteractionCommand = { type: 'lapse_offer', offerId: transfer, at: at(260) }
  expect(check(asked, lapses, 'offer_lapsed')).toMatchObject({ state: 'waiting', transfer: null })
  check(asked, over(999), '')
})

test('what waits in a queue after a pass stays on its way when somebody there lets it pass', () => {
  const asked = [...answered, toQueue(), offerTo(ben, other, 230)]
  expect(check(asked, rejects(ben, other), 'offer_rejected').transfer).toMatchObject({ id: transfer })
  expect(check(asked, { type: 'lapse_offer', offerId: other, at: at(230) }, 'offer_lapsed').transfer).not.toBeNull()
  check([...asked, withdraw(other, [ben])], over(), 'returned queue_restored')
})

test('nobody passes to themselves, to who is away or full, or to a second one while the first is asked', () => {
  check(answered, toBen({ to: ana }), 'invalid_input')
  check(answered, toBen({ ready: false }), 'colleague_away')
  check(answered, toBen({ room: false }), 'colleague_full')
  check([...answered, asks], { ...toBen({ to: cleo }), id: other }, 'already_asked')
})

test('asked first, the sender keeps it until it is taken over, called back, declined or too late', () => {
  const asked = [...answered, asks]
  expect(check(answered, asks, 'consulted')).toMatchObject({ state: 'active', agentId: ana, passes: 0 })
  const taken = check(asked, takesOver(ben, 259.999), 'passed assigned')
  expect(taken).toMatchObject({ state: 'active', agentId: ben, transfer: null, passes: 1 })
  check([...asked, takesOver(ben)], takesOver(ben), '')
  check(asked, takesOver(ben, 260), 'offer_expired')
  check(asked, takesOver(cleo), 'not_your_offer')
  check(asked, takesOver(ben, 210, false), 'no_room')
  check(asked, takesOver(ben, 210, true, false), 'not_available')
  check(asked, { type: 'call_back', by: ana }, 'consult_ended')
  check(asked, { type: 'call_back', by: ben }, 'not_yours')
  check(asked, { type: 'decline_transfer', id: transfer, by: ben }, 'consult_ended')
  check(asked, { type: 'decline_transfer', id: transfer, by: cleo }, 'not_your_offer')
  check(asked, over(259.999), '')
  const kept = check(asked, over(), 'consult_ended')
  expect(kept).toMatchObject({ state: 'active', agentId: ana, transfer: null })
  check([...asked, over()], takesOver(ben), 'offer_gone')
  check([...asked, over()], { type: 'decline_transfer', id: transfer, by: ben }, '')
  check(active, { type: 'call_back', by: ana }, '')
})
