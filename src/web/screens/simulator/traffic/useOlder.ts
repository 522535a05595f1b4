import { type RefObject, useEffect, useRef } from 'react'
import { api, pageSize } from '../live/api.ts'
import { maxLines, withOlder } from '../live/scene.ts'
import { live, useScene } from '../live/use.ts'
import type { TrafficLine } from '../live/wire.ts'
import { olderThan } from './rows.ts'

/** This many rows before the top older ones are fetched. */
const rowsAhead = 10

/** Fetch older requests, a page at a time, when the top of the list comes into sight. */
export function useOlder(
  scroller: RefObject<HTMLDivElement | null>,
  lines: readonly TrafficLine[],
  height: number,
): void {
  const known = useScene((scene) => scene.lines)
  const all = useScene((scene) => scene.counts.all)
  const state = useRef({ busy: false, exhausted: false })
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    if (known.length >= all) state.current.exhausted = false
    const look = async () => {
      const { busy, exhausted } = state.current
      if (busy || exhausted || known.length >= all || known.length >= maxLines || known.length === 0) return
      if (box.scrollTop > rowsAhead * height) return
      state.current.busy = true
      const answer = await api.olderTraffic(olderThan(known))
      state.current.busy = false
      if (!answer.ok) return
      state.current.exhausted = answer.value.entries.length < pageSize
      live.change((scene) => withOlder(scene, answer.value.entries))
    }
    const onScroll = () => void look()
    void look()
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => box.removeEventListener('scroll', onScroll)
  }, [scroller, known, all, lines.length, height])
}
