import { Button, Input, NumberInput } from '@mantine/core'
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { AgentCard } from '../../../../contract/cards.ts'
import type { AgentId } from '../../../../contract/ids.ts'
import { type Belonging, belonging } from '../../../../modules/routing/core/skills.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { skills as skillsArea } from '../../../i18n/skills.ts'
import { Avatar } from '../../../parts/Avatar.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Section } from '../../../parts/Page.tsx'
import { useView } from '../../../sync/use.ts'
import { AddPeople } from '../shared/AddPeople.tsx'
import { isWholeFrom } from '../shared/checks.ts'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import { Presence } from '../shared/Presence.tsx'
import { type Column, Table } from '../shared/Table.tsx'
import type { Settings } from '../shared/useSettings.ts'
import { usePeople } from '../skills/usePeople.ts'
import {
  byAgent,
  levelLimits,
  type MemberValues,
  newMember,
  penaltyLimits,
  type QueueValues,
  rankShown,
  required,
} from './queue-values.ts'
import classes from './queues.module.css'

type Props = { settings: Settings<QueueValues>; pickOrder: readonly AgentId[] }

/** Who is in the queue, and the order in which they would be picked now. */
export function Members({ settings, pickOrder }: Props) {
  const words = useWords(admin)
  const { values, base, set } = settings
  const [search, setSearch] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const rows = useMemberRows(values, pickOrder)
  const shown = searched(rows, search, ({ name }) => name)
  const leaving = values.members.filter(({ agentId }) => marked.has(agentId))
  const isNewMember = (id: AgentId) => !base.members.some(({ agentId }) => agentId === id)
  const rank = useRankColumn(settings)
  const columns: Column<MemberRow>[] = [
    {
      key: 'name',
      title: words.agent,
      track: '2fr',
      cell: ({ id, name, named, belongs }) => (
        <span className={classes.person}>
          <Avatar id={id} name={name} size={26} />
          <span>
            <bdi>{name}</bdi>
            {named && isNewMember(id) && <span className={classes.unsaved}>{words.notSavedYet}</span>}
            {values.skills.length > 0 && <How named={named} belongs={belongs} />}
          </span>
        </span>
      ),
    },
    { key: 'presence', title: words.presence, track: '1.4fr', cell: ({ id }) => <Presence agentId={id} /> },
    ...(rank ? [rank] : []),
    {
      key: 'order',
      title: words.orderNow,
      track: '110px',
      end: true,
      cell: ({ place, belongs }) =>
        place === null || !belongs.able || values.strategy === 'pick_from_list' ? (
          <span className="quiet">{words.notPicked}</span>
        ) : values.strategy === 'weighted_random' ? (
          <span className="quiet">{words.byChance}</span>
        ) : (
          <Chip tone={place === 1 ? 'good' : 'plain'}>{words.ordinal(place)}</Chip>
        ),
    },
  ]
  const remove = () => {
    set(
      'members',
      values.members.filter(({ agentId }) => !marked.has(agentId)),
    )
    setMarked(new Set())
  }
  return (
    <div className={classes.members}>
      <Section
        title={words.membersCount(rows.length)}
        note={noteOf(values.strategy, words)}
        aside={
          <AddPeople
            there={values.members.map(({ agentId }) => agentId)}
            nobodyLeft={{ title: words.everybodyIsIn, text: words.everybodyIsInText }}
            verb={words.addMembers}
            onAdd={(ids) => set('members', byAgent([...values.members, ...ids.map(newMember)]))}
          />
        }
      >
        <div className={classes.membersBody}>
          {rows.length === 0 ? (
            <EmptyState mark={<IconUserPlus size={22} aria-hidden />} title={words.nobodyInQueue}>
              {words.nobodyInQueueText}
            </EmptyState>
          ) : (
            <>
              <ListBar
                search={search}
                onSearch={setSearch}
                placeholder={words.searchMembers}
                found={shown.length}
                of={rows.length}
              >
                {leaving.length > 0 && (
                  <Button leftSection={<IconUserMinus size={15} aria-hidden />} onClick={remove}>
                    {words.removeMembers(leaving.length)}
                  </Button>
                )}
              </ListBar>
              {settings.errorAt('members') && <Input.Error role="alert">{settings.errorAt('members')}</Input.Error>}
              <Table name={words.members} rows={shown} columns={columns} marked={{ ids: marked, set: setMarked }} />
            </>
          )}
        </div>
      </Section>
    </div>
  )
}

