import type { WeekBlock } from '../../../../contract/operations/calendars.ts'

type Blocks = WeekBlock[]

/** Pure: a time as people type it, as it is kept: "9", "9:30", "930", "9.30" and "24" are times. What is none stays. */
export function tidyTime(typed: string): string {
  const parts = /^(\d{1,2})(?:[:.h ]?(\d{2}))?$/.exec(typed.trim())
  if (!parts) return typed.trim()
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? '0')]
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return typed.trim()
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

const weekdays = [2, 3, 4, 5]

/** Pure: Tuesday to Friday get the blocks of Monday, in place of their own. */
export const mondayToWeekdays = (blocks: Blocks): Blocks => [
  ...blocks.filter(({ day }) => !weekdays.includes(day)),
  ...weekdays.flatMap((day) => blocks.filter((block) => block.day === 1).map((block) => ({ ...block, day }))),
]

/** Pure: one more block on a day: the working day, or the hours after its last block. */
export function withBlock(blocks: Blocks, day: number): Blocks {
  const last = blocks
    .filter((block) => block.day === day)
    .map(({ to }) => to)
    .toSorted()
    .at(-1)
  const hour = last === undefined ? 9 : Math.min(23, Number(last.slice(0, 2)) + 1)
  const from = Number.isNaN(hour) ? '' : `${String(hour).padStart(2, '0')}:00`
  return [...blocks, { day, from, to: last === undefined ? '17:00' : '24:00' }]
}

/** All zones this browser knows, with UTC; offsets are not kept, because they know no summer. */
export const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** Monday to Sunday, as they are called. */
export function dayNames(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  // 5 January 2026 is a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 0, 5 + day)))
}
