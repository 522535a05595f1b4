import { useEffect } from 'react'
import { listPlanned, type PlannedInList } from '../../../../contract/operations/later.ts'
import type { CallRefusal } from '../../../sync/call.ts'
import { store } from '../../../sync/session.ts'
import { Refused, useAsked, useSync } from '../../../sync/use.ts'

/** What one has planned, and what is back; fetched again when the stream tells of any, and when the line is back. */
export function usePlanned(): {
  planned: readonly PlannedInList[]
  loading: boolean
  refusal: CallRefusal | null
  again: () => void
} {
  const asked = useAsked(listPlanned, {})
  const { refetch } = asked
  const isLive = useSync(({ line }) => line.state === 'live')
  useEffect(() => {
    if (isLive) void refetch()
  }, [isLive, refetch])
  useEffect(
    () =>
      store.onLines((entries) => {
        if (entries.some(({ event }) => event?.type === 'message.planned' || event?.type === 'message.plan_ended'))
          void refetch()
      }),
    [refetch],
  )
  return {
    planned: asked.data?.planned ?? [],
    loading: asked.isPending,
    refusal: asked.error instanceof Refused ? asked.error.refusal : null,
    again: () => void refetch(),
  }
}
