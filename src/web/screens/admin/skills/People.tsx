import { Button, Input, Modal, NumberInput } from '@mantine/core'
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentId } from '../../../../contract/ids.ts'
import { listUsers } from '../../../../contract/operations/identity.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { useAsked, useView } from '../../../sync/use.ts'
import queueClasses from '../queues/queues.module.css'
import { Asked } from '../shared/Asked.tsx'
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
      <Section title={words.peopleCount(rows.length)} note={words.peopleNote} aside={<AddPeople settings={settings} />}>
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

/** Choose many people at once; they have it when the skill is saved. */
function AddPeople({ settings }: Props) {
  const general = useWords(admin)
  const all = useWords(common)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        style={{ flex: 'none' }}
        leftSection={<IconUserPlus size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {general.addPeople}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={general.addPeople}
        size="lg"
        closeButtonProps={{ 'aria-label': all.close }}
      >
        {open && <Picker settings={settings} onDone={() => setOpen(false)} />}
      </Modal>
    </>
  )
}

function Picker({ settings, onDone }: Props & { onDone: () => void }) {
  const words = useWords(skillWords)
  const general = useWords(admin)
  const query = useAsked(listUsers, {}, { catalog: 'users' })
  const [search, setSearch] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const [level, setLevel] = useState<Typed>(usualLevel)
  const { values, set } = settings
  return (
    <Asked query={query}>
      {({ users }) => {
        const having = new Set(values.people.map(({ agentId }) => agentId))
        const others = users.filter(({ id, active }) => active && !having.has(id)).toSorted(byName)
        const shown = searched(others, search, ({ name, email }) => `${name} ${email}`)
        const chosen = others.filter(({ id }) => marked.has(id))
        const add = () => {
          set('people', byPerson([...values.people, ...chosen.map(({ id }) => ({ agentId: id, level }))]))
          onDone()
        }
        return (
          <div className={queueClasses.pick}>
            <ListBar
              search={search}
              onSearch={setSearch}
              placeholder={general.searchPeople}
              found={shown.length}
              of={others.length}
            />
            {others.length === 0 ? (
              <EmptyState title={words.everybodyHasIt}>{words.everybodyHasItText}</EmptyState>
            ) : (
              <Table
                name={general.users}
                rows={shown}
                columns={[
                  { key: 'name', title: general.name, track: '1fr', cell: ({ name }) => <bdi>{name}</bdi> },
                  { key: 'email', title: general.email, track: '1.4fr', cell: ({ email }) => email },
                ]}
                marked={{ ids: marked, set: setMarked }}
              />
            )}
            <div className={queueClasses.foot}>
              <NumberInput
                size="xs"
                className={classes.number ?? ''}
                aria-label={words.levelForAll}
                value={level}
                onChange={setLevel}
                {...levelLimits}
                allowDecimal={false}
              />
              <Button variant="filled" disabled={chosen.length === 0 || !isLevel(level)} onClick={add}>
                {words.addPeople(chosen.length)}
              </Button>
            </div>
          </div>
        )
      }}
    </Asked>
  )
}
