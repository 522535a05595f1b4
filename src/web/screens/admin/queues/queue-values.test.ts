import { expect, test } from 'vitest'
import type { AgentId } from '../../../../contract/ids.ts'
import { admin } from '../../../i18n/admin.ts'
import {
  type MemberValues,
  newMember,
  newQueue,
  type QueueValues,
  queueInput,
  queueProblems,
  rankShown,
} from './queue-values.ts'

const member = (given: Partial<MemberValues>) => ({ ...newMember('ines' as AgentId), ...given })
const wrong = (change: Partial<QueueValues>) =>
  queueProblems({ ...newQueue, name: 'Orders', ...change }, admin.en).map(({ path }) => path)

test.each<[string, Partial<QueueValues>, string[]]>([
  ['a name is enough', {}, []],
  ['one letter', { name: 'O' }, ['name']],
  ['31 letters', { name: 'x'.repeat(31) }, ['name']],
  ['14 seconds to accept', { acceptSeconds: 14 }, ['acceptSeconds']],
  ['61 seconds to accept', { acceptSeconds: 61 }, ['acceptSeconds']],
  ['back at once', { returnSeconds: 0 }, ['returnSeconds']],
  ['back when they say so', { returnSeconds: null }, []],
  ['no wrap-up', { wrapUpSeconds: 0 }, []],
  ['an empty wrap-up', { wrapUpSeconds: '' }, ['wrapUpSeconds']],
  ['the best and the worst level', { members: [member({ level: 1 }), member({ level: 20 })] }, []],
  ['no level', { members: [member({ level: '' })] }, ['members']],
  ['level 21', { members: [member({ level: 21 })] }, ['members']],
  ['a penalty of 101', { members: [member({ penalty: 101 })] }, ['members']],
])('%s', (_, change, paths) => expect(wrong(change)).toEqual(paths))

test('what is typed is sent as numbers', () =>
  expect(queueInput({ ...newQueue, returnSeconds: 30 }, null, 0)).toMatchObject({
    id: null,
    returnSeconds: 30,
    acceptSeconds: 30,
  }))

test('what is wrong stays in sight, also when another strategy is chosen', () => {
  const shown = (change: Partial<QueueValues>) => rankShown({ ...newQueue, ...change })
  expect(shown({})).toBe(null)
  expect(shown({ strategy: 'proficiency' })).toBe('level')
  expect(shown({ strategy: 'weighted_random' })).toBe('penalty')
  expect(shown({ strategy: 'round_robin', members: [member({ level: 21 })] })).toBe('level')
  expect(shown({ strategy: 'proficiency', members: [member({ penalty: '' })] })).toBe('penalty')
})
