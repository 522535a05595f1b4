import { useEffect, useRef, useState } from 'react'
import type { JournalEntry } from '../../../contract/events.ts'
import { type BoardDay, getBoardDay } from '../../../contract/operations/supervision.ts'
import { dayAfter, type LiveDay, liveDay } from '../../../modules/supervision/core/board.ts'
import { type CallRefusal, call } from '../../sync/call.ts'
import { serverNow, useClock, usePassed } from '../../sync/clock.ts'
import { store } from '../../sync/session.ts'
import { useView } from '../../sync/use.ts'

/** Lines kept while the day is on its way; with more it is asked for again. */
const maxKept = 5_000
/** A day that is over, or of which no answer came, is asked for again after this. */
const askAgainMs = 5_000

export type DayState = { day: LiveDay | null; told: BoardDay | null; refusal: CallRefusal | null; again: () => void }

/**
 * The counts of the day: read when the board opens, moved by each line from there on, and read anew when a line is
 * missing, the day is over, or what is measured has changed. Shown once a second, however many lines come in it.
 */
export function useDay(): DayState {
  const live = useRef<LiveDay | null>(null)
  const kept = useRef<JournalEntry[]>([])
  const [told, setTold] = useState<BoardDay | null>(null)
  const [refusal, setRefusal] = useState<CallRefusal | null>(null)
  const [turn, setTurn] = useState(0)
  // Each only grows, so their sum moves with any of them.
  const settings = useView(({ catalogs }) => (catalogs.queues ?? 0) + (catalogs.sla_policies ?? 0))
  // Another sight is another sum: tags hide more from this person than before, or less.
  const hidden = JSON.stringify(useView((view) => view.me.hidden))
  const isOver = usePassed(told?.to ?? null)
  const again = () => setTurn((before) => before + 1)

  useEffect(() => {
    const take = (entries: readonly JournalEntry[]) => {
      const day = live.current
      if (!day) return
      const news = entries.filter(({ seq }) => seq > day.seq)
      if (news[0] && news[0].seq > day.seq + 1) again()
      else live.current = news.reduce((now, { seq, at, event }) => dayAfter(now, seq, at, event), day)
    }
    return store.onLines((entries) => {
      kept.current = [...kept.current, ...entries].slice(-maxKept)
      take(entries)
    })
  }, [])

  // Asked again when one of these moves.
  useEffect(() => {
    let isLate = false
    let timer: ReturnType<typeof setTimeout> | undefined
    void call(getBoardDay, {}).then((answer) => {
      if (isLate) return
      setRefusal(answer.ok ? null : answer.refusal)
      // Nobody answered at midnight, or it is not there yet: what is shown must not be yesterday's until somebody reloads.
      const isOld = answer.ok ? answer.value.to <= serverNow() : live.current !== null
      if (isOld) timer = setTimeout(again, askAgainMs)
      if (!answer.ok) return
      const news = kept.current.filter(({ seq }) => seq > answer.value.seq)
      live.current = news.reduce((now, { seq, at, event }) => dayAfter(now, seq, at, event), liveDay(answer.value))
      kept.current = []
      setTold(answer.value)
    })
    return () => {
      isLate = true
      clearTimeout(timer)
    }
  }, [turn, settings, hidden, isOver])

  return { day: useClock(() => live.current), told, refusal, again }
}
