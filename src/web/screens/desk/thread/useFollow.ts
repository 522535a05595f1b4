import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import { store } from '../../../sync/session.ts'
import type { Item } from './items.ts'

/** This near to the end counts as being there. */
const nearPx = 48
/** This near to the top fetches the page before. */
const topPx = 240

/**
 * The place of the reader in a thread. It follows new messages only at the end; further up it stays, and counts what
 * is new. Older pages come in above without moving what is being read.
 */
export function useFollow(id: ConversationId, items: readonly Item[], hasOlder: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const before = useRef<{ height: number; first: string | undefined; last: string | undefined }>({
    height: 0,
    first: undefined,
    last: undefined,
  })
  const [newer, setNewer] = useState(0)
  const [paging, setPaging] = useState(false)
  const seenLast = useRef<string | undefined>(undefined)

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (!box) return
    box.scrollTop = box.scrollHeight
    atEnd.current = true
    setNewer(0)
  }, [])

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const first = items.find((item) => item.kind !== 'day')?.key
    const last = items.at(-1)?.key
    const { height, first: hadFirst, last: hadLast } = before.current
    const grewAbove = hadFirst !== undefined && first !== hadFirst && last === hadLast
    const mine = isMine(items.at(-1)) && last !== hadLast
    if (grewAbove) box.scrollTop += box.scrollHeight - height
    else if (atEnd.current || mine) toEnd()
    else if (last !== hadLast) setNewer(items.length - 1 - items.findLastIndex((item) => item.key === seenLast.current))
    if (atEnd.current) seenLast.current = last
    before.current = { height: box.scrollHeight, first, last }
  }, [items, toEnd])

  // An image that arrives late, or a composer that grows, must not push the end out of sight.
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box?.firstElementChild) return
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight
      before.current.height = box.scrollHeight
    })
    watch.observe(box)
    watch.observe(box.firstElementChild)
    return () => watch.disconnect()
  }, [])

  const page = useRef(false)
  const onScroll = useCallback(() => {
    const box = scroller.current
    if (!box) return
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx
    if (atEnd.current) setNewer(0)
    if (box.scrollTop > topPx || !hasOlder || page.current) return
    page.current = true
    setPaging(true)
    void store.olderPage(id).then(() => {
      page.current = false
      setPaging(false)
    })
  }, [id, hasOlder])

  return { scroller, onScroll, newer, paging, toEnd }
}

const isMine = (item: Item | undefined): boolean => item?.kind === 'pending'
