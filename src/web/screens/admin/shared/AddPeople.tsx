import { Button, Modal } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { AgentId } from '../../../../contract/ids.ts'
import { listUsers } from '../../../../contract/operations/identity.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { useAsked } from '../../../sync/use.ts'
import { Asked } from './Asked.tsx'
import classes from './addpeople.module.css'
import { byName, searched } from './fold.ts'
import { ListBar } from './ListBar.tsx'
import { Table } from './Table.tsx'

type Props = {
  /** Those who are there already, and are not offered. */
  there: readonly AgentId[]
  /** What is said when everybody is. */
  nobodyLeft: { title: string; text: string }
  verb: (count: number) => string
  /** What else is to be said of those who are added, beside the button. */
  aside?: ReactNode
  /** May they be added with what stands there? */
  ready?: boolean
  onAdd: (ids: readonly AgentId[]) => void
}

/** Choose many people at once, to be added to what is in a form; they are, when the form is saved. */
export function AddPeople(props: Props) {
  const words = useWords(admin)
  const all = useWords(common)
  const [open, setOpen] = useState(false)
  const add = (ids: readonly AgentId[]) => {
    props.onAdd(ids)
    setOpen(false)
  }
  return (
    <>
      <Button
        style={{ flex: 'none' }}
        leftSection={<IconUserPlus size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {words.addPeople}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={words.addPeople}
        size="lg"
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {open && <Picker {...props} onAdd={add} />}
      </Modal>
    </>
  )
}

function Picker({ there, nobodyLeft, verb, aside, ready = true, onAdd }: Props) {
  const words = useWords(admin)
  const query = useAsked(listUsers, {}, { catalog: 'users' })
  const [search, setSearch] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  return (
    <Asked query={query}>
      {({ users }) => {
        const known = new Set(there)
        const others = users.filter(({ id, active }) => active && !known.has(id)).toSorted(byName)
        const shown = searched(others, search, ({ name, email }) => `${name} ${email}`)
        const chosen = others.filter(({ id }) => marked.has(id))
        return (
          <div className={classes.pick}>
            <ListBar
              search={search}
              onSearch={setSearch}
              placeholder={words.searchPeople}
              found={shown.length}
              of={others.length}
            />
            {others.length === 0 ? (
              <EmptyState title={nobodyLeft.title}>{nobodyLeft.text}</EmptyState>
            ) : (
              <Table
                name={words.users}
                rows={shown}
                columns={[
                  { key: 'name', title: words.name, track: '1fr', cell: ({ name }) => <bdi>{name}</bdi> },
                  { key: 'email', title: words.email, track: '1.4fr', cell: ({ email }) => email },
                ]}
                marked={{ ids: marked, set: setMarked }}
              />
            )}
            <div className={classes.foot}>
              {aside}
              <Button
                variant="filled"
                disabled={chosen.length === 0 || !ready}
                onClick={() => onAdd(chosen.map(({ id }) => id))}
              >
                {verb(chosen.length)}
              </Button>
            </div>
          </div>
        )
      }}
    </Asked>
  )
}
