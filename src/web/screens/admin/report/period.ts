/** Days as a date field holds them, "2026-11-24", in the zone of the person. */
export type Period = { from: string; to: string }

const dayMs = 86_400_000

/** Pure: from the first moment of the first day to the last of the last; null when it ends before it begins. */
export function instantsOf({ from, to }: Period): { from: number; to: number } | null {
  const [start, end] = [startOf(from), startOf(to)]
  if (start === null || end === null || end < start) return null
  return { from: start, to: nextDay(end) }
}

/** The last so many days with today. */
export function lastDays(days: number, now: number): Period {
  const today = startOf(dayOf(now)) ?? now
  // At noon, so that days of 23 and 25 hours do not matter.
  return { from: dayOf(today + dayMs / 2 - (days - 1) * dayMs), to: dayOf(now) }
}

function startOf(day: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  return parts ? new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])).getTime() : null
}

const nextDay = (start: number): number => {
  const day = new Date(start)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
}

function dayOf(at: number): string {
  const day = new Date(at)
  return `${day.getFullYear()}-${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')
