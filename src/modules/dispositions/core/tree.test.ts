import { expect, test } from 'vitest'
import type { ChannelKind } from '../../../contract/cards.ts'
import type { DispositionId } from '../../../contract/ids.ts'
import type { Disposition } from '../../../contract/operations/dispositions.ts'
import { branch, checkPlace, choosable, offered } from './tree.ts'

const id = (name: string) => name as DispositionId

/** `path` names the levels above: 'damaged/leg/fitter'. */
function code(path: string, overrides: Partial<Disposition> = {}): Disposition {
  const names = path.split('/')
  const name = names.at(-1)!
  const parentId = names.length > 1 ? id(names.at(-2)!) : null
  const kinds: ChannelKind[] = ['whatsapp', 'sms']
  return {
    id: id(name),
    parentId,
    name,
    kinds,
    doNotContact: false,
    everywhere: false,
    active: true,
    position: 0,
    version: 1,
    ...overrides,
  }
}
const all = [
  code('damaged', { position: 2 }),
  code('damaged/leg'),
  code('damaged/leg/fitter'),
  code('damaged/leg/refund', { kinds: ['sms'] }),
  code('sold', { position: 1 }),
  code('spam', { position: 3, active: false }),
]
const plan = (...names: string[]) => ({ dispositionIds: names.map(id) })
const names = (dispositions: readonly Disposition[]) => dispositions.map(({ name }) => name).join(' ')

test('without a plan all codes in use of the channel’s kind may be chosen, in their places', () => {
  expect(names(choosable(all, null, 'whatsapp'))).toBe('fitter leg sold damaged')
  expect(names(choosable(all, null, 'sms'))).toBe('fitter leg refund sold damaged')
})

test('with a plan only its codes, and of them only those for this kind (R-096)', () => {
  expect(names(choosable(all, plan('sold', 'refund'), 'whatsapp'))).toBe('sold')
  expect(names(choosable(all, plan('sold', 'refund'), 'sms'))).toBe('refund sold')
  expect(names(choosable(all, plan(), 'sms'))).toBe('')
  expect(names(choosable(all, plan('gone'), 'sms'))).toBe('')
})

test('what is offered everywhere stands beside the codes of any plan, on the channels it is for (R-097)', () => {
  const shared = all.map((one) => (['refund', 'spam'].includes(one.name) ? { ...one, everywhere: true } : one))
  expect(names(choosable(shared, plan('sold'), 'sms'))).toBe('refund sold')
  expect(names(offered(shared, plan('sold'), 'sms'))).toBe('leg refund sold damaged')
  expect(names(choosable(shared, plan('sold'), 'whatsapp'))).toBe('sold')
  expect(names(choosable(shared, plan(), 'sms'))).toBe('refund')
})

test('the levels above a code are shown, even where they cannot be chosen themselves', () => {
  expect(names(offered(all, plan('fitter'), 'whatsapp'))).toBe('fitter leg damaged')
  const above = all.map((one) => (one.name === 'damaged' ? { ...one, kinds: ['sms' as const] } : one))
  expect(names(offered(above, plan('fitter'), 'whatsapp'))).toBe('fitter leg damaged')
  expect(names(choosable(above, plan('fitter'), 'whatsapp'))).toBe('fitter')
})

test('a retired code is not offered, nor is anything below it', () => {
  expect(names(offered(all, plan('spam', 'sold'), 'sms'))).toBe('sold')
  const retired = all.map((one) => (one.name === 'damaged' ? { ...one, active: false } : one))
  expect(names(offered(retired, null, 'sms'))).toBe('sold')
})

/** The only place that calls the API. */
function check(place: { id?: string; under?: string; name?: string }, then: string, dispositions = all) {
  const { id: moved, under, name = 'new' } = place
  const result = checkPlace(dispositions, { id: moved ? id(moved) : null, parentId: under ? id(under) : null, name })
  expect(result.ok ? 'ok' : result.refusal).toBe(then)
}

test('three levels and no more (R-097)', () => {
  check({}, 'ok')
  check({ under: 'damaged' }, 'ok')
  check({ under: 'leg' }, 'ok')
  check({ under: 'fitter' }, 'invalid_input')
})

test('a code moves with everything below it', () => {
  check({ id: 'leg', under: 'sold', name: 'leg' }, 'ok')
  check({ id: 'damaged', under: 'sold', name: 'damaged' }, 'invalid_input')
  check({ id: 'sold', under: 'leg', name: 'sold' }, 'ok')
})

test('no code lies below itself', () => {
  check({ id: 'damaged', under: 'damaged', name: 'damaged' }, 'invalid_input')
  check({ id: 'damaged', under: 'leg', name: 'damaged' }, 'invalid_input')
  check({ id: 'leg', under: 'fitter', name: 'leg' }, 'invalid_input')
})

test('a parent must exist', () => {
  check({ under: 'gone' }, 'not_found')
})

test('neighbours have different names; elsewhere the same name is fine', () => {
  check({ name: 'SOLD' }, 'name_taken')
  check({ id: 'sold', name: 'Sold' }, 'ok')
  check({ under: 'damaged', name: 'sold' }, 'ok')
})

test('removing a level removes what is below it (R-097)', () => {
  expect(branch(all, id('damaged')).join(' ')).toBe('damaged leg fitter refund')
  expect(branch(all, id('fitter')).join(' ')).toBe('fitter')
  expect(branch(all, id('gone'))).toEqual([])
})
