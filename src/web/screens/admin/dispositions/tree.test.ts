import { expect, test } from 'vitest'
import type { DispositionId } from '../../../../contract/ids.ts'
import type { Disposition } from '../../../../contract/operations/dispositions.ts'
import { idOf } from '../../../testing/samples.ts'
import { linesOf, moved, possibleParents, wayTo } from './tree.ts'

const id = (name: string) => idOf<DispositionId>(name)
const one = (name: string, parent: string | null, position: number): Disposition => ({
  id: id(name),
  parentId: parent === null ? null : id(parent),
  name,
  kinds: ['whatsapp'],
  doNotContact: false,
  everywhere: false,
  active: true,
  version: 1,
  position,
})
const all = [
  one('late', 'delivery', 1),
  one('delivery', null, 1),
  one('order', null, 0),
  one('damaged', 'delivery', 0),
  one('legs', 'damaged', 0),
]
const drawn = (folded: string[] = []) =>
  linesOf(all, new Set(folded.map(id))).map(({ disposition, level }) => `${level} ${disposition.name}`)

test('the tree is drawn from top to bottom in the order of its places', () =>
  expect(drawn()).toEqual(['1 order', '1 delivery', '2 damaged', '3 legs', '2 late']))
test('what is folded hides what is below it, and counts it', () => {
  expect(drawn(['delivery'])).toEqual(['1 order', '1 delivery'])
  expect(linesOf(all, new Set([id('delivery')]))[1]).toMatchObject({ below: 3, children: true, place: 2, of: 2 })
})
test('moving one saves only what gets another place', () => {
  expect(moved(all, id('late'), -1).map(({ name, position }) => `${name} ${position}`)).toEqual(['late 0', 'damaged 1'])
  expect(moved(all, id('late'), 1)).toEqual([])
  const tied = [one('a', null, 0), one('b', null, 0), one('c', null, 0)]
  expect(moved(tied, id('a'), 1).map(({ name, position }) => `${name} ${position}`)).toEqual(['a 1', 'c 2'])
})
test('a branch is put only where its levels fit, and never below itself', () => {
  expect(possibleParents(all, id('damaged')).map(({ name }) => name)).toEqual(['order', 'delivery'])
  expect(possibleParents(all, id('delivery')).map(({ name }) => name)).toEqual([])
  expect(possibleParents(all, null).map(({ name }) => name)).toEqual(['order', 'delivery', 'damaged', 'late'])
})
test('the way to one names what is above it', () =>
  expect(wayTo(all, id('legs')).map(({ name }) => name)).toEqual(['delivery', 'damaged', 'legs']))
