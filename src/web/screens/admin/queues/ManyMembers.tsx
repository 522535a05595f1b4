import { Button, Group, Modal, MultiSelect, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { AgentId, QueueId } from '../../../../contract/ids.ts'
import { listUsers, type User } from '../../../../contract/operations/identity.ts'
import { changeMembers, listQueues, maxPeopleAtOnce, maxQueuesAtOnce } from '../../../../contract/operations/queues.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { EmptyState } from '../../../parts/EmptyState.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { announce } from '../../../shell/announce.ts'
import { useAct, useAsked } from '../../../sync/use.ts'
import { Asked } from '../shared/Asked.tsx'
import { byName, searched } from '../shared/fold.ts'
import { ListBar } from '../shared/ListBar.tsx'
import classes from '../shared/settings.module.css'
import { type Column, Table } from '../shared/Table.tsx'
import tagClasses from '../shared/tags.module.css'
import { type Change, choosable, membershipPlan, type NamedQueue, namedIn } from './membership-plan.ts'

type Props = { queueIds?: readonly QueueId[]; agentIds?: readonly AgentId[]; onClose: () => void }

/** Put several people into several queues, or take them out, in one go; what it comes to is said before and after. */
export function ManyMembers(props: Props) {
  const words = useWords(tagWords)
  const { close } = useWords(common)
  const users = useAsked(listUsers, {}, { catalog: 'users' })
  const queues = useAsked(listQueues, {}, { catalog: 'queues' })
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={words.manyMembers}
      size="lg"
      closeButtonProps={{ 'aria-label': close }}
    >
      <Asked query={users}>
        {({ users: people }) => (
          <Asked query={queues}>{({ queues: all }) => <Choosing {...props} people={people} queues={all} />}</Asked>
        )}
      </Asked>
    </Modal>
  )
}

type ChoosingProps = Props & { people: readonly User[]; queues: readonly NamedQueue[] }
type Done = { change: Change; changed: number; queueIds: readonly QueueId[] }

function Choosing({ people, queues, queueIds = [], agentIds = [], onClose }: ChoosingProps) {
  const words = useWords(tagWords)
  const { run, busy, refusal } = useAct(changeMembers)
  const [change, setChange] = useState<Change>('add')
  const [chosenQueues, setChosenQueues] = useState<readonly QueueId[]>(queueIds)
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set(agentIds))
  const [done, setDone] = useState<Done | null>(null)
  const into = queues.filter(({ id }) => chosenQueues.includes(id))
  const offered = choosable(
    people.filter(({ active }) => active),
    into,
    change,
  ).toSorted(byName)
  const whom = offered.filter(({ id }) => marked.has(id)).map(({ id }) => id)
  const plan = membershipPlan(into, whom, change)
  const submit = async () => {
    const answer = await run({ queueIds: into.map(({ id }) => id), agentIds: whom, change })
    if (!answer?.ok) return
    setDone({ change, changed: answer.value.changed, queueIds: into.map(({ id }) => id) })
    announce((change === 'add' ? words.began : words.ended)(answer.value.changed))
  }
  if (done) {
    const again = () => {
      setMarked(new Set())
      setDone(null)
    }
    return <Result done={done} queues={queues} onAgain={again} onClose={onClose} />
  }
  return (
    <div className={tagClasses.chosen}>
      {refusal && <Trouble refusal={refusal} />}
      <SegmentedControl
        aria-label={words.whatToDo}
        value={change}
        onChange={(value) => setChange(value as Change)}
        data={[
          { value: 'add', label: words.addThem },
          { value: 'remove', label: words.removeThem },
        ]}
      />
      <MultiSelect
        label={words.whichQueues}
        description={words.queuesNote}
        placeholder={chosenQueues.length === 0 ? words.chooseQueues : ''}
        searchable
        hidePickedOptions
        data={queues.toSorted(byName).map(({ id, name }) => ({ value: id as string, label: name }))}
        value={[...chosenQueues]}
        onChange={(ids) => setChosenQueues(ids as QueueId[])}
      />
      <People offered={offered} into={into} change={change} marked={marked} onMarked={setMarked} />
      <Preview queues={into.length} people={whom.length} plan={plan} change={change} />
      <Group justify="flex-end">
        <Button
          variant="filled"
          disabled={plan.changes === 0 || plan.isTooMany}
          loading={busy}
          onClick={() => void submit()}
        >
          {(change === 'add' ? words.doAdd : words.doRemove)(plan.changes)}
        </Button>
      </Group>
    </div>
  )
}

