/** Runs what it is given, at most `limit` at once; the others wait their turn, in order. */
export type AtMost = <T>(run: () => Promise<T>) => Promise<T>

/** A gate that lets `limit` through at a time. */
export function atMost(limit: number): AtMost {
  const waiting: (() => void)[] = []
  let running = 0

  return async (run) => {
    if (running === limit) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await run()
    } finally {
      // The place is handed over rather than given back: nobody can push in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
