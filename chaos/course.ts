import { randomFrom } from '../src/sim/random.ts'

/** One kind of thing that goes wrong: how often, and how. It answers whether it could be tried. */
export type Trouble = { times: number; run: () => Promise<boolean> }

/** What goes wrong while something is sent: one thing after the other, spread over all of it. */
export type Course = {
  /** So many of all have been begun. Throws what went wrong with going wrong. */
  passed(begun: number): void
  /** Do this between two troubles. */
  between(what: () => Promise<void>): void
  /** Nothing goes wrong any more. */
  over(): Promise<void>
  /** How often each was tried. */
  readonly tried: Readonly<Record<string, number>>
  notTried(): number
}

/** The seed decides the order and the places among `total`. */
export function startCourse(
  troubles: Readonly<Record<string, Trouble>>,
  { total, seed, log }: { total: number; seed: number; log: (line: string) => void },
): Course {
  const coming = placesOf(troubles, total, seed)
  const tried = Object.fromEntries(Object.keys(troubles).map((name) => [name, 0]))
  let notTried = 0
  let breaking: Promise<void> = Promise.resolve()
  let failed: unknown

  function between(what: () => Promise<void>): void {
    breaking = breaking.then(what).catch((error: unknown) => {
      failed ??= error
    })
  }
  async function breakIt(name: string, at: number): Promise<void> {
    const began = performance.now()
    if (await troubles[name]!.run()) tried[name] = (tried[name] ?? 0) + 1
    else notTried++
    log(`${name} at ${at} took ${Math.round(performance.now() - began)} ms`)
  }
  return {
    tried,
    notTried: () => notTried,
    between,
    passed(begun) {
      if (failed) throw failed
      while (coming[0] && coming[0].at <= begun) {
        const { name, at } = coming.shift()!
        between(() => breakIt(name, at))
      }
    },
    async over() {
      await breaking
      if (failed) throw failed
      if (coming.length > 0) throw new Error(`${coming.length} troubles were never reached`)
    },
  }
}

function placesOf(troubles: Readonly<Record<string, Trouble>>, total: number, seed: number) {
  const random = randomFrom(seed + 1)
  const names = Object.entries(troubles).flatMap(([name, { times }]) => new Array<string>(times).fill(name))
  const shuffled = names.map((name) => ({ name, by: random.below(1_000_000) })).sort((a, b) => a.by - b.by)
  return shuffled.map(({ name }, i) => ({
    name,
    at: Math.floor(((i + 0.3 + random.below(50) / 100) / names.length) * total),
  }))
}
