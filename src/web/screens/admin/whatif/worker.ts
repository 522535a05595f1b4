/// <reference lib="webworker" />
import { compare } from '../../../../modules/whatif/core/compare.ts'
import type { Asked, Told } from './messages.ts'

/** How far along it is told in steps of so much, at most: a message for each event would be slower than the play. */
const step = 0.01

addEventListener('message', ({ data: { now, changed, seeds } }: MessageEvent<Asked>) => {
  let told = 0
  const tell = (message: Told) => postMessage(message)
  const comparison = compare(now, changed, {
    seeds,
    progress(share) {
      if (share < told + step) return
      told = share
      tell({ kind: 'progress', share })
    },
  })
  tell({ kind: 'done', comparison })
})
