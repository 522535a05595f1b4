import { useLayoutEffect, useRef } from 'react'

/** Something the command palette offers while the component that knows it is there. */
export type Command = { id: string; name: string; note?: string; group: string; keys?: string; run: () => void }

const offered = new Map<symbol, () => readonly Command[]>()

/** Offer commands for as long as the component is there. They are made when the palette opens. */
export function useCommands(make: () => readonly Command[]): void {
  // A ref, not an effect event: the palette asks while it renders.
  const latest = useRef(make)
  useLayoutEffect(() => {
    latest.current = make
  })
  useLayoutEffect(() => {
    const key = Symbol()
    offered.set(key, () => latest.current())
    return () => void offered.delete(key)
  }, [])
}

/** All commands there are now. */
export const commandsNow = (): readonly Command[] => [...offered.values()].flatMap((make) => make())
