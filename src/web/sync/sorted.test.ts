import { expect, test } from 'vitest'
import type { InteractionCard } from '../../contract/cards.ts'
import { at, card, idOf, ines, view } from '../testing/samples.ts'
import { type Sorted, sortAgain, sorted } from './sorted.ts'

const tom = idOf<typeof ines>('tom')
const offer = (agentId: typeof ines) => ({ id: idOf<never>('offer'), agentIds: [agentId], expiresAt: at(20) })
const one = (name: string, change: Partial<InteractionCard>): InteractionCard =>
  card({ id: idOf(name), ...change }, { id: idOf(`talk ${name}`) })

const held = one('held', { state: 'active', agentId: ines })
const waiting = one('waiting', { state: 'waiting', agentId: null })
const toMe = one('to me', { state: 'offered', agentId: null, offer: offer(ines) })
const toTom = one('to tom', { state: 'offered', agentId: null, offer: offer(tom) })
const toms = one('toms', { state: 'wrapping_up', agentId: tom })
const all = [held, waiting, toMe, toTom, toms]
const now = { ...view(1), interactions: Object.fromEntries(all.map((each) => [each.id, each])) }

test('each interaction is where screens look for it', () => {
  const { mine, offeredToMe, waiting: queue, ofConversation, wrappingUp } = sorted(now)
  expect(mine).toEqual([held])
  expect(offeredToMe).toEqual([toMe])
  expect(queue).toEqual([waiting, toMe, toTom])
  expect([...wrappingUp]).toEqual([tom])
  for (const each of all) expect(ofConversation(each.conversation.id)).toBe(each)
})

test('of two in one conversation mine is the one that is shown', () => {
  const theirs = one('theirs', { state: 'active', agentId: tom })
  const mine = { ...held, conversation: theirs.conversation }
  for (const order of [
    [theirs, mine],
    [mine, theirs],
  ])
    expect(
      sorted({ ...now, interactions: Object.fromEntries(order.map((each) => [each.id, each])) }).ofConversation(
        theirs.conversation.id,
      ),
    ).toBe(mine)
})

test('one pass serves all who ask, until the interactions change or somebody else is asked for', () => {
  expect(sorted({ ...now, seq: 7 } as typeof now)).toBe(sorted(now))
  expect(sorted({ ...now, me: { ...now.me, agentId: tom } }).mine).toEqual([toms])
  expect(sorted({ ...now, interactions: { ...now.interactions } })).not.toBe(sorted(now))
})

test('what changes is sorted again as it would be from the beginning', () => {
  const changes: InteractionCard[] = [
    { ...held, state: 'wrapping_up' },
    { ...waiting, state: 'offered', offer: offer(ines) },
    { ...toMe, state: 'active', agentId: ines, offer: null },
    { ...toms, agentId: ines },
    one('new', { state: 'waiting', agentId: null }),
    { ...toTom, conversation: held.conversation },
  ]
  let before = now
  sorted(before)
  for (const change of [...changes, ...changes.map(({ id }) => id)]) {
    const id = typeof change === 'string' ? change : change.id
    const { [id]: _was, ...others } = before.interactions
    const after = {
      ...before,
      interactions: typeof change === 'string' ? others : { ...before.interactions, [id]: change },
    }
    sortAgain(before.interactions, after.interactions, [id])
    const kept = sorted(after)
    // Nothing is known of a copy: it is sorted from the beginning.
    const fresh = sorted({ ...after, interactions: { ...after.interactions } })
    for (const list of ['mine', 'offeredToMe', 'waiting'] as const)
      expect(names(kept[list]), `${list} after ${id}`).toEqual(names(fresh[list]))
    expect([...kept.wrappingUp].toSorted()).toEqual([...fresh.wrappingUp].toSorted())
    for (const { conversation } of all) expect(shown(kept, conversation.id)).toBe(shown(fresh, conversation.id))
    before = after
  }
  expect(sorted(before).waiting).toEqual([])
})

const names = (cards: readonly InteractionCard[]) => cards.map(({ id }) => id).toSorted()
const shown = ({ ofConversation }: Sorted, id: string) => ofConversation(id)?.id
