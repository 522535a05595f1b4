import { expect, test } from 'vitest'
import type { AgentId, QueueId } from '../../../../contract/ids.ts'
import { choosable, membershipPlan, namedIn } from './membership-plan.ts'

const [ana, ben, davi] = ['ana', 'ben', 'davi'] as const as readonly string[] as readonly [AgentId, AgentId, AgentId]
const queue = (name: string, ...agentIds: AgentId[]) => ({
  id: name as QueueId,
  name,
  members: agentIds.map((agentId) => ({ agentId })),
})
const orders = queue('Orders', ana)
const returns = queue('Returns', ana, ben)
const people = [ana, ben, davi].map((id) => ({ id }))

test('two queues and three people are six memberships, less those that are there', () => {
  expect(membershipPlan([orders, returns], [ana, ben, davi], 'add')).toEqual({
    pairs: 6,
    changes: 3,
    emptied: [],
    isTooMany: false,
  })
})

test('removing ends those that are there, and says which queues nobody is left in', () => {
  const { changes, emptied } = membershipPlan([orders, returns], [ana, davi], 'remove')
  expect(changes).toBe(2)
  expect(emptied).toEqual(['Orders'])
  expect(membershipPlan([queue('New')], [ana], 'remove').emptied).toEqual([])
})

test('who is in all of them already is not offered to be added; to be removed, everybody who is in one', () => {
  expect(choosable(people, [orders, returns], 'add').map(({ id }) => id)).toEqual([ben, davi])
  expect(choosable(people, [orders, returns], 'remove').map(({ id }) => id)).toEqual([ana, ben])
  expect(choosable(people, [], 'add')).toHaveLength(3)
  expect(choosable(people, [], 'remove')).toEqual([])
  expect(namedIn([orders, returns]).get(ana)).toBe(2)
})

test('more than a call takes is said before it is made', () => {
  const many = Array.from({ length: 1001 }, (_, n) => `a${n}` as AgentId)
  expect(membershipPlan([orders], many, 'add').isTooMany).toBe(true)
  expect(membershipPlan([orders], many.slice(1), 'add').isTooMany).toBe(false)
})
