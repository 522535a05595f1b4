import { Button } from '@mantine/core'
import { IconPlus, IconStairsUp } from '@tabler/icons-react'
import { useState } from 'react'
import { listSkills, type Skill } from '../../../../contract/operations/skills.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
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
import { useGo } from '../shared/useGo.ts'
import { SkillScreen } from './SkillScreen.tsx'

/** What people can do: all skills, one of them, or a new one. */
export function Skills({ rest: [id] }: ScreenProps) {
  const words = useWords(skillWords)
  const go = useGo()
  const query = useAsked(listSkills, {}, { catalog: 'skills' })
  if (id !== undefined) return <SkillScreen key={id} query={query} id={id} />
  const create = (
    <Button variant="filled" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void go('skills/new')}>
      {words.newSkill}
    </Button>
  )
  return (
    <Screen title={words.skills} actions={create} fill>
      <Asked query={query}>
        {({ skills }) =>
          skills.length === 0 ? (
            <EmptyState mark={<IconStairsUp size={22} aria-hidden />} title={words.noSkills} action={create}>
              {words.noSkillsText}
            </EmptyState>
          ) : (
            <Rows skills={skills} />
          )
        }
      </Asked>
    </Screen>
  )
}

function Rows({ skills }: { skills: readonly Skill[] }) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const queues = useView((view) => view.queues)
  const [search, setSearch] = useState('')
  const shown = searched(skills.toSorted(byName), search, ({ name, description }) => `${name} ${description}`)
  const columns: Column<Skill>[] = [
    { key: 'name', title: general.name, track: '1.4fr', cell: ({ name }) => <bdi>{name}</bdi> },
    { key: 'description', title: general.description, track: '2fr', spare: true, cell: (skill) => skill.description },
    {
      key: 'queues',
      title: words.askedForBy,
      track: '1.6fr',
      cell: ({ queueIds }) => <Names names={queueIds.map((id) => queues[id]?.name ?? general.gone)} />,
    },
    {
      key: 'people',
      title: words.people,
      track: '90px',
      end: true,
      cell: ({ people }) => (people.length === 0 ? <Chip tone="warn">{general.nobody}</Chip> : people.length),
    },
  ]
  return (
    <>
      <ListBar
        search={search}
        onSearch={setSearch}
        placeholder={words.searchSkills}
        found={shown.length}
        of={skills.length}
      />
      {shown.length === 0 ? (
        <EmptyState title={general.nothingFound}>{general.nothingFoundText}</EmptyState>
      ) : (
        <Table name={words.skills} rows={shown} columns={columns} to={({ id }) => `skills/${id}`} />
      )}
    </>
  )
}
