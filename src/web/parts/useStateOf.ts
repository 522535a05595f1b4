import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'

type Next<Value> = Value | ((before: Value) => Value)

/**
 * State that belongs to one thing, such as a conversation, in a component that outlives it: in the same render in which
 * `of` becomes another one the value is `initial` again, also when the first one comes back later. What is set for a
 * thing that is no longer shown, by an answer that came late, changes nothing.
 */
export function useStateOf<Value>(of: string, initial: Value): [Value, (next: Next<Value>) => void] {
  // Made anew for each showing of a thing. What is `initial` meanwhile plays no part.
  const visit = useMemo(() => ({ initial }), [of])
  const [held, setHeld] = useState({ visit, value: initial })
  const shown = useRef(visit)
  useLayoutEffect(() => {
    shown.current = visit
  }, [visit])
  const set = useCallback(
    (next: Next<Value>) => {
      if (shown.current !== visit) return
      setHeld((before) => {
        const was = before.visit === visit ? before.value : visit.initial
        const value = next instanceof Function ? next(was) : next
        return Object.is(value, was) ? before : { visit, value }
      })
    },
    [visit],
  )
  return [held.visit === visit ? held.value : visit.initial, set]
}
