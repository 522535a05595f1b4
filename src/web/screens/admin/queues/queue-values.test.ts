import { expect, test } from 'vitest'
import type { AgentId } from '../../../../contract/ids.ts'
import { admin } from '../../../i18n/admin.ts'
import {
  type MemberValues,
  newMember,
  newQueue,
  parksFirst,
  type QueueValues,
  queueInput,
  queueProblems,
  rankShown,
} from './queue-values.ts'

const member = (given: Partial<MemberValues>) => ({ ...newMember('ines' as AgentId), ...given })
const wrong = (change: Partial<QueueValues>) =>
  queueProblems({ ...newQueue, name: 'Orders', ...change }, admin.en).map(({ path }) => path)
const reminds = { remindAfterSeconds: 600, remindMost: 2, remindText: 'Are you still there?' }

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
  ['reminded after 59 seconds', { ...reminds, remindAfterSeconds: 59 }, ['remindAfterSeconds']],
  ['reminded four times', { ...reminds, remindMost: 4 }, ['remindMost']],
  ['reminded of nothing', { ...reminds, remindText: ' ' }, ['remindText']],
  ['reminded in 1,001 letters', { ...reminds, remindText: 'x'.repeat(1001) }, ['remindText']],
  ['nobody is reminded, whatever is left of it', { ...reminds, remindAfterSeconds: null, remindMost: '' }, []],
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

test('reminders are sent whole, or not at all; those the silence comes before are said to be none', () => {
  const queue = (change: Partial<QueueValues>) => ({ ...newQueue, ...reminds, ...change })
  const sent = (change: Partial<QueueValues>) => queueInput(queue(change), null, 0).reminders
  expect(sent({ remindText: ' Hello? ' })).toEqual({ afterSeconds: 600, most: 2, text: 'Hello?' })
  expect(sent({ remindAfterSeconds: null })).toBeNull()
  expect(parksFirst(queue({}))).toBe(false)
  expect(parksFirst(queue({ contactSilenceSeconds: 601 }))).toBe(false)
  expect(parksFirst(queue({ contactSilenceSeconds: 600 }))).toBe(true)
})

test('what is wrong stays in sight, also when another strategy is chosen', () => {
  const shown = (change: Partial<QueueValues>) => rankShown({ ...newQueue, ...change })
  expect(shown({})).toBe(null)
  expect(shown({ strategy: 'proficiency' })).toBe('level')
  expect(shown({ strategy: 'weighted_random' })).toBe('penalty')
  expect(shown({ strategy: 'round_robin', members: [member({ level: 21 })] })).toBe('level')
  expect(shown({ strategy: 'proficiency', members: [member({ penalty: '' })] })).toBe('penalty')
})
