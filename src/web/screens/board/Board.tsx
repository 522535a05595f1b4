import { Button, Menu, Select, TextInput } from '@mantine/core'
import { IconDots, IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { AgentId, ChannelId, Instant, InteractionId, QueueId } from '../../../contract/ids.ts'
import { listReasons } from '../../../contract/operations/presence.ts'
import type { BoardDay } from '../../../contract/operations/supervision.ts'
import { maySteer } from '../../../contract/permissions.ts'
import type { View } from '../../../contract/view.ts'
import {
  type AgentLine,
  type AgentState,
  agentLines,
  agentStates,
  isOverTime,
  type LiveDay,
  type OpenWork,
} from '../../../modules/supervision/core/board.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { clockTime, duration, number } from '../../i18n/formats.ts'
import { locale } from '../../i18n/language.ts'
import { usePhoneNumber } from '../../i18n/phone.ts'
import { tags as tagArea } from '../../i18n/tags.ts'
import { ChannelMark } from '../../parts/ChannelMark.tsx'
import { Chip } from '../../parts/Chip.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Loading } from '../../parts/Loading.tsx'
import { Page } from '../../parts/Page.tsx'
import { PresenceMark, type PresenceShape } from '../../parts/PresenceMark.tsx'
import { passFocusOn } from '../../parts/pass-focus-on.ts'
import { TagChips } from '../../parts/TagChips.tsx'
import { Trouble } from '../../parts/Trouble.tsx'
import { NotFound } from '../../shell/NotFound.tsx'
import { useClock } from '../../sync/clock.ts'
import { store } from '../../sync/session.ts'
import { present, sameItems, useAsked, useMay, useMe, useSync } from '../../sync/use.ts'
import { searched } from '../admin/shared/fold.ts'
import { type Column, Table } from '../admin/shared/Table.tsx'
import classes from './board.module.css'
import { DayZone } from './DayZone.tsx'
import { GiveDialog, MoveDialog, SignOutDialog } from './Dialogs.tsx'
import { QueueTiles } from './QueueTiles.tsx'
import { useDay } from './useDay.ts'
import { type Steering, useSteering } from './useSteering.ts'

/** What is open beside the board. */
type Opened =
  | { what: 'move' | 'give'; cards: readonly InteractionCard[] }
  | { what: 'sign_out'; agent: AgentLine }
  | null

/** The supervisor's board: queues, agents and who waits, now and since the day began, with all that can be done. */
export function Board() {
  return useMay('interactions.steer') ? <Loaded /> : <NotFound />
}

function Loaded() {
  const words = useWords(board)
  const { day, told, refusal, again } = useDay()
  if (refusal && !day)
    return (
      <Page title={words.title}>
        <Trouble refusal={refusal} again={again} />
      </Page>
    )
  if (!day || !told)
    return (
      <Page title={words.title}>
        <Loading lines={6} />
      </Page>
    )
  return <Live day={day} told={told} />
}

type Filter = { queueId: string | null; channelId: string | null; state: string | null; tagId: string | null }

const openWork = (view: View): OpenWork => ({
  queues: Object.values(view.queues),
  agents: Object.values(view.agents),
  interactions: Object.values(view.interactions),
  channels: Object.values(view.channels),
})

/**
 * What came in is shown once a second, with the one clock of the page, however many lines that was. Rows of which nothing
 * changed stay as they are: what moves with the clock in them moves by itself.
 */
function Live({ day, told }: { day: LiveDay; told: BoardDay }) {
  const words = useWords(board)
  const view = useClock(() => present(store.read().view))
  const [filter, setFilter] = useFilter(view)
  const [opened, setOpened] = useState<Opened>(null)
  const steering = useSteering()
  const open = useMemo(() => openWork(view), [view])
  const agents = useKept(useMemo(() => agentLines(open, day), [open, day]))
  const shown = useMemo(() => shownOf(view, agents, filter), [view, agents, filter])
  const close = () => setOpened(null)
  return (
    <Page title={words.title} actions={<Filters filter={filter} onChange={setFilter} told={told} />}>
      <LineAway />
      <section className={classes.section} aria-label={words.queues}>
        {open.queues.length === 0 ? (
          <EmptyState title={words.noQueues} />
        ) : (
          <QueueTiles open={open} day={day} channelIds={shown.channelIds} isShown={shown.isQueueShown} />
        )}
      </section>
      <div className={classes.panes}>
        <Agents agents={shown.agents} limits={day.limits} steering={steering} onOpen={setOpened} />
        <Waiting cards={shown.waiting} onOpen={setOpened} />
      </div>
      {opened?.what === 'move' && <MoveDialog cards={opened.cards} steering={steering} onClose={close} />}
      {opened?.what === 'give' && (
        <GiveDialog cards={opened.cards} steering={steering} agents={agents} onClose={close} />
      )}
      {opened?.what === 'sign_out' && <SignOutDialog agent={opened.agent} steering={steering} onClose={close} />}
    </Page>
  )
}

/** What was chosen above the board. Its queue is in the address, so that a link leads there; one that is gone hides nothing. */
function useFilter({ queues }: View): [Filter, (filter: Filter) => void] {
  const navigate = useNavigate()
  // While the board is being left it has no address any more.
  const queue = useSearch({ from: '/shell/board', shouldThrow: false })?.queue ?? null
  const [rest, setRest] = useState({ channelId: null, state: null, tagId: null } as Omit<Filter, 'queueId'>)
  const queueId = queue !== null && queues[queue] ? queue : null
  const filter = useMemo(() => ({ ...rest, queueId }), [rest, queueId])
  const set = useCallback(
    ({ queueId: chosen, ...others }: Filter) => {
      setRest(others)
      if (chosen !== queueId)
        void navigate({ to: '/board', search: chosen === null ? {} : { queue: chosen }, replace: true })
    },
    [navigate, queueId],
  )
  return [filter, set]
}

/** Lines that are made again and again: each is the one from before while nothing in it has changed. */
function useKept(lines: readonly AgentLine[]): readonly AgentLine[] {
  const last = useRef(new Map<AgentId, AgentLine>())
  return useMemo(() => {
    const kept = lines.map((line) => {
      const before = last.current.get(line.id)
      return before && isSameLine(before, line) ? before : line
    })
    last.current = new Map(kept.map((line) => [line.id, line]))
    return kept
  }, [lines])
}

const isSameLine = (a: AgentLine, b: AgentLine): boolean =>
  Object.keys(b).every((key) => sameItems(a[key as keyof AgentLine], b[key as keyof AgentLine]))

/** What is left of the board by what was chosen above it. */
function shownOf(view: View, agents: readonly AgentLine[], { queueId, channelId, state, tagId }: Filter) {
  // What carries the tag itself; of who waits, also what came by a channel or into a queue that does.
  const isTagged = (tagIds: readonly string[] = []) => tagId === null || tagIds.includes(tagId)
  const reached = new Set(
    Object.values(view.channels)
      .filter(({ id }) => id === channelId)
      .map((channel) => channel.queueId),
  )
  return {
    channelIds: channelId === null ? null : new Set([channelId as ChannelId]),
    isQueueShown: (id: QueueId) => (queueId === null || id === queueId) && isTagged(view.queues[id]?.tagIds),
    agents: agents.filter(
      (agent) =>
        isTagged(agent.card.tagIds) &&
        (queueId === null || agent.card.queueIds.includes(queueId as QueueId)) &&
        (channelId === null || agent.card.queueIds.some((id) => reached.has(id))) &&
        (state === null ? agent.state !== 'signed_out' || agents.length < 40 : agent.state === state),
    ),
    waiting: Object.values(view.interactions).filter(
      (card) =>
        (card.state === 'waiting' || card.state === 'offered') &&
        (isTagged(card.tagIds) ||
          isTagged(view.queues[card.queueId]?.tagIds) ||
          isTagged(view.channels[card.conversation.channelId]?.tagIds)) &&
        (queueId === null || card.queueId === queueId) &&
        (channelId === null || card.conversation.channelId === channelId),
    ),
  }
}

function LineAway() {
  const words = useWords(board)
  const line = useSync((state) => state.line)
  if (line.state !== 'offline') return null
  return (
    <p role="status" className={classes.away}>
      {words.asOf(clockTime(line.since, { locale: locale() }))}
    </p>
  )
}

type FiltersProps = { filter: Filter; onChange: (filter: Filter) => void; told: BoardDay }

const Filters = memo(function Filters({ filter, onChange, told }: FiltersProps) {
  const words = useWords(board)
  const queues = useSync((state) => present(state.view).queues)
  const channels = useSync((state) => present(state.view).channels)
  const { onlyTag } = useWords(tagArea)
  const tags = useSync((state) => present(state.view).tags)
  const tagged = Object.values(tags)
    .map(({ id, title }) => ({ value: id as string, label: title }))
    .sort((a, b) => a.label.localeCompare(b.label))
  const options = (things: Readonly<Record<string, { id: string; name: string }>>) =>
    Object.values(things).map(({ id, name }) => ({ value: id, label: name }))
  const states = agentStates.map((state) => ({ value: state as string, label: words.states(state) }))
  const choose = (name: string, part: keyof Filter, data: { value: string; label: string }[]) => (
    <Select
      aria-label={name}
      placeholder={`${name}: ${words.all}`}
      data={data}
      value={filter[part]}
      onChange={(value) => onChange({ ...filter, [part]: value })}
      clearable
      allowDeselect
      w={170}
    />
  )
  return (
    <>
      <DayZone told={told} />
      {choose(words.filterQueue, 'queueId', options(queues))}
      {choose(words.filterChannel, 'channelId', options(channels))}
      {choose(words.filterState, 'state', states)}
      {tagged.length > 0 && choose(onlyTag, 'tagId', tagged)}
    </>
  )
})

const shapes: Record<AgentState, PresenceShape> = {
  free: 'available',
  busy: 'busy',
  wrapping_up: 'busy',
  stop_new: 'busy',
  not_responding: 'not_responding',
  away: 'away',
  free_on_break: 'on_break',
  busy_on_break: 'on_break',
  offline: 'working_offline',
  signed_out: 'signed_out',
}

type PaneProps = { onOpen: (opened: Opened) => void }

type AgentsProps = PaneProps & { agents: readonly AgentLine[]; limits: LiveDay['limits']; steering: Steering }

function Agents({ agents, limits, steering, onOpen }: AgentsProps) {
  const words = useWords(board)
  const [search, setSearch] = useState('')
  const queues = useSync((state) => present(state.view).queues)
  const { data } = useAsked(listReasons, {}, { catalog: 'reasons' })
  const shown = searched(agents, search, ({ name }) => name)
  const columns = useMemo(
    (): Column<AgentLine>[] => [
      {
        key: 'name',
        title: words.name,
        track: '3fr',
        cell: (agent) => (
          <span className={classes.agent}>
            <PresenceMark shape={shapes[agent.state]} size={11} />
            <bdi>{agent.name}</bdi>
            {agent.kinds.map((kind) => (
              <ChannelMark key={kind} kind={kind} name={words.channel} />
            ))}
          </span>
        ),
      },
      {
        key: 'state',
        title: words.state,
        track: '2fr',
        cell: (agent) => (
          <State agent={agent} reason={data?.reasons.find(({ id }) => id === agent.card.presence.reasonId)?.name} />
        ),
      },
      {
        key: 'queues',
        title: words.queue,
        track: '2fr',
        spare: true,
        cell: ({ card }) => <bdi>{card.queueIds.flatMap((id) => queues[id]?.name ?? []).join(', ')}</bdi>,
      },
      {
        key: 'load',
        title: words.load,
        track: '1.2fr',
        end: true,
        cell: (agent) => <Load agent={agent} limits={limits} />,
      },
      { key: 'done', title: words.completed, track: '1fr', end: true, cell: ({ completed }) => completed },
      { key: 'since', title: words.since, track: '1.5fr', end: true, cell: ({ since }) => <Age since={since} /> },
      {
        key: 'acts',
        title: words.actions,
        track: '64px',
        end: true,
        cell: (agent) => (
          <RowMenu name={agent.name}>
            <AgentItems agent={agent} steering={steering} onOpen={onOpen} />
          </RowMenu>
        ),
      },
    ],
    [words, data, queues, limits, steering, onOpen],
  )
  return (
    <section className={classes.pane} aria-label={words.agents}>
      <PaneHead title={words.agents} count={shown.length}>
        <Search label={words.searchAgents} value={search} onChange={setSearch} />
      </PaneHead>
      {shown.length === 0 ? (
        <EmptyState title={words.noAgents} />
      ) : (
        <Table name={words.agents} rows={shown} columns={columns} />
      )}
    </section>
  )
}

/** For how long, by the clock. */
const Age = ({ since }: { since: number }) => useClock((now) => duration(now - since))

/** What they do, the reason they gave, why nothing new comes to them, and that something of theirs came on a channel that is off. */
function State({ agent: { state, keeping, holdsOff }, reason }: { agent: AgentLine; reason: string | undefined }) {
  const words = useWords(board)
  return (
    <>
      {words.states(state)}
      {reason && <span className="quiet"> · {reason}</span>}
      {keeping.map((what) => (
        <span key={what} className="quiet">
          {' '}
          · {words.keeping(what)}
        </span>
      ))}
      {holdsOff && <span className="quiet"> · {words.holdsOff}</span>}
    </>
  )
}

/** How much they hold of what they may, what they are asked to take, what is set aside, and how much of all that for longer than the limit of chat time. */
function Load({ agent: { held, aside, asked, places }, limits }: { agent: AgentLine; limits: LiveDay['limits'] }) {
  const words = useWords(board)
  const tooLong = useClock((now) => held.filter((card) => isOverTime(card, limits, now as Instant)).length)
  return (
    <>
      {words.loadOf(held.length - aside, places)}
      {asked > 0 && <span className="quiet"> · {words.asked(asked)}</span>}
      {aside > 0 && <span className="quiet"> · {words.aside(aside)}</span>}
      {tooLong > 0 && (
        <>
          {' '}
          <Chip tone="warn">{words.tooLongOf(tooLong)}</Chip>
        </>
      )}
    </>
  )
}

function AgentItems({
  agent,
  steering,
  onOpen,
}: {
  agent: AgentLine
  steering: Steering
  onOpen: (opened: Opened) => void
}) {
  const words = useWords(board)
  const me = useMe()
  const { data } = useAsked(listReasons, {}, { catalog: 'reasons' })
  const breaks = data?.reasons.filter(({ kind, active }) => kind === 'break' && active) ?? []
  const isOut = agent.state === 'signed_out'
  const may = maySteer(me.role, agent.card.role)
  // Nobody can be made to come in.
  const mayChange = may && !isOut && agent.state !== 'away'
  return (
    <>
      {agent.held.length > 0 && (
        <>
          <Menu.Label>{words.showHeld}</Menu.Label>
          <Menu.Item onClick={() => onOpen({ what: 'give', cards: agent.held })}>{words.give}</Menu.Item>
          <Menu.Item onClick={() => onOpen({ what: 'move', cards: agent.held })}>{words.move}</Menu.Item>
          {agent.held.slice(0, maxHeldShown).map((card) => (
            <Menu.Item key={card.id} onClick={() => void steering.takeBack([card])}>
              {words.takeBack}: <bdi>{card.conversation.contact.name}</bdi>
            </Menu.Item>
          ))}
          <Menu.Divider />
        </>
      )}
      <Menu.Item disabled={!mayChange} onClick={() => void steering.setPresence(agent.id, 'available', null)}>
        {words.makeAvailable}
      </Menu.Item>
      <Menu.Item disabled={!mayChange} onClick={() => void steering.setPresence(agent.id, 'on_break', null)}>
        {words.sendOnBreak}
      </Menu.Item>
      {breaks.map(({ id, name }) => (
        <Menu.Item key={id} disabled={!mayChange} onClick={() => void steering.setPresence(agent.id, 'on_break', id)}>
          {words.sendOnBreak}: <bdi>{name}</bdi>
        </Menu.Item>
      ))}
      <Menu.Item disabled={!mayChange} onClick={() => void steering.setPresence(agent.id, 'working_offline', null)}>
        {words.sendOffline}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item disabled={!may || isOut} color="red" onClick={() => onOpen({ what: 'sign_out', agent })}>
        {words.signOut}
      </Menu.Item>
    </>
  )
}

/** Of more than this each by itself would fill the menu; all together they can still be moved or given. */
const maxHeldShown = 8

type WaitingRow = { id: InteractionId; name: string; card: InteractionCard }

/** The same card is the same row. */
const rowsMade = new WeakMap<InteractionCard, WaitingRow>()

function rowOf(card: InteractionCard): WaitingRow {
  const row = rowsMade.get(card) ?? { id: card.id, name: card.conversation.contact.name, card }
  rowsMade.set(card, row)
  return row
}

function Waiting({ cards, onOpen }: PaneProps & { cards: readonly InteractionCard[] }) {
  const words = useWords(board)
  const phoneNumber = usePhoneNumber()
  const [search, setSearch] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string | number>>(new Set())
  const channels = useSync((state) => present(state.view).channels)
  const tags = useSync((state) => present(state.view).tags)
  const queues = useSync((state) => present(state.view).queues)
  const rows = useMemo(
    () =>
      searched(
        cards,
        search,
        ({ number, conversation: { contact } }) => `${contact.name} #${number} ${contact.phone ?? ''}`,
      )
        .toSorted((a, b) => a.waitingSince - b.waitingSince || a.number - b.number)
        .map(rowOf),
    [cards, search],
  )
  const chosen = rows.flatMap(({ id, card }) => (marked.has(id) ? card : []))
  const columns = useMemo(
    (): Column<WaitingRow>[] => [
      {
        key: 'name',
        title: words.name,
        track: '3fr',
        cell: ({ name, card: { number, tagIds, conversation } }) => {
          const channel = channels[conversation.channelId]
          return (
            <span className={classes.contact}>
              <span className={classes.agent}>
                <ChannelMark kind={channel?.kind ?? 'whatsapp'} name={channel?.name ?? ''} />
                <span>
                  <bdi>{name}</bdi> <span className={`${classes.number} quiet`}>#{number}</span>
                </span>
                <TagChips tags={tagIds.flatMap((id) => tags[id] ?? [])} most={1} />
              </span>
              {conversation.contact.phone && <span className="quiet">{phoneNumber(conversation.contact.phone)}</span>}
            </span>
          )
        },
      },
      {
        key: 'queue',
        title: words.queue,
        track: '2fr',
        cell: ({ card: { queueId, state, conversation } }) => (
          <>
            <bdi>{queues[queueId]?.name ?? ''}</bdi>
            {state === 'offered' && <span className="quiet"> · {words.isOffered}</span>}
            {channels[conversation.channelId]?.active === false && <b> · {words.channelIsOff}</b>}
          </>
        ),
      },
      {
        key: 'time',
        title: words.time,
        track: '1.2fr',
        end: true,
        cell: ({ card }) => <Age since={card.waitingSince} />,
      },
      {
        key: 'acts',
        title: words.actions,
        track: '64px',
        end: true,
        cell: ({ name, card }) => (
          <RowMenu name={name}>
            <WaitingItems card={card} onOpen={onOpen} />
          </RowMenu>
        ),
      },
    ],
    [words, phoneNumber, channels, tags, queues, onOpen],
  )
  return (
    <section className={classes.pane} aria-label={words.waitingContacts}>
      <PaneHead title={words.waitingContacts} count={rows.length}>
        <Search label={words.searchWaiting} value={search} onChange={setSearch} />
      </PaneHead>
      {rows.length === 0 ? (
        <EmptyState tone="good" title={words.nobodyWaits} />
      ) : (
        <Table
          name={words.waitingContacts}
          rows={rows}
          columns={columns}
          marked={{ ids: marked, set: (ids) => setMarked(new Set(ids)) }}
        />
      )}
      {chosen.length > 0 && (
        <footer ref={passFocusOn} className={classes.chosen}>
          <span className="quiet" role="status">
            {words.chosen(chosen.length)}
          </span>
          <Button onClick={() => onOpen({ what: 'move', cards: chosen })}>{words.move}</Button>
          <Button onClick={() => onOpen({ what: 'give', cards: chosen })}>{words.give}</Button>
        </footer>
      )}
    </section>
  )
}

function WaitingItems({ card, onOpen }: { card: InteractionCard; onOpen: (opened: Opened) => void }) {
  const words = useWords(board)
  const navigate = useNavigate()
  const open = () => void navigate({ to: '/desk/$conversationId', params: { conversationId: card.conversation.id } })
  return (
    <>
      <Menu.Item onClick={() => onOpen({ what: 'give', cards: [card] })}>{words.give}</Menu.Item>
      <Menu.Item onClick={() => onOpen({ what: 'move', cards: [card] })}>{words.move}</Menu.Item>
      <Menu.Item onClick={open}>{words.open}</Menu.Item>
    </>
  )
}

/** The menu of a row, made when somebody opens it: hundreds that wait closed would cost more than the rows do. */
function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  const words = useWords(board)
  const [isMade, setIsMade] = useState(false)
  const target = useRef<HTMLButtonElement>(null)
  const button = (
    <button
      ref={target}
      type="button"
      className={classes.acts}
      aria-label={words.actsOn(name)}
      aria-haspopup="menu"
      onClick={() => setIsMade(true)}
    >
      <IconDots size={18} aria-hidden />
    </button>
  )
  if (!isMade) return button
  return (
    <Menu width={260} position="bottom-end" defaultOpened onClose={() => target.current?.focus()}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

function PaneHead({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <header className={classes.paneHead}>
      <h2 className={classes.paneTitle}>
        {title} <span className="quiet figures">{number(count, { locale: locale() })}</span>
      </h2>
      {children}
    </header>
  )
}

const Search = ({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) => (
  <TextInput
    type="search"
    aria-label={label}
    placeholder={label}
    leftSection={<IconSearch size={15} aria-hidden />}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    w={200}
  />
)
