import { startTransition, useEffect, useState } from 'react'

/**
 * The value as it was until what follows from its change has been painted: for what nobody waits for. Effects, and what
 * React defers, may run before the paint; the second frame comes after it.
 */
export function useAfterPaint<Value>(value: Value, atFirst: Value): Value {
  const [painted, setPainted] = useState(atFirst)
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => startTransition(() => setPainted(() => value)))
    })
    return () => cancelAnimationFrame(frame)
  }, [value])
  return painted
}