const noteOf = (strategy: QueueValues['strategy'], words: (typeof admin)['en']): string =>
  strategy === 'weighted_random'
    ? words.membersByChance
    : strategy === 'pick_from_list'
      ? words.membersPick
      : words.membersNote

type MemberRow = {
  id: AgentId
  name: string
  place: number | null
  member: MemberValues
  /** Otherwise they are here by their skills alone. */
  named: boolean
  belongs: Belonging
}

/** By name, by skill, or both; or named without what is asked for. */
function How({ named, belongs }: Pick<MemberRow, 'named' | 'belongs'>) {
  const words = useWords(skillsArea)
  if (!belongs.able) return <span className={classes.unsaved}>{words.notAsked}</span>
  const by = named ? (belongs.skilled ? 'both' : 'name') : 'skill'
  return <span className={classes.how}>{words.memberBy(by)}</span>
}

/** The level or the penalty of each member, where there is something to say of them. */
function useRankColumn({ values, set, errorAt, left }: Settings<QueueValues>): Column<MemberRow> | null {
  const words = useWords(admin)
  const skillWords = useWords(skillsArea)
  const rank = rankShown(values)
  if (rank === null) return null
  const limits = rank === 'level' ? levelLimits : penaltyLimits
  const change = (changed: MemberValues, value: MemberValues['level']) =>
    set(
      'members',
      values.members.map((one) => (one.agentId === changed.agentId ? { ...one, [rank]: value } : one)),
    )
  return {
    key: rank,
    title: rank === 'level' ? words.level : words.penalty,
    track: '110px',
    cell: ({ name, member, named, belongs }) =>
      rank === 'level' && values.skills.length > 0 ? (
        <span title={skillWords.levelBySkill}>{belongs.skillLevel ?? '–'}</span>
      ) : !named ? (
        <span className="quiet">{member[rank]}</span>
      ) : (
        <NumberInput
          size="xs"
          className={classes.rank}
          aria-label={rank === 'level' ? words.levelOf(name) : words.penaltyOf(name)}
          value={member[rank]}
          error={errorAt('members') !== undefined && !isWholeFrom(member[rank], limits.min, limits.max)}
          onChange={(value) => change(member, value)}
          onBlur={() => left('members')}
          {...(rank === 'penalty' && { suffix: ' %' })}
          {...limits}
          clampBehavior="none"
          allowDecimal={false}
        />
      ),
  }
}

/** Those who would be picked come first, in their order; the rest by name. Who joins by their skills is seen while editing. */
function useMemberRows(values: QueueValues, pickOrder: readonly AgentId[]): MemberRow[] {
  const words = useWords(admin)
  const agents = useView((view) => view.agents)
  const people = usePeople()
  const named = new Map(values.members.map((member) => [member.agentId, member]))
  const asking = { skills: required(values.skills), joinsBySkill: values.joinsBySkill }
  const rows = people.flatMap((person) => {
    const { id } = person
    const belongs = belonging(asking, person, named.has(id))
    if (belongs === null) return []
    const place = pickOrder.indexOf(id)
    const row = { id, belongs, named: named.has(id), member: named.get(id) ?? newMember(id) }
    return [{ ...row, name: nameOf(agents, id) ?? words.gone, place: place < 0 ? null : place + 1 }]
  })
  return rows.toSorted(
    (a, b) => (a.place ?? Number.MAX_SAFE_INTEGER) - (b.place ?? Number.MAX_SAFE_INTEGER) || byName(a, b),
  )
}

const nameOf = (agents: Readonly<Record<string, AgentCard>>, id: AgentId): string | undefined => agents[id]?.name
