import { describe, expect, test } from 'vitest'
import { changedFields, onTopOf } from './changes.ts'

const saved = {
  name: 'Orders',
  capacity: 5,
  memberIds: ['ines', 'tom'],
  connection: { version: 'v23.0', appId: '7' },
  optIn: { templateId: 'a', fill: { body: [{ key: '1', value: 'x' }] } } as object | null,
}

describe('what has changed', () => {
  test('nothing, when the same values are other objects', () =>
    expect(changedFields(saved, structuredClone(saved), ['optIn'])).toEqual([]))
  test('fields of a group are counted one by one, lists and wholes as one', () => {
    const after = {
      ...saved,
      memberIds: ['tom', 'ines'],
      connection: { version: 'v24.0', appId: '8' },
      optIn: { templateId: 'b', fill: { body: [] } },
    }
    expect(changedFields(saved, after, ['optIn'])).toEqual([
      'memberIds',
      'connection.version',
      'connection.appId',
      'optIn',
    ])
  })
  test('something that was not there before is one change', () => {
    expect(changedFields({ ...saved, optIn: null }, saved)).toEqual(['optIn'])
    expect(changedFields(saved, { ...saved, optIn: null })).toEqual(['optIn'])
  })
})

test('my changes go on top of theirs, and theirs stay where I changed nothing', () => {
  const mine = { ...saved, name: 'Orders UK', connection: { ...saved.connection, appId: '9' } }
  const theirs = { ...saved, capacity: 8, connection: { version: 'v24.0', appId: '7' } }
  expect(onTopOf(theirs, mine, changedFields(saved, mine))).toEqual({
    ...saved,
    name: 'Orders UK',
    capacity: 8,
    connection: { version: 'v24.0', appId: '9' },
  })
  expect(theirs.connection.appId).toBe('7')
})
