import { expect, test } from 'vitest'
import type { AgentId, ConversationId } from '../contract/ids.ts'
import type { Doing } from '../contract/stream.ts'
import { createWhereabouts } from './whereabouts.ts'

const TYPING_MS = 6_000

const [ana, ben] = ['ana', 'ben'] as unknown as [AgentId, AgentId]
const [here, there] = ['here', 'there'] as unknown as [ConversationId, ConversationId]

/** Two tabs of Ana and one of Ben. */
function office() {
  const whereabouts = createWhereabouts<string>(TYPING_MS)
  const enter = (tab: string, agentId: AgentId, conversationId: ConversationId, doing: Doing, now = 0) =>
    whereabouts.enter(tab, { agentId, conversationId, doing, now })
  return { whereabouts, enter }
}

test('a change is announced once: keeping on typing is no news', () => {
  const { enter } = office()
  expect(enter('a1', ana, here, 'reading')).toEqual([here])
  expect(enter('a1', ana, here, 'typing_reply', 100)).toEqual([here])
  expect(enter('a1', ana, here, 'typing_reply', 200)).toEqual([])
})

test('going elsewhere shows in both places', () => {
  const { enter, whereabouts } = office()
  enter('a1', ana, here, 'reading')
  expect(enter('a1', ana, there, 'reading')).toEqual([here, there])
  expect(whereabouts.here(here)).toEqual([])
  expect(whereabouts.where('a1')).toBe(there)
})

test('an agent with two tabs is there once, as the more active of them', () => {
  const { enter, whereabouts } = office()
  enter('a1', ana, here, 'reading')
  enter('a2', ana, here, 'typing_note')
  enter('b1', ben, here, 'reading')
  expect(whereabouts.here(here)).toEqual([
    { agentId: ana, doing: 'typing_note' },
    { agentId: ben, doing: 'reading' },
  ])
  expect(whereabouts.leave('a1')).toEqual([])
  expect(whereabouts.leave('a2')).toEqual([here])
})

test('typing is over by itself when it is not renewed', () => {
  const { enter, whereabouts } = office()
  enter('a1', ana, here, 'typing_reply', 0)
  enter('b1', ben, here, 'typing_reply', 5_000)
  expect(whereabouts.expire(TYPING_MS - 1)).toEqual([])
  expect(whereabouts.expire(TYPING_MS)).toEqual([here])
  expect(whereabouts.here(here)).toEqual([
    { agentId: ana, doing: 'reading' },
    { agentId: ben, doing: 'typing_reply' },
  ])
})

test('nothing is kept of a tab that has left', () => {
  const { enter, whereabouts } = office()
  enter('a1', ana, here, 'reading')
  whereabouts.leave('a1')
  expect([...whereabouts.tabsIn(here)]).toEqual([])
  expect(whereabouts.leave('a1')).toEqual([])
})
