import { expect, test } from 'vitest'
import type { InteractionCard } from '../../contract/cards.ts'
import type { OfferId } from '../../contract/ids.ts'
import type { View } from '../../contract/view.ts'
import { agent, at, card, delivery, idOf, ines, queue, view } from '../testing/samples.ts'
import { callsBetween, mayHear } from './calls.ts'

const offered = (offer: string, change: Partial<InteractionCard> = {}) =>
  card({
    state: 'offered',
    agentId: null,
    offer: { id: idOf<OfferId>(offer), agentIds: [ines], expiresAt: at(20) },
    ...change,
  })
const nowhere = { openId: null, hidden: false }
const names = (calls: ReturnType<typeof callsBetween>) => calls.map((call) => call.what)

test('a new offer to me calls, the same one does not call again', () => {
  const first = view(1, [offered('o1')])
  expect(names(callsBetween(view(0, []), first, nowhere))).toEqual(['offer'])
  expect(callsBetween(first, view(2, [offered('o1', { priority: 5 })]), nowhere)).toEqual([])
  expect(names(callsBetween(first, view(2, [offered('o2')]), nowhere))).toEqual(['offer'])
})
test('a colleague who asks me to take over calls, once', () => {
  const asking = card({
    agentId: idOf('tom'),
    transfer: {
      id: idOf<OfferId>('t1'),
      mode: 'consulted',
      fromAgentId: idOf('tom'),
      toAgentId: ines,
      endsAt: at(20),
      note: '',
    },
  })
  expect(names(callsBetween(view(0, []), view(1, [asking]), nowhere))).toEqual(['offer'])
  const seen = view(1, [card({ agentId: idOf('tom') })])
  expect(names(callsBetween(seen, view(2, [asking]), nowhere))).toEqual(['offer'])
  expect(callsBetween(view(2, [asking]), view(3, [{ ...asking, priority: 5 }]), nowhere)).toEqual([])
})
test('an offer to somebody else does not call', () => {
  const toTom = offered('o1', { offer: { id: idOf<OfferId>('o1'), agentIds: [idOf('tom')], expiresAt: at(20) } })
  expect(callsBetween(view(0, []), view(1, [toTom]), nowhere)).toEqual([])
})
test('a message in another conversation of mine calls, with how many', () => {
  const calls = callsBetween(view(0, [card()]), view(1, [card({}, { unread: 2 })]), nowhere)
  expect(calls).toMatchObject([{ what: 'message', count: 2 }])
})
test('one in the open conversation calls only when the page is hidden', () => {
  const open = card().conversation.id
  const [before, after] = [view(0, [card()]), view(1, [card({}, { unread: 1 })])]
  expect(callsBetween(before, after, { openId: open, hidden: false })).toEqual([])
  expect(names(callsBetween(before, after, { openId: open, hidden: true }))).toEqual(['message'])
})
test('what I take over with unread messages does not call: I have just seen it', () =>
  expect(callsBetween(view(0, []), view(1, [card({}, { unread: 3 })]), nowhere)).toEqual([]))
test('what comes to a list that its members pick from calls once; elsewhere what waits does not', () => {
  const waiting = card({ id: idOf('w1'), state: 'waiting', agentId: null, acceptedAt: null })
  const picked = (change: View): View => ({ ...change, queues: { [delivery]: queue({ strategy: 'pick_from_list' }) } })
  expect(names(callsBetween(picked(view(0, [])), picked(view(1, [waiting])), nowhere))).toEqual(['waits'])
  expect(callsBetween(picked(view(1, [waiting])), picked(view(2, [{ ...waiting, priority: 5 }])), nowhere)).toEqual([])
  expect(callsBetween(view(0, []), view(1, [waiting]), nowhere)).toEqual([])
  const others = { ...waiting, queueId: idOf<typeof delivery>('others') }
  expect(callsBetween(picked(view(0, [])), picked(view(1, [others])), nowhere)).toEqual([])
})

test('on a break there is no sound', () => {
  const presence = { ...agent().presence, state: 'on_break' as const }
  expect(mayHear(view(1))).toBe(true)
  expect(mayHear({ ...view(1), agents: { [ines]: agent({ presence }) } })).toBe(false)
})
