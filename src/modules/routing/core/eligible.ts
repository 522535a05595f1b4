import type { Eligible } from '../../../contract/cards.ts'
import type { QueueId } from '../../../contract/ids.ts'

/** What an agent is doing, as far as it decides whether a queue may ask them. */
export type Doing = {
  readonly onCall: boolean
  /** How many they hold or are offered, in all (D-08). */
  readonly load: number
  /** One of these is of a queue that wants all of them: nothing else comes to them meanwhile. */
  readonly undivided: boolean
}

/**
 * May a queue ask this agent, who is ready and has room, by what they are doing? Holding more never makes
 * anybody eligible who was not.
 */
export function isEligible(eligible: Eligible, { onCall, load, undivided }: Doing): boolean {
  switch (eligible) {
    case 'with_room':
    case 'idle_first':
      return !undivided
    case 'one_at_a_time':
      return load === 0
    case 'undivided':
      return load === 0 && !onCall
    case 'beside_anything':
      return true
  }
}

/** With nothing to do at all: nothing in hand or offered, and not on the telephone. */
export const isIdle = ({ onCall = false, load }: Busy): boolean => !onCall && load === 0

/** How many more at once such a queue gives to one agent with so many places. */
export const placesBy = (eligible: Eligible, places: number): number =>
  eligible === 'one_at_a_time' || eligible === 'undivided' ? Math.min(places, 1) : places

/** Which queues want all of an agent. */
export const undividedAmong = (
  queues: Iterable<{ readonly id: QueueId; readonly eligible?: Eligible }>,
): ReadonlySet<QueueId> => {
  const ids = new Set<QueueId>()
  for (const { id, eligible } of queues) if (eligible === 'undivided') ids.add(id)
  return ids
}

/** What somebody who has so many of each queue, and perhaps a call, is doing. */
export function doing({ load, loadIn = nothing, onCall = false }: Busy, undividedIds: ReadonlySet<QueueId>): Doing {
  let undivided = false
  if (undividedIds.size > 0) for (const queueId of loadIn.keys()) undivided ||= undividedIds.has(queueId)
  return { onCall, load, undivided }
}

/** What somebody has, offered or in hand: in all, and of each queue, those alone of which it is anything. */
export type Busy = {
  readonly load: number
  readonly loadIn?: ReadonlyMap<QueueId, number>
  readonly onCall?: boolean
}

const nothing: ReadonlyMap<QueueId, number> = new Map()
