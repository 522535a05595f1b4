import type { Day } from '../../../../contract/day.ts'
import { dayFrom, type Preset, presetOf, type Recipe } from '../../../../modules/whatif/core/made-up.ts'

type Words = { presetName: (preset: Preset) => string; queueNames: string }

/** Pure: a preset with names in the language of the person. */
export function recipeOf(preset: Preset, words: Words): Recipe {
  const { queueCount, ...rest } = presetOf[preset]
  return { ...rest, name: words.presetName(preset), queues: words.queueNames.split(',').slice(0, queueCount) }
}

export const firstPreset: Preset = 'usual_day'

/** What the room begins with. */
export const defaultDay = (words: Words): Day => dayFrom(recipeOf(firstPreset, words))
