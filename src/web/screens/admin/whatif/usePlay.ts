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
  /** Ends what is under way, or is about to begin. */
  const end = useRef(() => {})

  useEffect(() => {
    if (asked === null) return
    setState('playing')
    setShare(0)
    let worker: Worker | undefined
    const timer = setTimeout(() => {
      const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
      worker = started
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
    end.current = () => {
      clearTimeout(timer)
      worker?.terminate()
    }
    return end.current
  }, [asked, round])

  function cancel(): void {
    end.current()
    setState('cancelled')
  }
  return { state, share, last, cancel, again: () => setRound((before) => before + 1) }
}
