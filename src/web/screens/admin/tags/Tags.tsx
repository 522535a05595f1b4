import { Button } from '@mantine/core'
import { IconPlus, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { listTags, type TagSettings } from '../../../../contract/operations/tags.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { TagChip } from '../../../parts/TagChip.tsx'
import { useAsked } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { AdminLink } from '../shared/AdminLink.tsx'
import { Asked } from '../shared/Asked.tsx'
import { searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import classes from '../shared/tags.module.css'
import { useGo } from '../shared/useGo.ts'
import { RulesScreen } from './Rules.tsx'
import { TagScreen } from './TagScreen.tsx'
import { type Listed, type TagsQuery, Unseen } from './Unseen.tsx'

/** Tags: all of them, one, a new one, or what they mean for who sees what. */
export function Tags({ rest: [id] }: ScreenProps) {
  const query = useAsked(listTags, {}, { catalog: 'tags' })
  if (id === 'rules') return <RulesScreen query={query} />
  if (id !== undefined) return <TagScreen key={id} query={query} id={id} />
  return <TagList query={query} />
}

function TagList({ query }: { query: TagsQuery }) {
  const words = useWords(tagWords)
  const go = useGo()
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('tags/new')}>
      {words.newTag}
    </Button>
  )
  return (
    <Screen title={words.tags} actions={create} fill>
      <Asked query={query}>
        {(listed) => (
          <>
            <Standing listed={listed} />
            {listed.tags.length === 0 ? (
              <EmptyState mark={<IconTag size={22} aria-hidden />} title={words.noTags} action={create}>
                {words.noTagsText}
              </EmptyState>
            ) : (
              <Rows tags={listed.tags} />
            )}
          </>
        )}
      </Asked>
    </Screen>
  )
}

/** Do tags decide anything at the moment, and what waits where nobody may see it? */
function Standing({ listed: { tagging, unseen } }: { listed: Listed }) {
  const words = useWords(tagWords)
  return (
    <div className={classes.top}>
      <Callout
        tone={tagging.active ? 'good' : 'accent'}
        action={<AdminLink to="tags/rules">{words.changeRules}</AdminLink>}
      >
        {tagging.active ? words.rulesOn : words.rulesOff}
      </Callout>
      <Unseen unseen={unseen} />
    </div>
  )
}

type Row = TagSettings & { name: string }

function Rows({ tags }: { tags: readonly TagSettings[] }) {
  const words = useWords(tagWords)
  const general = useWords(admin)
  const [search, setSearch] = useState('')
  const rows = tags.map((tag): Row => ({ ...tag, name: tag.title }))
  const shown = searched(rows, search, ({ title }) => title)
  const figure = (n: number) => (n === 0 ? <span className="quiet">–</span> : n)
  const columns: Column<Row>[] = [
    { key: 'title', title: words.title, track: '2.4fr', cell: (tag) => <TagChip tag={tag} /> },
    {
      key: 'state',
      title: general.state,
      track: '100px',
      cell: ({ active }) => <Chip tone={active ? 'good' : 'plain'}>{active ? words.active : words.retired}</Chip>,
    },
    { key: 'channels', title: general.channels, track: '90px', end: true, cell: ({ channels }) => figure(channels) },
    { key: 'queues', title: general.queues, track: '90px', end: true, cell: ({ queues }) => figure(queues) },
    { key: 'people', title: words.peopleAndKeys, track: '150px', end: true, cell: ({ people }) => figure(people) },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchTags}
        found={shown.length}
        of={rows.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={general.nothingFound}>{general.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.tags} rows={shown} columns={columns} to={({ id }) => `tags/${id}`} />
      )}
    </>
  )
}
