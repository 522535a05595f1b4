import { useEffect, useSyncExternalStore } from 'react'
import { dayOf } from '../../../i18n/formats.ts'
import { browserWire } from './api.ts'
import { createLive, type LiveState } from './live.ts'
import type { Scene } from './scene.ts'

/** The one live picture of the simulator in this tab; open while the screen is. */
export const live = createLive(browserWire)

/** Keep the feed open for as long as the component is there. */
export function useFeed(): void {
  useEffect(() => {
    live.start()
    return live.stop
  }, [])
}

/** Read something of the live state. Pick what is there rather than making a new object: a new one renders every time. */
export const useLive = <T>(pick: (state: LiveState) => T): T =>
  useSyncExternalStore(live.subscribe, () => pick(live.read()))

/** Read something of the scene. Only below `<Ready>`, where it is there. */
export const useScene = <T>(pick: (scene: Scene) => T): T =>
  useLive(({ scene }) => {
    if (scene === null) throw new Error('The scene is read only once it is there.')
    return pick(scene)
  })

/** Simulated time now: for acts, not for showing. */
export const simulatedNow = (): number => Date.now() + (live.read().scene?.ahead ?? 0)

/** Simulated time to the second, for what runs on screen; stands still in a hidden tab. */
export const useSimulatedNow = (): number => useSyncExternalStore(subscribeToSeconds, readSecond)

/** Has this simulated time come? Renders only when it does. Null has. */
export const useIsPast = (at: number | null): boolean =>
  useSyncExternalStore(subscribeToSeconds, () => at === null || simulatedNow() >= at)

/** The calendar day it is in simulated time; renders when midnight passes or the clock is set. */
export const useSimulatedDay = (): string => useSyncExternalStore(subscribeToSeconds, () => dayOf(simulatedNow()))

const ticking = new Set<() => void>()
let second = 0
let timer: ReturnType<typeof setTimeout> | undefined
let stopFollowing = () => {}

const readSecond = (): number => second

function subscribeToSeconds(listener: () => void): () => void {
  if (ticking.size === 0) {
    second = wholeSecond()
    resume()
    document.addEventListener('visibilitychange', resume)
    // A clock that was set shows at once.
    stopFollowing = live.subscribe(tick)
  }
  ticking.add(listener)
  return () => {
    ticking.delete(listener)
    if (ticking.size > 0) return
    clearTimeout(timer)
    stopFollowing()
    document.removeEventListener('visibilitychange', resume)
  }
}

function resume(): void {
  clearTimeout(timer)
  if (document.hidden) return
  tick()
  // From boundary to boundary: an interval would drift over one and skip a second.
  timer = setTimeout(resume, 1005 - (simulatedNow() % 1000))
}

const wholeSecond = (): number => Math.floor(simulatedNow() / 1000) * 1000

function tick(): void {
  if (wholeSecond() === second) return
  second = wholeSecond()
  for (const listener of ticking) listener()
}
