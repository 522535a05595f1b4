import { expect, test } from 'vitest'
import { Change } from '../../../../contract/day.ts'
import { withChanges } from '../../../../modules/whatif/core/change.ts'
import { checkDay } from '../../../../modules/whatif/core/check.ts'
import { dayFrom, presets } from '../../../../modules/whatif/core/made-up.ts'
import { en } from '../../../i18n/whatif/en.ts'
import { es } from '../../../i18n/whatif/es.ts'
import { pt } from '../../../i18n/whatif/pt.ts'
import { clock, draftOf, kinds, toChange } from './draft.ts'
import { defaultDay, recipeOf } from './made.ts'

const languages = [en, es, pt]
const all = Object.keys(kinds) as Change['kind'][]

test('every preset is a day that can be played, in every language', () => {
  for (const words of languages)
    for (const preset of presets) {
      const day = dayFrom(recipeOf(preset, words))
      expect(checkDay(day)).toEqual({ ok: true, value: day })
    }
})

test('what the form begins with is a change that fits, whatever its kind, and is said in every language', () => {
  for (const words of languages) {
    const day = defaultDay(words)
    for (const kind of all) {
      const change = Change.parse(toChange(draftOf(kind, day)))
      expect(withChanges(day, [change]).ok, kind).toBe(true)
      const name = (id: string) => day.queues.find((queue) => queue.id === id)?.name ?? id
      const said = words.said(change, name, 'Best first', ({ from, to }) => words.fromTo(clock(from), clock(to)))
      expect(said.length, kind).toBeGreaterThan(8)
      expect(said).not.toMatch(/undefined|null|NaN|queue-\d/)
    }
  }
})

test('an empty number means none where that is allowed, and is no change where it is not', () => {
  const day = defaultDay(en)
  const typed = (kind: Change['kind']) => Change.safeParse(toChange({ ...draftOf(kind, day), number: '' })).success
  expect(all.filter((kind) => kinds[kind].number && typed(kind))).toEqual([
    'agent_capacity',
    'patience',
    'ageing',
    'most_waiting',
    'longest_wait',
  ])
})

test('what becomes of who is too many is said with it, in every language, and without a limit it is not', () => {
  for (const words of languages) {
    const day = defaultDay(words)
    const said = (what: Partial<ReturnType<typeof draftOf>>) => {
      const change = Change.parse(toChange({ ...draftOf('most_waiting', day), queueId: 'queue-1', ...what }))
      return words.said(
        change,
        (id) => day.queues.find((queue) => queue.id === id)?.name ?? id,
        '',
        () => '',
      )
    }
    const [stay, close, move] = (['stay', 'close', 'move'] as const).map((does) => said({ does }))
    expect(new Set([stay, close, move]).size).toBe(3)
    expect(move).toContain(day.queues[1]!.name)
    expect(said({ number: '', does: 'close' })).toBe(said({ number: '', does: 'stay' }))
  }
})

test('one change, said as a person would', () => {
  const day = defaultDay(en)
  const change = Change.parse(toChange({ ...draftOf('agents', day), number: -1 }))
  const said = en.said(
    change,
    () => 'Sales',
    '',
    ({ from, to }) => en.fromTo(clock(from), clock(to)),
  )
  expect(said).toBe('1 agent fewer on Sales, from 9:00 to 13:00')
})
