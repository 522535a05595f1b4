import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import type { Refused } from '../../../sync/use.ts'

/** What was asked for: quiet blocks until it is there, the refusal and Try again when it did not come. What was shown stays. */
export function Asked<T>({
  query,
  lines = 6,
  children,
}: {
  query: UseQueryResult<T, Refused>
  lines?: number
  children: (answer: T) => ReactNode
}) {
  const trouble = query.isError ? (
    <div style={{ marginBlockEnd: 12 }}>
      <Trouble refusal={query.error.refusal} again={() => query.refetch()} />
    </div>
  ) : null
  if (query.data === undefined) return trouble ?? <Loading lines={lines} />
  return (
    <>
      {trouble}
      {children(query.data)}
    </>
  )
}
