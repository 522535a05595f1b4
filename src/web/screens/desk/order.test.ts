import { describe, expect, test } from 'vitest'
import type { InteractionCard } from '../../../contract/cards.ts'
import { at, card, idOf, ines, view } from '../../testing/samples.ts'
import { cardsOf, fits, held, inOrder } from './order.ts'

const named = (name: string, change: Partial<InteractionCard>) => card({ id: idOf(name), ...change })

describe('tabs', () => {
  const active = named('active', {})
  const wrapping = named('wrapping', { state: 'wrapping_up' })
  const waiting = named('waiting', { state: 'waiting', agentId: null })
  const toMe = named('to me', {
    state: 'offered',
    agentId: null,
    offer: { id: idOf('o1'), agentIds: [ines], expiresAt: at(20) },
  })
  const toTom = named('to tom', {
    state: 'offered',
    agentId: null,
    offer: { id: idOf('o2'), agentIds: [idOf('tom')], expiresAt: at(20) },
  })
  const toms = named('toms', { agentId: idOf('tom') })
  const all = view(1, [active, wrapping, waiting, toMe, toTom, toms])

  test('offers are those to me', () => expect(cardsOf(all, 'offers')).toEqual([toMe]))
  test('mine are those I hold, in wrap-up too', () => expect(cardsOf(all, 'mine')).toEqual([active, wrapping]))
  test('the queue is what nobody holds yet', () => expect(cardsOf(all, 'queue')).toEqual([waiting, toMe, toTom]))
})

describe('order', () => {
  const first = named('b', { createdAt: at(0), acceptedAt: at(90), awaitingReplySince: at(80) })
  const second = named('a', { createdAt: at(10), acceptedAt: at(20), awaitingReplySince: null })
  const third = named('c', { createdAt: at(10), acceptedAt: at(30), awaitingReplySince: at(15) })
  const cards = [third, second, first]
  test('as received, oldest on top; the same moment by id', () =>
    expect(inOrder(cards, 'mine', 'received')).toEqual([first, second, third]))
  test('longest wait first, answered last', () =>
    expect(inOrder(cards, 'mine', 'longest_wait')).toEqual([third, first, second]))
  test('as accepted', () => expect(inOrder(cards, 'mine', 'accepted')).toEqual([second, third, first]))
})

describe('search', () => {
  const jose = card({}, { contact: { ...card().conversation.contact, name: 'José Prado' } })
  test.each(['jose', 'PRADO', '#48213', '7700 900 174', 'orders', 'reclamation'])('%s finds José', (text) =>
    expect(fits(jose, ['Velmora Orders', 'Réclamation'], text)).toBe(true),
  )
  test('what does not fit is not shown', () =>
    expect(fits(jose, ['Velmora Orders', 'Réclamation'], 'helena')).toBe(false))
  test('a digit alone does not match every number', () =>
    expect(fits(jose, ['Velmora Orders', 'Réclamation'], '7')).toBe(false))
})

describe('nothing moves under the hand', () => {
  test('order stays, new ones wait', () =>
    expect(held(['a', 'b'], ['c', 'b', 'a'], null)).toEqual({ ids: ['a', 'b'], waiting: 1 }))
  test('what is gone leaves', () => expect(held(['a', 'b'], ['b'], null)).toEqual({ ids: ['b'], waiting: 0 }))
  test('a list with nothing left in it shows what comes', () => {
    expect(held([], ['b', 'a'], null)).toEqual({ ids: ['b', 'a'], waiting: 0 })
    expect(held(['c'], ['b', 'a'], null)).toEqual({ ids: ['b', 'a'], waiting: 0 })
  })
  test('the open one is shown at once', () =>
    expect(held(['a'], ['b', 'c', 'a'], 'c')).toEqual({ ids: ['a', 'c'], waiting: 1 }))
})
