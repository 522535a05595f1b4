import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { TrafficLine } from '../live/wire.ts'
import { keptOffset } from './rows.ts'

/** This near to the end counts as being there. */
const nearPx = 24

/** The list follows what comes only at its end; elsewhere the row under the eye stays, and new ones are counted. */
export function useSteadyEnd(
  scroller: RefObject<HTMLDivElement | null>,
  lines: readonly TrafficLine[],
  height: number,
) {
  const atEnd = useRef(true)
  const before = useRef(lines)
  const [seenLast, setSeenLast] = useState<number | null>(null)

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (box) box.scrollTop = box.scrollHeight
  }, [scroller])

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    if (atEnd.current) box.scrollTop = box.scrollHeight
    else box.scrollTop = keptOffset(before.current, lines, box.scrollTop / height) * height
    before.current = lines
  }, [scroller, lines, height])
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight
    })
    watch.observe(box)
    return () => watch.disconnect()
  }, [scroller])

  const look = useCallback(() => {
    const box = scroller.current
    if (!box) return
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx
    setSeenLast((last) => (atEnd.current ? null : (last ?? before.current.at(-1)?.id ?? null)))
  }, [scroller])

  /** Bring a row into sight, moving as little as can be. */
  const showRow = useCallback(
    (index: number) => {
      const box = scroller.current
      if (!box) return
      const top = index * height
      box.scrollTop = Math.min(top, Math.max(box.scrollTop, top + height - box.clientHeight))
      look()
    },
    [scroller, height, look],
  )

  const newer = seenLast === null ? 0 : lines.length - 1 - lines.findLastIndex(({ id }) => id === seenLast)
  return { onScroll: look, showRow, newer: newer === lines.length ? 0 : newer, toEnd }
}
