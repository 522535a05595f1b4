import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Go somewhere else in administration. `leave` does not ask about changes: they are saved, or meant to go. */
export function useGo(): (to: string, how?: { leave?: boolean; replace?: boolean }) => Promise<void> {
  const navigate = useNavigate()
  return useCallback(
    (to, { leave = false, replace = false } = {}) =>
      navigate({ to: '/admin/$', params: { _splat: to }, ignoreBlocker: leave, replace }),
    [navigate],
  )
}
