import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { listUsers, type User } from '../../../../contract/operations/identity.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import type { ScreenProps } from '../Admin.tsx'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Names } from '../shared/Names.tsx'
import { Presence } from '../shared/Presence.tsx'
import { Screen } from '../shared/Screen.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import { useGo } from '../shared/useGo.ts'
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
        <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('users/new')}>
          {words.newUser}
        </Button>
      }
    >
      <Asked query={query}>{({ users }) => <Rows users={users} />}</Asked>
    </Screen>
  )
}

function Rows({ users }: { users: readonly User[] }) {
  const words = useWords(admin)
  const queues = useView((view) => view.queues)
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
    (user) => `${user.name} ${user.email} ${queuesOf(user).join(' ')}`,
  )
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
      </ListBar>
      {shown.length === 0 ? (
        <EmptyState title={words.nothingFound}>{words.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.users} rows={shown} columns={columns} to={({ id }) => `users/${id}`} />
      )}
    </>
  )
}