type PeopleProps = {
  offered: readonly User[]
  into: readonly NamedQueue[]
  change: Change
  marked: ReadonlySet<string | number>
  onMarked: (ids: ReadonlySet<string | number>) => void
}

function People({ offered, into, change, marked, onMarked }: PeopleProps) {
  const words = useWords(tagWords)
  const general = useWords(admin)
  const [search, setSearch] = useState('')
  const shown = searched(offered, search, ({ name, email }) => `${name} ${email}`)
  const named = namedIn(into)
  const columns: Column<User>[] = [
    { key: 'name', title: general.name, track: '1fr', cell: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'in',
      title: words.inQueues,
      track: '90px',
      end: true,
      cell: ({ id }) => words.inOf(named.get(id) ?? 0, into.length),
    },
  ]
  return (
    <section aria-label={words.whichPeople}>
      <h3 className={classes.fieldLabel}>{words.whichPeople}</h3>
      <p className={classes.hint}>{change === 'add' ? words.whomToAdd : words.whomToRemove}</p>
      <div className={tagClasses.peopleTable}>
        <ListBar
          search={search}
          onSearch={setSearch}
          placeholder={general.searchPeople}
          found={shown.length}
          of={offered.length}
        />
        {offered.length === 0 ? (
          <EmptyState title={words.nobodyToList}>
            {change === 'add' ? words.nobodyToAdd : words.nobodyToRemove}
          </EmptyState>
        ) : (
          <Table name={words.whichPeople} rows={shown} columns={columns} marked={{ ids: marked, set: onMarked }} />
        )}
      </div>
    </section>
  )
}

type PreviewProps = { queues: number; people: number; plan: ReturnType<typeof membershipPlan>; change: Change }

/** What it comes to, before anything is done. */
function Preview({ queues, people, plan, change }: PreviewProps) {
  const words = useWords(tagWords)
  const others = plan.pairs - plan.changes
  return (
    <div role="status">
      {plan.pairs === 0 ? (
        <p className={classes.hint}>{words.chooseBoth}</p>
      ) : (
        <>
          <p className={tagClasses.pairs}>{words.pairs(queues, people)}</p>
          <p className={classes.hint}>
            {(change === 'add' ? words.willBegin : words.willEnd)(plan.changes, others)}
            {change === 'remove' && ` ${words.bySkillStays}`}
          </p>
          {plan.isTooMany && <Callout tone="bad">{words.tooMany(maxQueuesAtOnce, maxPeopleAtOnce)}</Callout>}
          {plan.emptied.length > 0 && <Callout tone="warn">{words.emptied(plan.emptied)}</Callout>}
        </>
      )}
    </div>
  )
}

type ResultProps = { done: Done; queues: readonly NamedQueue[]; onAgain: () => void; onClose: () => void }

function Result({ done: { change, changed, queueIds }, queues, onAgain, onClose }: ResultProps) {
  const words = useWords(tagWords)
  return (
    <div className={tagClasses.chosen}>
      <Callout tone="good">{(change === 'add' ? words.began : words.ended)(changed)}</Callout>
      <ul className={tagClasses.people}>
        {queues
          .filter(({ id }) => queueIds.includes(id))
          .map(({ id, name, members }) => (
            <li key={id}>{words.nowIn(name, members.length)}</li>
          ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onAgain}>{words.another}</Button>
        <Button variant="filled" onClick={onClose} data-autofocus>
          {words.done}
        </Button>
      </Group>
    </div>
  )
}
