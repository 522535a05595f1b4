import { expect, test } from 'vitest'
import type { AgentId, Instant, SkillId } from '../../../contract/ids.ts'
import { nobodyPreferred } from './interaction.ts'
import { type PreferredRule, preferenceAt, preferredFor } from './preferred.ts'
import { belonging, lacking } from './skills.ts'

const [spanish, invoices] = ['spanish', 'invoices'] as unknown as [SkillId, SkillId]
type Levels = { spanish?: number; invoices?: number }
const person = (levels: Levels, active = true) => ({
  id: 'ana' as AgentId,
  active,
  levels: new Map(Object.entries(levels) as [SkillId, number][]),
})
const ask = (skillId: SkillId, best = 1, worst = 20) => ({ skillId, best, worst })
const both = [ask(spanish, 2, 5), ask(invoices)]

test.each<[string, Levels, boolean, boolean, string]>([
  ['both, named', { spanish: 2, invoices: 20 }, true, false, 'named able 20'],
  ['both, not named, where names are asked for', { spanish: 2, invoices: 20 }, false, false, 'no'],
  ['both, not named, where skills are enough', { spanish: 5, invoices: 1 }, false, true, 'skilled able 5'],
  ['both, and named', { spanish: 5, invoices: 1 }, true, true, 'named skilled able 5'],
  ['too good', { spanish: 1, invoices: 1 }, true, true, 'named'],
  ['not good enough', { spanish: 6, invoices: 1 }, false, true, 'no'],
  ['one of two', { spanish: 3 }, true, true, 'named'],
])('%s', (_, levels, named, joinsBySkill, then) => {
  const found = belonging({ skills: both, joinsBySkill }, person(levels), named)
  const words = found && [found.named && 'named', found.skilled && 'skilled', found.able && 'able', found.skillLevel]
  expect(words ? words.filter(Boolean).join(' ') : 'no').toBe(then)
})

test('a queue that asks for nothing takes who is named, whatever they can do, at the level named', () => {
  const nothing = { skills: [], joinsBySkill: true }
  expect(belonging(nothing, person({}), true)).toEqual({ named: true, skilled: false, able: true, skillLevel: null })
  expect(belonging(nothing, person({ spanish: 1 }), false)).toBe(null)
})

test('who is here no longer joins nothing by their skills', () =>
  expect(belonging({ skills: [ask(spanish)], joinsBySkill: true }, person({ spanish: 1 }, false), false)).toBe(null))

test('what nobody has is named; where each is had by somebody and nobody has all, all of it', () => {
  const linguist = person({ spanish: 3 })
  const clerk = person({ invoices: 3 })
  expect(lacking(both, [linguist])).toEqual([invoices])
  expect(lacking(both, [linguist, clerk])).toEqual([spanish, invoices])
  expect(lacking(both, [person({ spanish: 3, invoices: 3 })])).toEqual([])
  expect(lacking(both, [person({ spanish: 3, invoices: 3 }, false)])).toEqual([spanish, invoices])
})

const at = (minutes: number) => (1_000_000 + minutes * 60_000) as Instant
const [ben, carla] = ['ben', 'carla'] as AgentId[]
const rule = (given: Partial<PreferredRule> = {}): PreferredRule => ({
  strategy: 'longest_idle',
  preferredBy: 'interaction',
  preferredWaitMinutes: 5,
  ...given,
})
const held = { ofConversation: ben!, ofContact: carla! }

test.each<[string, Partial<PreferredRule>, string]>([
  ['by interaction', {}, 'ben 5'],
  ['by contact', { preferredBy: 'contact' }, 'carla 5'],
  ['if they are free', { preferredWaitMinutes: null }, 'ben'],
  ['a day', { preferredWaitMinutes: 1440 }, 'ben 1440'],
  ['off', { preferredBy: 'off' }, 'nobody'],
  ['where agents take from the list', { strategy: 'pick_from_list' }, 'nobody'],
])('preferred %s (R-057)', (_, given, then) => {
  const { preferredAgentId, preferredUntil } = preferredFor(rule(given), held, at(0))
  const minutes = preferredUntil === null ? [] : [(preferredUntil - at(0)) / 60_000]
  expect(preferredAgentId === null ? 'nobody' : [preferredAgentId, ...minutes].join(' ')).toBe(then)
})

test('without history nobody is preferred', () =>
  expect(preferredFor(rule(), { ofConversation: null, ofContact: null }, at(0))).toEqual(nobodyPreferred))

test('it waits for them alone until the minute is over, and never for one who is gone (R-058)', () => {
  const waits = preferredFor(rule(), held, at(0))
  expect(preferenceAt(waits, true, (at(5) - 1) as Instant)).toEqual({ agentId: ben, alone: true })
  expect(preferenceAt(waits, true, at(5))).toBe(undefined)
  expect(preferenceAt(waits, false, at(0))).toBe(undefined)
  const first = preferredFor(rule({ preferredWaitMinutes: null }), held, at(0))
  expect(preferenceAt(first, true, at(99))).toEqual({ agentId: ben, alone: false })
})
