import { type JoinLimits, joinWritesOf } from '../../kernel/group-commit.ts'
import { allLanes, type Lane } from './core/lanes.ts'

/** What is on its way in one workspace. */
type Open = {
  /** Of one lane each. */
  ofOne: Set<Promise<void>>
  /** How many are of all lanes. */
  ofAll: number
  /** When the one of all lanes that came last may be written. */
  turn: Promise<unknown>
}

/**
 * Joins what arrives for the same lane into one write, lanes side by side, and lets nothing be overtaken by what came
 * later: what is of all lanes (null) waits for everything before it, and while it is on its way everything is of all.
 * The promise settles with the write.
 */
export function joinInLanes<Place, Item>(
  write: (place: Place, lane: Lane | null, items: readonly Item[]) => Promise<void>,
  limits: JoinLimits,
): (place: Place, lane: Lane | null, item: Item) => Promise<void> {
  const openIn = new Map<Place, Open>()
  const joinIn = (lane: Lane | null) => joinWritesOf<Place, Item>((place, items) => write(place, lane, items), limits)
  const inOne = allLanes.map(joinIn)
  const inAll = joinIn(null)

  return async (place, lane, item) => {
    const open = openIn.get(place) ?? { ofOne: new Set(), ofAll: 0, turn: Promise.resolve() }
    openIn.set(place, open)
    try {
      if (lane === null || open.ofAll > 0) await joinAll(open, place, item)
      else await joinOne(open, place, lane, item)
    } finally {
      if (open.ofAll === 0 && open.ofOne.size === 0) openIn.delete(place)
    }
  }

  async function joinAll(open: Open, place: Place, item: Item): Promise<void> {
    open.ofAll++
    try {
      const before = [...open.ofOne]
      open.turn = open.turn.then(() => Promise.allSettled(before))
      await open.turn
      await inAll(place, item)
    } finally {
      open.ofAll--
    }
  }

  async function joinOne(open: Open, place: Place, lane: Lane, item: Item): Promise<void> {
    const joined = inOne[lane]!(place, item)
    open.ofOne.add(joined)
    try {
      await joined
    } finally {
      open.ofOne.delete(joined)
    }
  }
}
