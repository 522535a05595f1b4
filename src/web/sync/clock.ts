import { useSyncExternalStore } from 'react'
import { store } from './session.ts'

/** One clock for all countdowns: the server's time, once a second, and not at all in a hidden tab. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

/** The time at the server now, in milliseconds: for acts, not for showing. */
export const serverNow = (): number => Date.now() + store.read().skew

/** Something that moves with the clock, picked anew each second: renders only when it comes out different. */
export const useClock = <T>(pick: (now: number) => T): T => useSyncExternalStore(subscribe, () => pick(now))

/** The server's time, to the second, for countdowns that are on screen. */
export const useNow = (): number => useClock(same)

/** Has this time come? Renders only when it does. Null never comes. */
export const usePassed = (at: number | null): boolean => useClock((now) => at !== null && now >= at)

const same = (now: number): number => now

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = serverNow()
    resume()
    document.addEventListener('visibilitychange', resume)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    document.removeEventListener('visibilitychange', resume)
  }
}

function resume(): void {
  clearInterval(timer)
  if (document.hidden) return
  tick()
  timer = setInterval(tick, 1000)
}

function tick(): void {
  now = serverNow()
  for (const listener of listeners) listener()
}
