import { Button, Input, NumberInput } from '@mantine/core'
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentId } from '../../../../contract/ids.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { useView } from '../../../sync/use.ts'
import queueClasses from '../queues/queues.module.css'
import { AddPeople } from '../shared/AddPeople.tsx'
import type { Typed } from '../shared/checks.ts'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import type { Settings } from '../shared/useSettings.ts'
import { byPerson, isLevel, levelLimits, type SkillValues, usualLevel } from './skill-values.ts'
import classes from './skills.module.css'

type Props = { settings: Settings<SkillValues> }
type Row = { id: AgentId; name: string; level: Typed }

/** Everybody who has a skill, and how well: many at once, or one by one. */
export function People({ settings }: Props) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const { values, set, errorAt, left } = settings
  const agents = useView((view) => view.agents)
  const [search, setSearch] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const rows = values.people
    .map(({ agentId, level }) => ({ id: agentId, name: agents[agentId]?.name ?? general.gone, level }))
    .toSorted(byName)
  const shown = searched(rows, search, ({ name }) => name)
  const chosen = values.people.filter(({ agentId }) => marked.has(agentId))
  const change = (ids: ReadonlySet<string | number>, level: Typed) =>
    set(
      'people',
      values.people.map((one) => (ids.has(one.agentId) ? { ...one, level } : one)),
    )
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: general.name,
      track: '2fr',
      cell: ({ id, name }) => (
        <span className={queueClasses.person}>
          <Avatar id={id} name={name} size={26} />
          <bdi>{name}</bdi>
        </span>
      ),
    },
    {
      key: 'level',
      title: general.level,
      track: '120px',
      cell: ({ id, name, level }) => (
        <NumberInput
          size="xs"
          className={queueClasses.rank}
          aria-label={words.levelOf(name)}
          value={level}
          error={errorAt('people') !== undefined && !isLevel(level)}
          onChange={(value) => change(new Set([id]), value)}
          onBlur={() => left('people')}
          {...levelLimits}
          clampBehavior="none"
          allowDecimal={false}
        />
      ),
    },
  ]
  const takeAway = () => {
    set(
      'people',
      values.people.filter(({ agentId }) => !marked.has(agentId)),
    )
    setMarked(new Set())
  }
  return (
    <div className={queueClasses.members}>
      <Section title={words.peopleCount(rows.length)} note={words.peopleNote} aside={<Adding settings={settings} />}>
        <div className={queueClasses.membersBody}>
          {rows.length === 0 ? (
            <EmptyState mark={<IconUserPlus size={22} aria-hidden />} title={words.nobodyHasIt}>
              {words.nobodyHasItText}
            </EmptyState>
          ) : (
            <>
              <ListBar
                search={search}
                onSearch={setSearch}
                placeholder={general.searchMembers}
                found={shown.length}
                of={rows.length}
              >
                {chosen.length > 0 && (
                  <Many count={chosen.length} onLevel={(level) => change(marked, level)} onTakeAway={takeAway} />
                )}
              </ListBar>
              {errorAt('people') && <Input.Error role="alert">{errorAt('people')}</Input.Error>}
              <Table name={words.people} rows={shown} columns={columns} marked={{ ids: marked, set: setMarked }} />
            </>
          )}
        </div>
      </Section>
    </div>
  )
}

type ManyProps = { count: number; onLevel: (level: number) => void; onTakeAway: () => void }

/** What is done to all who are marked. */
function Many({ count, onLevel, onTakeAway }: ManyProps) {
  const words = useWords(skillWords)
  const [level, setLevel] = useState<Typed>(usualLevel)
  return (
    <div className={classes.bulk}>
      <NumberInput
        size="xs"
        className={classes.number ?? ''}
        aria-label={words.levelForAll}
        value={level}
        onChange={setLevel}
        {...levelLimits}
        allowDecimal={false}
      />
      <Button disabled={!isLevel(level)} onClick={() => onLevel(Number(level))}>
        {words.setLevel(count)}
      </Button>
      <Button leftSection={<IconUserMinus size={15} aria-hidden />} onClick={onTakeAway}>
        {words.takeAway(count)}
      </Button>
    </div>
  )
}

/** Many at once, all equally well to begin with; they have it when the skill is saved. */
function Adding({ settings }: Props) {
  const words = useWords(skillWords)
  const [level, setLevel] = useState<Typed>(usualLevel)
  const { values, set } = settings
  return (
    <AddPeople
      there={values.people.map(({ agentId }) => agentId)}
      nobodyLeft={{ title: words.everybodyHasIt, text: words.everybodyHasItText }}
      verb={words.addPeople}
      ready={isLevel(level)}
      aside={
        <NumberInput
          size="xs"
          className={classes.number ?? ''}
          aria-label={words.levelForAll}
          value={level}
          onChange={setLevel}
          {...levelLimits}
          allowDecimal={false}
        />
      }
      onAdd={(ids) => set('people', byPerson([...values.people, ...ids.map((agentId) => ({ agentId, level }))]))}
    />
  )
}
