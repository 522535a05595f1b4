import { useCallback, useLayoutEffect, useRef } from 'react'

/** The same function at every render, which runs the latest one: for children that are drawn again only when they must. */
export function useSame<Values extends unknown[], Answer>(
  run: (...values: Values) => Answer,
): (...values: Values) => Answer {
  const latest = useRef(run)
  useLayoutEffect(() => {
    latest.current = run
  })
  return useCallback((...values) => latest.current(...values), [])
}
