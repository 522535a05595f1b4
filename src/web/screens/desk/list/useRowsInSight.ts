import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'

/** Rows kept in the page above and below what can be seen: a quick scroll shows no empty place. */
const spare = 6

/** Which rows of a long list to put into the page. All rows are equally high, so this is a division. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number) {
  const [sight, setSight] = useState({ top: 0, height: 0 })
  const look = useCallback(() => {
    const box = scroller.current
    if (box) setSight({ top: box.scrollTop, height: box.clientHeight })
  }, [scroller])
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    look()
    const watch = new ResizeObserver(look)
    watch.observe(box)
    return () => watch.disconnect()
  }, [scroller, look])
  const { first, last } = inSight(sight, count, rowHeight)
  return {
    rows: Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset),
    look,
    /** Bring a row into sight, and no further. */
    reveal(row: number) {
      const box = scroller.current
      if (!box) return
      const top = row * rowHeight
      if (top < box.scrollTop) box.scrollTop = top
      else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight
    },
  }
}

/** Pure: the rows from `first` up to, not including, `last`. */
export function inSight(
  { top, height }: { top: number; height: number },
  count: number,
  rowHeight: number,
): { first: number; last: number } {
  return {
    first: Math.max(0, Math.floor(top / rowHeight) - spare),
    last: Math.min(count, Math.ceil((top + height) / rowHeight) + spare),
  }
}
