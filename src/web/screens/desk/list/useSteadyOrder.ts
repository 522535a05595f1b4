import { useMemo, useRef, useState } from 'react'
import { held } from '../order.ts'

/**
 * Keeps a list still while hand or focus are in it. Returns the ids to show, how many new ones wait, how to let them
 * in, and the handlers for the list's element. Another `topic`, such as other words to search for, is another list: what
 * was held before is let go.
 */
export function useSteadyOrder(ids: readonly string[], always: string | null, topic: string) {
  // Not states: a press brings the focus to where the hand is already, and nothing has to be drawn for that.
  const isIn = useRef({ hand: false, focus: false })
  const [frozen, setFrozen] = useState<{ topic: string; ids: readonly string[] } | null>(null)
  const isStill = frozen?.topic === topic
  const still = useMemo(
    () => (frozen && isStill ? held(frozen.ids, ids, always) : { ids, waiting: 0 }),
    [frozen, isStill, ids, always],
  )
  const hold = (what: 'hand' | 'focus') => () => {
    isIn.current[what] = true
    setFrozen((before) => (before?.topic === topic ? before : { topic, ids }))
  }
  const release = (what: 'hand' | 'focus') => () => {
    isIn.current[what] = false
    if (!isIn.current.hand && !isIn.current.focus) setFrozen(null)
  }
  return {
    ...still,
    letIn: () => setFrozen({ topic, ids }),
    handlers: {
      onMouseEnter: hold('hand'),
      onMouseLeave: release('hand'),
      onFocus: hold('focus'),
      onBlur: release('focus'),
    },
  }
}
