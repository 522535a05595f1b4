import { Button } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelSettings } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { usePhoneNumber } from '../../../i18n/phone.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { type Refused, useView } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { useTagColumn, useTitles } from '../shared/TagsCell.tsx'
import { useGo } from '../shared/useGo.ts'
import classes from './channels.module.css'
import { Health } from './Health.tsx'
import { type OpenWork, useOpenWork } from './useOpenWork.ts'

type Query = UseQueryResult<{ channels: ChannelSettings[] }, Refused>

/** All channels: where they lead, whether they are on, and how they are. */
export function ChannelList({ query }: { query: Query }) {
  const words = useWords(admin)
  const go = useGo()
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('channels/new')}>
      {words.newChannel}
    </Button>
  )
  return (
    <Screen title={words.channels} actions={create} fill>
      <Asked query={query}>
        {({ channels }) =>
          channels.length === 0 ? (
            <EmptyState mark={<IconPlugConnected size={22} aria-hidden />} title={words.noChannels} action={create}>
              {words.noChannelsText}
            </EmptyState>
          ) : (
            <Rows channels={channels} />
          )
        }
      </Asked>
    </Screen>
  )
}

function Rows({ channels }: { channels: readonly ChannelSettings[] }) {
  const words = useWords(admin)
  const phoneNumber = usePhoneNumber()
  const queues = useView((view) => view.queues)
  const titles = useTitles()
  const [search, setSearch] = useState('')
  const queueOf = ({ queueId }: ChannelSettings) => (queueId === null ? '' : (queues[queueId]?.name ?? ''))
  const openWork = useOpenWork()
  const shown = searched(
    channels.toSorted(byName),
    search,
    (channel) =>
      `${channel.name} ${channel.key} ${channel.displayNumber} ${phoneNumber(channel.displayNumber)} ${queueOf(channel)} ${titles(channel.tagIds)}`,
  )
  const tagColumn = useTagColumn<ChannelSettings>(({ id }) => ({ kind: 'channel', id }))
  const columns: Column<ChannelSettings>[] = [
    {
      key: 'name',
      title: words.name,
      track: '2.2fr',
      cell: ({ key, name }) => (
        <span className={classes.name}>
          <Chip>{key}</Chip>
          <bdi>{name}</bdi>
        </span>
      ),
    },
    {
      key: 'number',
      title: words.number,
      track: '1.4fr',
      cell: ({ displayNumber }) =>
        displayNumber === '' ? (
          <span className="quiet">{words.noNumber}</span>
        ) : (
          <bdi className="figures">{phoneNumber(displayNumber)}</bdi>
        ),
    },
    {
      key: 'queue',
      title: words.queue,
      track: '1.2fr',
      spare: true,
      cell: (channel) => queueOf(channel) || <span className="quiet">{words.none}</span>,
    },
    {
      key: 'state',
      title: words.state,
      track: '120px',
      cell: ({ id, active }) => <State active={active} {...openWork(id)} />,
    },
    ...tagColumn,
    { key: 'health', title: words.health, track: '2.4fr', cell: (channel) => <Health channel={channel} /> },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchChannels}
        found={shown.length}
        of={channels.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.channels} rows={shown} columns={columns} to={({ id }) => `channels/${id}`} />
      )}
    </>
  )
}

/** On or off; off with work left in it stands out. */
function State({ active, waiting, held }: OpenWork & { active: boolean }) {
  const words = useWords(admin)
  if (active) return <Chip tone="good">{words.on}</Chip>
  const open = waiting + held
  return open === 0 ? <Chip>{words.off}</Chip> : <Chip tone="warn">{words.offWithOpen(open)}</Chip>
}
