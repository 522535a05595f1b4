import { useEffect, useRef, useState } from 'react'
import type { Comparison } from '../../../../modules/whatif/core/compare.ts'
import type { Asked, Told } from './messages.ts'

/** Whoever types a number of several digits is not interrupted by each of them. */
const settleMs = 300

export type Playing = {
  state: 'playing' | 'done' | 'cancelled' | 'failed'
  share: number
  /** The last that came to its end, and of what. */
  last: { asked: Asked; comparison: Comparison } | null
  cancel(): void
  again(): void
}

/** Plays whatever is asked, in a worker of its own; something new ends what is under way. Null: nothing to play. */
export function usePlay(asked: Asked | null): Playing {
  const [state, setState] = useState<Playing['state']>('playing')
  const [share, setShare] = useState(0)
  const [last, setLast] = useState<Playing['last']>(null)
  const [round, setRound] = useState(0)
  const worker = useRef<Worker | null>(null)

  useEffect(() => {
    if (asked === null) return
    setState('playing')
    setShare(0)
    const timer = setTimeout(() => {
      const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
      worker.current = started
      started.addEventListener('message', ({ data }: MessageEvent<Told>) => {
        if (data.kind === 'progress') return setShare(data.share)
        setLast({ asked, comparison: data.comparison })
        setState('done')
        started.terminate()
      })
      started.addEventListener('error', () => {
        setState('failed')
        started.terminate()
      })
      started.postMessage(asked)
    }, settleMs)
    return () => {
      clearTimeout(timer)
      worker.current?.terminate()
    }
  }, [asked, round])

  function cancel(): void {
    worker.current?.terminate()
    setState('cancelled')
  }
  return { state, share, last, cancel, again: () => setRound((before) => before + 1) }
}
