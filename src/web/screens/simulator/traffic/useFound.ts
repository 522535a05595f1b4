import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../live/api.ts'
import { useScene } from '../live/use.ts'

const settledMs = 300
const nothing: ReadonlySet<number> = new Set()

/** The requests in whose payloads a text stands: payloads are at the server, which looks again when requests come in. */
export function useFound(text: string): ReadonlySet<number> {
  const last = useScene((scene) => scene.lines.at(-1)?.id ?? 0)
  const [wanted] = useDebouncedValue(text.trim(), settledMs)
  const [upTo] = useDebouncedValue(last, settledMs)
  const { data } = useQuery<readonly number[]>({
    queryKey: ['simulator', 'found', wanted, upTo],
    enabled: wanted !== '',
    gcTime: 0,
    placeholderData: (before) => before,
    queryFn: async () => {
      const answer = await api.findTraffic(wanted)
      return answer.ok ? answer.value.entries.map(({ id }) => id) : []
    },
  })
  return useMemo(() => (wanted === '' || !data ? nothing : new Set(data)), [wanted, data])
}
