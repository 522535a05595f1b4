import { Button } from '@mantine/core'
import { IconPlus, IconUsersGroup, IconUsersPlus } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { QueueId } from '../../../../contract/ids.ts'
import { listQueues } from '../../../../contract/operations/queues.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Names } from '../shared/Names.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { useTagColumn, useTitles } from '../shared/TagsCell.tsx'
import { useGo } from '../shared/useGo.ts'
import { ManyMembers } from './ManyMembers.tsx'
import { type ListedQueue, QueueScreen } from './QueueScreen.tsx'

/** Who would be picked depends on what everybody does: asked again when that has settled for a moment. */
const settleMs = 1000
/** On a busy day it never settles: asked all the same. */
const longestMs = 5000

/** The queues: all of them, one of them, or a new one. */
export function Queues({ rest: [id] }: ScreenProps) {
  const query = useAsked(listQueues, {}, { catalog: 'queues' })
  const agents = useView((view) => view.agents)
  const interactions = useView((view) => view.interactions)
  const again = useEffectEvent(() => void query.refetch())
  const since = useRef<number | null>(null)
  // What moves the order starts the wait.
  useEffect(() => {
    since.current ??= performance.now()
    const leftMs = since.current + longestMs - performance.now()
    const timer = setTimeout(
      () => {
        since.current = null
        again()
      },
      Math.min(settleMs, leftMs),
    )
    return () => clearTimeout(timer)
  }, [agents, interactions])
  if (id === undefined) return <QueueList query={query} />
  return <QueueScreen key={id} query={query} id={id} />
}

function QueueList({
  query,
}: {
  query: ReturnType<typeof useAsked<typeof listQueues.input, typeof listQueues.output>>
}) {
  const words = useWords(admin)
  const go = useGo()
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('queues/new')}>
      {words.newQueue}
    </Button>
  )
  return (
    <Screen title={words.queues} actions={create} fill>
      <Asked query={query}>
        {({ queues }) =>
          queues.length === 0 ? (
            <EmptyState mark={<IconUsersGroup size={22} aria-hidden />} title={words.noQueues} action={create}>
              {words.noQueuesText}
            </EmptyState>
          ) : (
            <Rows queues={queues} />
          )
        }
      </Asked>
    </Screen>
  )
}

function Rows({ queues }: { queues: readonly ListedQueue[] }) {
  const words = useWords(admin)
  const channels = useView((view) => view.channels)
  const titles = useTitles()
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const [search, setSearch] = useState('')
  const channelsOf = (queue: ListedQueue) => Object.values(channels).filter(({ queueId }) => queueId === queue.id)
  const shown = searched(
    queues.toSorted(byName),
    search,
    (queue) =>
      `${queue.name} ${queue.description} ${channelsOf(queue)
        .map(({ name }) => name)
        .join(' ')} ${titles(queue.tagIds)}`,
  )
  const tagColumn = useTagColumn<ListedQueue>(({ id }) => ({ kind: 'queue', id }))
  const columns: Column<ListedQueue>[] = [
    { key: 'name', title: words.name, track: '2fr', cell: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'channels',
      title: words.channels,
      track: '2fr',
      cell: (queue) => <Names names={channelsOf(queue).map(({ name }) => name)} />,
    },
    {
      key: 'members',
      title: words.members,
      track: '90px',
      end: true,
      cell: ({ membership }) => {
        const able = membership.filter((one) => one.able).length
        return able === 0 ? <Chip tone="warn">{words.nobody}</Chip> : able
      },
    },
    ...tagColumn,
    { key: 'ready', title: words.readyNow, track: '100px', end: true, cell: ({ pickOrder }) => pickOrder.length },
    { key: 'waiting', title: words.waiting, track: '90px', end: true, cell: ({ waiting }) => waiting },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchQueues}
        found={shown.length}
        of={queues.length}
      >
        <ChangeMembers queueIds={shown.filter(({ id }) => marked.has(id)).map(({ id }) => id)} />
      </ListBar>
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.queues}
          rows={shown}
          columns={columns}
          to={({ id }) => `queues/${id}`}
          marked={{ ids: marked, set: setMarked }}
        />
      )}
    </>
  )
}

/** Membership of several queues at once, beginning with those that are marked. */
function ChangeMembers({ queueIds }: { queueIds: readonly QueueId[] }) {
  const words = useWords(tagWords)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button leftSection={<IconUsersPlus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {words.manyMembers}
      </Button>
      {isOpen && <ManyMembers queueIds={queueIds} onClose={() => setOpen(false)} />}
    </>
  )
}
