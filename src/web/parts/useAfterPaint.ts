import { startTransition, useEffect, useState } from 'react'

/**
 * Run when what has just been decided is on the screen, and not at all in a hidden tab. Answers how to call it off.
 * Effects, and what React defers, may run before the paint; the second frame comes after it.
 */
export function afterPaint(run: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(run)
  })
  return () => cancelAnimationFrame(frame)
}

/** The value as it was until what follows from its change has been painted: for what nobody waits for. */
export function useAfterPaint<Value>(value: Value, atFirst: Value): Value {
  const [painted, setPainted] = useState(atFirst)
  useEffect(() => afterPaint(() => startTransition(() => setPainted(() => value))), [value])
  return painted
}
