import { expect, test } from 'vitest'
import type { AgentId, ChannelId, QueueId, TagId } from '../../../../contract/ids.ts'
import { noTagging } from '../../../../contract/sight.ts'
import { admin } from '../../../i18n/admin.ts'
import { tags as words } from '../../../i18n/tags.ts'
import { newTag, ruleValues, seesLess, taggingOf, tagPlaces, tagProblems } from './tag-values.ts'

const north = 'north' as TagId
const wrong = (title: string) => tagProblems({ ...newTag, title }, words.en, admin.en.tooLong).map(({ path }) => path)

test.each([
  ['', ['title']],
  ['   ', ['title']],
  ['Refund', []],
  ['x'.repeat(30), []],
  ['x'.repeat(31), ['title']],
])('a tag called “%s”', (title, places) => expect(wrong(title)).toEqual(places))

test('a title that is taken is said at the title, anything else above the form', () => {
  expect(tagPlaces({ refusal: 'name_taken' })).toEqual(['title'])
  expect(tagPlaces({ refusal: 'changed_by_someone_else' })).toEqual([])
})

test('what tags mean comes out of the form as it went in', () => {
  const rules = { filter: true, assign: false, block: true }
  const tagging = { active: true, roles: { agent: rules, supervisor: { ...rules, filter: false } } }
  expect(taggingOf(ruleValues(tagging))).toEqual(tagging)
})

test('before it is saved the form says from whom something would be hidden, and what', () => {
  const person = (name: string, role: 'agent' | 'supervisor' | 'administrator', tagIds: TagId[] = []) => ({
    id: name as AgentId,
    name,
    role,
    tagIds,
  })
  const people = [
    person('Ana', 'agent', [north]),
    person('Ben', 'agent'),
    person('Sofia', 'supervisor'),
    person('Mara', 'administrator'),
  ]
  const things = {
    channels: [{ id: 'c1' as ChannelId, name: 'Oslo', tagIds: [north] }],
    queues: [{ id: 'q1' as QueueId, name: 'Orders', tagIds: [] }],
  }
  const on = { ...noTagging, active: true }
  expect(seesLess(noTagging, people, things)).toEqual([])
  expect(seesLess(on, people, things)).toEqual([
    { id: 'Ben', name: 'Ben', hidden: [{ kind: 'channel', name: 'Oslo' }] },
  ])
  expect(seesLess(on, people, { ...things, channels: [] })).toEqual([])
  const strict = { ...on, roles: { ...on.roles, supervisor: { ...on.roles.agent } } }
  expect(seesLess(strict, people, things).map(({ name }) => name)).toEqual(['Ben', 'Sofia'])
})
