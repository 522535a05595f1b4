import { useSyncExternalStore } from 'react'
import { readLive, subscribeLive } from './announce.ts'

/** The two regions that screen readers listen to. Always in the page: one that appears with its text is not heard. */
export function LiveRegions() {
  const live = useSyncExternalStore(subscribeLive, readLive)
  return (
    <>
      <div className="only-read" aria-live="polite" role="status">
        {live.polite}
      </div>
      <div className="only-read" aria-live="assertive" role="alert">
        {live.assertive}
      </div>
    </>
  )
}
