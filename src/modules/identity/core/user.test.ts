import { expect, test } from 'vitest'
import type { AgentId } from '../../../contract/ids.ts'
import { checkUser, type Member, type UserInput } from './user.ts'

const ana: Member = { id: 'ana' as AgentId, role: 'administrator', active: true, version: 3 }
const asShe: UserInput = {
  id: ana.id,
  version: 3,
  name: 'Ana Ribeiro',
  email: 'ana@example.com',
  role: 'administrator',
  active: true,
  capacity: null,
  readyRule: null,
  acceptSeconds: null,
  denied: [],
  queueIds: [],
  password: null,
}

type Case = { change: Partial<UserInput>; stored?: Member | null; others?: number }

/** The only place that calls the API. */
function check({ change, stored = ana, others = 0 }: Case, then: string) {
  const result = checkUser({ ...asShe, ...change }, stored, others)
  expect(result.ok ? 'fine' : [result.refusal, result.detail].filter(Boolean).join(' ')).toBe(then)
}

test('somebody is always left who can administer', () => {
  check({ change: {} }, 'fine')
  check({ change: { role: 'supervisor' } }, 'last_administrator')
  check({ change: { active: false } }, 'last_administrator')
  check({ change: { role: 'supervisor' }, others: 1 }, 'fine')
  check({ change: { active: false }, others: 1 }, 'fine')
  check({ change: { role: 'agent' }, stored: { ...ana, active: false } }, 'fine')
  check({ change: { active: false }, stored: { ...ana, role: 'agent' } }, 'fine')
})

test('a change made meanwhile is never overwritten', () => {
  check({ change: { version: 2 } }, 'changed_by_someone_else')
  check({ change: { version: 4 } }, 'changed_by_someone_else')
})

test('a password comes with a new person, and with nobody else', () => {
  check({ change: { password: 'harbour-lantern-42' }, stored: null }, 'fine')
  check({ change: {}, stored: null }, 'invalid_input password')
  check({ change: { password: 'harbour-lantern-42' } }, 'invalid_input password')
})

test('only what can be given back without asking a developer can be taken', () => {
  check({ change: { denied: ['offers.reject', 'interactions.start'] } }, 'fine')
  check({ change: { denied: ['users.manage'] } }, 'invalid_input denied')
})
