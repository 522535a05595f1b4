/** One wait in a queue: from its beginning until somebody took it, or it ended without. Instants in milliseconds. */
export type Wait = {
  readonly from: number
  /** Null: it waits still. */
  readonly endedAt: number | null
  /** Somebody took it; false: it was closed, or moved away, without. */
  readonly taken: boolean
}

export type LevelLimits = { readonly serviceLevelSeconds: number; readonly abandonAfterSeconds: number }

/** What became of the waits of a queue. Shares are whole percent; null where nothing was counted. */
export type ServiceLevel = {
  readonly taken: number
  readonly takenInTime: number
  /** Nobody took it for the time it counts as abandoned after (D-11), or it ended before anybody did. */
  readonly abandoned: number
  readonly waiting: number
  /** Of all that was taken or abandoned, what was taken within `serviceLevelSeconds` (D-10). */
  readonly serviceLevelPercent: number | null
  readonly abandonedPercent: number | null
}

/**
 * The service level of a queue's waits as it stands at `now`. Exactly the limit is in time. What is taken after it counted
 * as abandoned is taken late, and no longer abandoned: nothing is counted twice. What still waits counts for nothing
 * until it is taken or abandoned.
 */
export function serviceLevel(waits: readonly Wait[], limits: LevelLimits, now: number): ServiceLevel {
  let [taken, takenInTime, abandoned, waiting] = [0, 0, 0, 0]
  for (const { from, endedAt, taken: wasTaken } of waits) {
    const lasted = ((endedAt ?? now) - from) / 1_000
    if (endedAt !== null && wasTaken) {
      taken++
      if (lasted <= limits.serviceLevelSeconds) takenInTime++
    } else if (endedAt !== null || lasted > limits.abandonAfterSeconds) abandoned++
    else waiting++
  }
  const counted = taken + abandoned
  const share = (n: number) => (counted === 0 ? null : Math.round((100 * n) / counted))
  return {
    taken,
    takenInTime,
    abandoned,
    waiting,
    serviceLevelPercent: share(takenInTime),
    abandonedPercent: share(abandoned),
  }
}
