import type { Result } from '../contract/refusals.ts'
import { type Actor, inWork, type Work } from '../kernel/work.ts'
import type { World } from './world.ts'

/**
 * A race that always runs the same way: `slow` does everything but commit; then `quick` runs, until it is over or waits
 * for a lock that `slow` holds; then, after `passes`, `slow` commits, and both are waited for.
 */
export async function meanwhile<S, Q>(
  world: World,
  by: Actor,
  slow: (work: Work) => Promise<Result<S>>,
  quick: () => Promise<Q>,
  passes: () => void = () => {},
): Promise<[Result<S>, Q]> {
  const [ready, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const first = inWork(world.kernel, by, async (work) => {
    const result = await slow(work)
    ready.resolve()
    await commit.promise
    return result
  })
  await Promise.race([ready.promise, first])
  let isOver = false
  const second = quick().finally(() => {
    isOver = true
  })
  while (!isOver && !(await isSomebodyWaiting(world))) {
    // Looked at again until one of the two is so.
  }
  passes()
  commit.resolve()
  return [await first, await second]
}

async function isSomebodyWaiting(world: World): Promise<boolean> {
  const query = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  return (await world.asOwner(query)).length > 0
}
