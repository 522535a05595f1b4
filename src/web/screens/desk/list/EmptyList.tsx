import { Button } from '@mantine/core'
import { IconCheck, IconPlayerPauseFilled, IconSearchOff } from '@tabler/icons-react'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useView } from '../../../sync/use.ts'
import { useDesk } from '../desk-context.ts'
import { usePresenceActs } from '../presence/usePresenceActs.ts'
import { useCounts } from './useCounts.ts'

/** An empty tab says why it is empty, and what comes next. */
export function EmptyList({ searching }: { searching: boolean }) {
  const words = useWords(deskWords)
  const { tab, setTab } = useDesk()
  const counts = useCounts()
  const state = useView((view) => view.agents[view.me.agentId]?.presence.state)
  // Whoever was away is told so beside it, with the way back.
  const isAway = state === 'away'
  const { become } = usePresenceActs()
  if (searching) return <EmptyState mark={<IconSearchOff size={20} />} title={words.searchNothing} />
  if (tab === 'parked') return <EmptyState tone="good" mark={<IconCheck size={20} />} title={words.parkedEmpty} />
  if (state !== 'available' && tab !== 'queue')
    return (
      <EmptyState
        tone="warn"
        mark={<IconPlayerPauseFilled size={18} />}
        title={words.notAvailableTitle}
        action={
          !isAway && (
            <Button variant="filled" onClick={() => void become('available')}>
              {words.becomeAvailable}
            </Button>
          )
        }
      >
        {!isAway && words.notAvailableText}
      </EmptyState>
    )
  if (tab === 'queue') return <EmptyState tone="good" mark={<IconCheck size={20} />} title={words.queueEmpty} />
  if (tab === 'offers')
    return (
      <EmptyState tone="good" mark={<IconCheck size={20} />} title={words.offersEmpty}>
        {words.waitInQueues(counts.queue)}
      </EmptyState>
    )
  return (
    <EmptyState
      tone="good"
      mark={<IconCheck size={20} />}
      title={words.mineEmpty}
      action={counts.queue > 0 && <Button onClick={() => setTab('queue')}>{words.seeQueue}</Button>}
    >
      {words.waitInQueues(counts.queue)}
    </EmptyState>
  )
}
