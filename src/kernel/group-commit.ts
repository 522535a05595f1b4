/** How a joiner may batch: at most `size` items in one write, at most `inFlight` writes at once. */
export type JoinLimits = { size: number; inFlight: number }

/**
 * Joins what arrives at the same time into one write: the first goes at once, and all that come while writes are under
 * way go together with the next. The promise of each item settles with the write it was part of, never before.
 */
export function joinWrites<T>(
  write: (items: readonly T[]) => Promise<void>,
  { size, inFlight }: JoinLimits,
): (item: T) => Promise<void> {
  type Waiting = { item: T; done: () => void; failed: (error: unknown) => void }
  let waiting: Waiting[] = []
  let writing = 0

  function next(): void {
    while (writing < inFlight && waiting.length > 0) {
      const batch = waiting.slice(0, size)
      waiting = waiting.slice(size)
      writing++
      write(batch.map(({ item }) => item))
        .then(
          () => {
            for (const { done } of batch) done()
          },
          (error: unknown) => {
            for (const { failed } of batch) failed(error)
          },
        )
        .finally(() => {
          writing--
          next()
        })
    }
  }

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed })
      next()
    })
}

/** The same for many keys: each key joins its own, and one key's writes hold up no other's. */
export function joinWritesOf<K, T>(
  write: (key: K, items: readonly T[]) => Promise<void>,
  limits: JoinLimits,
): (key: K, item: T) => Promise<void> {
  const joined = new Map<K, { join: (item: T) => Promise<void>; open: number }>()
  return async (key, item) => {
    const of = joined.get(key) ?? { join: joinWrites<T>((items) => write(key, items), limits), open: 0 }
    joined.set(key, of)
    of.open++
    try {
      await of.join(item)
    } finally {
      of.open--
      if (of.open === 0) joined.delete(key)
    }
  }
}
