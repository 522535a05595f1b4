import type { Instant } from '../../../../contract/ids.ts'
import { type Crontab, nextTime } from '../../../../modules/rules/core/crontab.ts'

/** Pure: the next times of a crontab, as many as there are up to so many. */
export function nextTimes(crontab: Crontab, zone: string, now: number, most: number): Instant[] {
  const times: Instant[] = []
  while (times.length < most) {
    const next = nextTime(crontab, zone, times.at(-1) ?? (now as Instant))
    if (next === null) break
    times.push(next)
  }
  return times
}
