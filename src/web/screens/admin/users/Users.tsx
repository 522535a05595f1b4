import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentId } from '../../../../contract/ids.ts'
import { listUsers, type User } from '../../../../contract/operations/identity.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { ManyMembers } from '../queues/ManyMembers.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Names } from '../shared/Names.tsx'
import { Presence } from '../shared/Presence.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { useTagColumn, useTitles } from '../shared/TagsCell.tsx'
import { useGo } from '../shared/useGo.ts'
import { OwnSettings } from './OwnSettings.tsx'
import { TagMarked } from './TagMarked.tsx'
import { UserScreen } from './UserScreen.tsx'
import classes from './users.module.css'

/** The people of the workspace: all of them, one, or a new one. */
export function Users({ rest: [id] }: ScreenProps) {
  const words = useWords(admin)
  const go = useGo()
  const query = useAsked(listUsers, {}, { catalog: 'users' })
  if (id !== undefined)
    return <Asked query={query}>{({ users }) => <UserScreen key={id} id={id} users={users} />}</Asked>
  return (
    <Screen
      title={words.users}
      fill
      actions={
        <>
          <OwnSettings />
          <Button
            variant="filled"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void go('users/new')}
          >
            {words.newUser}
          </Button>
        </>
      }
    >
      <Asked query={query}>{({ users }) => <Rows users={users} />}</Asked>
    </Screen>
  )
}

function Rows({ users }: { users: readonly User[] }) {
  const words = useWords(admin)
  const queues = useView((view) => view.queues)
  const titles = useTitles()
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const [search, setSearch] = useState('')
  const [which, setWhich] = useState('active')
  const queuesOf = ({ queueIds }: User) => queueIds.flatMap((id) => queues[id]?.name ?? [])
  const ofKind = users.filter(
    ({ active, role }) =>
      which === 'all' || (which === 'inactive' ? !active : active && (which === 'active' || role === which)),
  )
  const shown = searched(
    ofKind.toSorted(byName),
    search,
    (user) => `${user.name} ${user.email} ${queuesOf(user).join(' ')} ${titles(user.tagIds)}`,
  )
  const tagColumn = useTagColumn<User>(({ id }) => ({ kind: 'agent', id }))
  const columns: Column<User>[] = [
    {
      key: 'name',
      title: words.name,
      track: '2.2fr',
      cell: ({ id, name, email, active }) => (
        <span className={classes.person}>
          <Avatar id={id} name={name} size={30} />
          <span className={classes.lines}>
            <bdi>{name}</bdi>
            <span className={classes.second}>{email}</span>
          </span>
          {!active && <Chip>{words.inactive}</Chip>}
        </span>
      ),
    },
    { key: 'role', title: words.role, track: '110px', cell: ({ role }) => words.roleName(role) },
    {
      key: 'queues',
      title: words.queues,
      track: '1.6fr',
      spare: true,
      cell: (user) => <Names names={queuesOf(user)} />,
    },
    ...tagColumn,
    {
      key: 'presence',
      title: words.presence,
      track: '1.2fr',
      cell: ({ id, active }) => active && <Presence agentId={id} />,
    },
    {
      key: 'capacity',
      title: words.capacityShort,
      track: '90px',
      end: true,
      cell: ({ capacity }) => capacity ?? <span className="quiet">{words.ofChannels}</span>,
    },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchPeople}
        found={shown.length}
        of={ofKind.length}
      >
        <Select
          aria-label={words.whichPeople}
          w={210}
          value={which}
          onChange={(value) => setWhich(value ?? 'active')}
          data={[
            { value: 'active', label: words.everybodyActive },
            { value: 'agent', label: words.onlyRole('agent') },
            { value: 'supervisor', label: words.onlyRole('supervisor') },
            { value: 'administrator', label: words.onlyRole('administrator') },
            { value: 'inactive', label: words.onlyInactive },
            { value: 'all', label: words.everybody },
          ]}
        />
        <Many agentIds={shown.filter(({ id }) => marked.has(id)).map(({ id }) => id)} />
      </ListBar>
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table
          name={words.users}
          rows={shown}
          columns={columns}
          to={({ id }) => `users/${id}`}
          marked={{ ids: marked, set: setMarked }}
        />
      )}
    </>
  )
}

/** What is done to all who are marked: their queues, and where there are any, their tags. */
function Many({ agentIds }: { agentIds: readonly AgentId[] }) {
  const words = useWords(tagWords)
  const hasTags = useView((view) => Object.keys(view.tags).length > 0)
  const [open, setOpen] = useState<'queues' | 'tags' | null>(null)
  const close = () => setOpen(null)
  if (agentIds.length === 0) return null
  return (
    <>
      <Button onClick={() => setOpen('queues')}>{words.queuesOfMarked(agentIds.length)}</Button>
      {hasTags && <Button onClick={() => setOpen('tags')}>{words.tagMarked(agentIds.length)}</Button>}
      {open === 'queues' && <ManyMembers agentIds={agentIds} onClose={close} />}
      {open === 'tags' && <TagMarked agentIds={agentIds} onClose={close} />}
    </>
  )
}
