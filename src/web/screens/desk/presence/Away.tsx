import { lazy, Suspense } from 'react'
import { useView } from '../../../sync/use.ts'

const AwayNotice = lazy(() => import('./AwayNotice.tsx').then((module) => ({ default: module.AwayNotice })))

/** Whoever was away is told where they look first. Its words are fetched when there is something to tell. */
export function Away() {
  const isAway = useView((view) => view.agents[view.me.agentId]?.presence.state === 'away')
  return (
    isAway && (
      <Suspense>
        <AwayNotice />
      </Suspense>
    )
  )
}
