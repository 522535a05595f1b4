import { useMemo, useState } from 'react'
import { held } from '../order.ts'

/**
 * Keeps a list still while hand or focus are in it. Returns the ids to show, how many new ones wait, how to let them
 * in, and the handlers for the list's element. Another `topic`, such as other words to search for, is another list: what
 * was held before is let go.
 */
export function useSteadyOrder(ids: readonly string[], always: string | null, topic: string) {
  const [handIn, setHandIn] = useState(false)
  const [focusIn, setFocusIn] = useState(false)
  const [frozen, setFrozen] = useState<{ topic: string; ids: readonly string[] } | null>(null)
  const isStill = (handIn || focusIn) && frozen?.topic === topic
  const still = useMemo(
    () => (frozen && isStill ? held(frozen.ids, ids, always) : { ids, waiting: 0 }),
    [frozen, isStill, ids, always],
  )
  const hold = (set: (held: boolean) => void) => () => {
    setFrozen((before) => (before?.topic === topic ? before : { topic, ids }))
    set(true)
  }
  const release = (set: (held: boolean) => void, other: boolean) => () => {
    set(false)
    if (!other) setFrozen(null)
  }
  return {
    ...still,
    letIn: () => setFrozen({ topic, ids }),
    handlers: {
      onMouseEnter: hold(setHandIn),
      onMouseLeave: release(setHandIn, focusIn),
      onFocus: hold(setFocusIn),
      onBlur: release(setFocusIn, handIn),
    },
  }
}
