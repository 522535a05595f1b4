import { expect, test } from 'vitest'
import type { DispositionId } from '../../../../contract/ids.ts'
import type { Disposition } from '../../../../contract/operations/dispositions.ts'
import { idOf } from '../../../testing/samples.ts'
import { columnsOf, found, isLeaf, nameOf, pathTo } from './tree.ts'

const id = (name: string) => idOf<DispositionId>(name)
const one = (name: string, parent: string | null): Disposition => ({
  id: id(name),
  parentId: parent === null ? null : id(parent),
  name,
  kinds: ['whatsapp'],
  doNotContact: false,
  everywhere: false,
  active: true,
  version: 1,
  position: 0,
})
const all = [
  one('Delivery', null),
  one('No answer', null),
  one('Late', 'Delivery'),
  one('Explained', 'Late'),
  one('Entrega às 9', 'Late'),
]
const names = (column: readonly Disposition[]) => column.map((each) => each.name)

test('columns open as one goes down', () => {
  expect(columnsOf(all, []).map(names)).toEqual([['Delivery', 'No answer']])
  expect(columnsOf(all, [id('Delivery'), id('Late')]).map(names)).toEqual([
    ['Delivery', 'No answer'],
    ['Late'],
    ['Explained', 'Entrega às 9'],
  ])
})
test('a short branch ends where it ends', () => {
  expect(columnsOf(all, [id('No answer')])).toHaveLength(1)
  expect(isLeaf(all, id('No answer'))).toBe(true)
  expect(isLeaf(all, id('Late'))).toBe(false)
})
test('a path is known by its end', () => {
  expect(pathTo(all, id('Explained'))).toEqual([id('Delivery'), id('Late'), id('Explained')])
  expect(nameOf(all, id('Explained'))).toBe('Delivery › Late › Explained')
  expect(pathTo(all, id('gone'))).toEqual([])
})
test('typing finds ends by any of their levels, without accents', () => {
  expect(names(found(all, 'late expl'))).toEqual(['Explained'])
  expect(names(found(all, 'entrega as'))).toEqual(['Entrega às 9'])
  expect(found(all, ' ')).toEqual([])
})
