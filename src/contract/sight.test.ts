import { expect, test } from 'vitest'
import type { ChannelId, QueueId, TagId } from './ids.ts'
import type { Role } from './permissions.ts'
import { hiddenFrom, isHidden, mayGive, noTagging, type Tagging, type TagRules } from './sight.ts'

const [north, south] = ['north', 'south'] as unknown as [TagId, TagId]
const [whatsapp, sales] = ['whatsapp' as ChannelId, 'sales' as QueueId]
const rules: TagRules = { filter: false, assign: false, block: false }
const tagging = (agent: Partial<TagRules>): Tagging => ({
  active: true,
  roles: { ...noTagging.roles, agent: { ...rules, ...agent } },
})
const person = (role: Role, ...tagIds: TagId[]) => ({ role, tagIds })
const plain = { channelTagIds: [], queueTagIds: [] }

test('where the role says so, work is given only to who shares a tag with the giver, or has none (R-115)', () => {
  const gives = (to: TagId[], giver = person('agent', north), rule: Partial<TagRules> = { assign: true }) =>
    mayGive(tagging(rule), giver, { tagIds: to }, plain)
  expect(gives([north])).toBe(true)
  expect(gives([south, north])).toBe(true)
  expect(gives([])).toBe(true)
  expect(gives([south])).toBe(false)
  expect(gives([south], person('agent'))).toBe(false)
  expect(gives([south], person('agent', north), {}), 'its role says nothing').toBe(true)
  expect(gives([south], person('supervisor', north)), 'another role').toBe(true)
  expect(gives([south], person('administrator', north))).toBe(true)
  expect(
    mayGive({ ...tagging({ assign: true }), active: false }, person('agent', north), { tagIds: [south] }, plain),
  ).toBe(true)
})

test('where the role says so, work is given only to who shares a tag with its channel and with its queue (R-115)', () => {
  const gives = (channelTagIds: TagId[], queueTagIds: TagId[], rule: Partial<TagRules> = { block: true }) =>
    mayGive(tagging(rule), person('agent', south), { tagIds: [north] }, { channelTagIds, queueTagIds })
  expect(gives([], [])).toBe(true)
  expect(gives([north], [south, north])).toBe(true)
  expect(gives([south], [])).toBe(false)
  expect(gives([], [south])).toBe(false)
  expect(gives([south], [south], {}), 'its role says nothing').toBe(true)
  expect(gives([north], [north], { block: true, assign: true }), 'both rules are asked').toBe(false)
})

test('what is in a channel or a queue without a shared tag is hidden; an interaction by either of them', () => {
  const things = {
    channels: [{ id: whatsapp, tagIds: [south] }],
    queues: [{ id: sales, tagIds: [north, south] }],
  }
  const hides = (tagIds: TagId[], rule: Partial<TagRules> = { filter: true }) =>
    hiddenFrom(tagging(rule), person('agent', ...tagIds), things)
  expect(hides([north])).toEqual({ channelIds: [whatsapp], queueIds: [] })
  expect(hides([south])).toBeNull()
  expect(hides([])).toEqual({ channelIds: [whatsapp], queueIds: [sales] })
  expect(hides([], {})).toBeNull()
  const place = { channelId: whatsapp, queueId: sales }
  expect(isHidden(hides([north]), place)).toBe(true)
  expect(isHidden(hides([north]), { ...place, channelId: null })).toBe(false)
  expect(isHidden({ channelIds: [], queueIds: [sales] }, place)).toBe(true)
  expect(isHidden({ channelIds: [], queueIds: [sales] }, { ...place, queueId: null })).toBe(false)
  expect(isHidden(null, place)).toBe(false)
})
