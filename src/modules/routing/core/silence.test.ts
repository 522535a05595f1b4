import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { active, ana, answered, at, end, run, waiting, wrote } from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'
import type { Interaction } from './interaction.ts'
import { type Reminded, type RemindRule, remindedNow } from './silence.ts'

/** Ana has answered at 110. */
const silence = at(110)
const twice: RemindRule = { reminders: { afterSeconds: 600, most: 2 }, contactSilenceSeconds: null }
const parks = (contactSilenceSeconds: number): RemindRule => ({ ...twice, contactSilenceSeconds })
const told = (times: number, when: Instant, of: Instant = silence): Reminded => ({ silence: of, times, at: when })
const park: InteractionCommand = { type: 'park', by: ana, at: at(120), until: null, allowed: true }

test.each<[string, readonly InteractionCommand[], RemindRule, Reminded | null, Instant, number]>([
  ['a moment early', answered, twice, null, at(709.999), 0],
  ['at its time', answered, twice, null, at(710), 1],
  ['long after it', answered, twice, null, at(90_000), 1],
  ['early after the first', answered, twice, told(1, at(710)), at(1_309.999), 0],
  ['the second', answered, twice, told(1, at(710)), at(1_310), 2],
  ['the second, after a first that came late', answered, twice, told(1, at(1_300)), at(1_310), 0],
  ['a third of two', answered, twice, told(2, at(1_310)), at(9_000), 0],
  ['the first of a new silence', answered, twice, told(2, at(50), at(40)), at(710), 1],
  ['where nobody is reminded', answered, { ...twice, reminders: null }, null, at(710), 0],
  ['who waits for an answer', active, twice, null, at(9_000), 0],
  ['who has answered', [...answered, wrote(300)], twice, null, at(9_000), 0],
  ['what is parked', [...answered, park], twice, null, at(9_000), 0],
  ['what is being wrapped up', [...answered, end(ana)], twice, null, at(9_000), 0],
  ['a moment before the silence parks it', answered, parks(601), null, at(710.999), 1],
  ['when the silence parks it', answered, parks(601), null, at(711), 0],
  ['where the silence parks it in the same moment', answered, parks(600), null, at(710), 0],
])('a reminder, %s', (_, given, rule, last, now, times) => {
  const interaction = given.reduce<Interaction>(run, waiting)
  const expected = times === 0 ? null : { silence: interaction.quietSince, times, at: now }
  expect(remindedNow(interaction, { rule, last, at: now })).toEqual(expected)
})
