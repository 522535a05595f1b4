import type { Instant } from '../../../../contract/ids.ts'

const hourMs = 3_600_000
/** When a working morning begins, on the reader's own clock. */
const morningHour = 9

export const inAnHour = (now: number): Instant => (now + hourMs) as Instant

/** Nine o'clock of the next day where the reader is, whatever the clocks do in between. */
export function tomorrowMorning(now: number): Instant {
  const day = new Date(now)
  day.setDate(day.getDate() + 1)
  day.setHours(morningHour, 0, 0, 0)
  return day.getTime() as Instant
}

/** For a field of date and time: `2026-03-02T09:00`, where the reader is. */
export function fieldOf(at: number): string {
  const day = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
  return `${date}T${two(day.getHours())}:${two(day.getMinutes())}`
}

/** What such a field says; null: nothing, or no time. */
export function timeIn(field: string): Instant | null {
  const at = new Date(field).getTime()
  return Number.isNaN(at) ? null : (at as Instant)
}
