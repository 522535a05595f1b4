import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { AgentId, Instant, InteractionId, OfferId, QueueId, WorkspaceId } from '../../src/contract/ids.ts'
import { ok, type Result } from '../../src/contract/refusals.ts'
import { atMost } from '../../src/kernel/at-most.ts'
import type { Person } from '../../src/kernel/http.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { inWork, type Kernel, type Work } from '../../src/kernel/work.ts'
import { lockInbound, receiveFacts } from '../../src/modules/conversations/index.ts'
import { type IdentityDeps, saveUser } from '../../src/modules/identity/actions.ts'
import { countedAttempts } from '../../src/modules/identity/attempts.ts'
import { allLanes } from '../../src/modules/inbox/core/lanes.ts'
import { requestBreak, setPresence, setStopNew } from '../../src/modules/presence/actions.ts'
import type { ChosenState } from '../../src/modules/presence/core/presence.ts'
import {
  acceptOffer,
  endConversation,
  finishWrapUp,
  lengthenWrapUp,
  rejectOffer,
  resumeInteraction,
  takeInteraction,
} from '../../src/modules/routing/actions.ts'
import {
  parkForCall,
  parkInteraction,
  returnAfterCall,
  unparkInteraction,
} from '../../src/modules/routing/parking-actions.ts'
import {
  assignInteractions,
  moveInteractions,
  returnWorkOf,
  takeBackInteractions,
} from '../../src/modules/routing/steer-actions.ts'
import {
  acceptTransfer,
  callBack,
  declineTransfer,
  type PassTo,
  passInteraction,
} from '../../src/modules/routing/transfer-actions.ts'
import { tellCall } from '../../src/modules/telephone/actions.ts'
import { randomFrom } from '../../src/sim/random.ts'
import { wroteFact } from '../../src/testing/inbound.ts'
import { type House, lineOf, type TownAgent } from './town.ts'
import type { Deed, Start } from './words.ts'

/** How often agents look at their screens. */
const LOOK_EVERY_MS = 25
const HANDS_AT_ONCE = 8
/** Interactions that wait in one house before contacts write more. */
const WAITING_PER_AGENT = 3
const WRITTEN_AT_ONCE = 60
const CONTACTS = 1_500
/** How many an agent takes from a list at once, and a supervisor moves, gives or takes back. */
const PICKED_AT_ONCE = 6
const STEERED_AT_ONCE = 3
/** How many looks at offers are remembered. */
const LOOKED_LIMIT = 50_000

type Open = {
  workspace_id: WorkspaceId
  id: InteractionId
  state: 'offered' | 'active' | 'wrapping_up'
  offer_id: OfferId | null
  agent_id: AgentId
  holder_id: AgentId | null
  transfer_id: OfferId | null
  is_parked: boolean
}
type Row = Pick<Open, 'workspace_id' | 'id' | 'agent_id'> & { offer_id: OfferId | null }
type Moved = { workspace_id: WorkspaceId; id: InteractionId; queue_id: QueueId; agent_id: AgentId | null }

export type Hands = { rest(): Promise<void> }
export type HandsOptions = {
  kernel: Kernel
  start: Start
  /** It was done and acknowledged. */
  done: (deed: Deed) => void
  /** Everybody has looked at their screen once, and done what they wanted. */
  looked: () => void
  onTrouble: (error: unknown) => void
}

/** What the agents connected to this node do, and the contacts and administrators whose requests reach it. */
export function openHands({ kernel, start, done, looked: haveLooked, onTrouble }: HandsOptions): Hands {
  const { town, place, nodes, seed } = start
  const random = randomFrom(seed * 31 + place)
  const owner = new pg.Pool({ connectionString: start.url, max: 2 })
  owner.on('error', () => {})
  const inTurn = atMost(HANDS_AT_ONCE)
  const identity: IdentityDeps = {
    attempts: countedAttempts(kernel),
    forget: () => {},
    signOut: () => {},
    returnWork: returnWorkOf,
  }
  const agents = new Map(
    town.houses.flatMap((house) => house.agents.map((agent, at) => [agent.id, { house, agent, at }] as const)),
  )
  const ofNode = (n: number): AgentId[] =>
    [...agents].filter(([, { at }]) => at % nodes === n % nodes).map(([id]) => id)
  const mine = ofNode(place)
  /** They have a second tab here, and sometimes press a button in it too. */
  const guests = new Set(ofNode(place + 1))
  /** Offers, each with who looked at it. */
  const looked = new Set<string>()
  /** Calls that somebody here began. */
  const calls = new Map<string, Pick<Open, 'workspace_id' | 'agent_id'>>()
  const telephone = { parkForCall, returnAfterCall }
  let resting = !start.awake
  const running = run()

  return {
    async rest() {
      resting = true
      await running
      await owner.end()
    },
  }

  async function run(): Promise<void> {
    for (let look = 0; !resting; look++) {
      try {
        const open = await openOnes()
        const deeds = open.flatMap((one) => deedOn(one) ?? [])
        if (look % 4 === 0) deeds.push(...(await returns()), ...(await takes()), ...(await letters()))
        if (look % 4 === 2) deeds.push(...(await picks()), ...(await steers()), ...rings())
        if (look % 40 === place) deeds.push(...(await rules()))
        await Promise.all(deeds.map((deed) => inTurn(deed).catch(onTrouble)))
        if (looked.size > LOOKED_LIMIT) looked.clear()
        haveLooked()
      } catch (error) {
        onTrouble(error)
      }
      await wait(LOOK_EVERY_MS)
    }
  }

  /** What stands on the screens of this node. */
  async function openOnes(): Promise<Open[]> {
    const { rows } = await owner.query<Open>(
      `select i.workspace_id, i.id, i.state, i.offer_id, who as agent_id, i.agent_id as holder_id,
         i.transfer ->> 'id' as transfer_id, i.parked_since is not null as is_parked
       from interaction i cross join lateral unnest(coalesce(i.offered_to, array[i.agent_id, i.transfer_to])) as who
       where i.state in ('offered', 'active', 'wrapping_up') and who = any($1)`,
      [[...mine, ...guests]],
    )
    return rows
  }

  function deedOn(one: Open): (() => Promise<unknown>) | null {
    const isGuest = guests.has(one.agent_id)
    if (one.state === 'offered') return onOffer(one, isGuest)
    if (isGuest) return null
    if (one.holder_id !== one.agent_id) return onQuestion(one)
    if (one.is_parked) return onParked(one)
    return one.state === 'active' ? onActive(one) : onWrapUp(one)
  }

  function onOffer(one: Open, isGuest: boolean): (() => Promise<unknown>) | null {
    const offerId = one.offer_id as OfferId
    const seen = `${offerId} ${one.agent_id}`
    if (looked.has(seen)) return null
    looked.add(seen)
    const input = { interactionId: one.id, offerId }
    const what = random.below(100)
    if (isGuest) {
      if (what < 3) return () => act(one, 'accept', (work, person) => acceptOffer(work, person, input))
      return what < 5 ? () => act(one, 'reject', (work, person) => rejectOffer(work, person, input)) : null
    }
    if (what === 99) return () => stranger(one, (work, person) => acceptOffer(work, person, input))
    if (what === 98) return () => stranger(one, (work, person) => rejectOffer(work, person, input))
    if (what < 13) return () => act(one, 'accept', (work, person) => acceptOffer(work, person, input))
    if (what < 18) return () => act(one, 'reject', (work, person) => rejectOffer(work, person, input))
    if (what < 20) return () => says(one, 'signed_out')
    if (what < 21) return () => says(one, 'on_break')
    if (what === 21) return () => did(one, (work, { agentId }) => setStopNew(work, agentId, { on: true }))
    const asked = { on: true, reasonId: null }
    if (what === 22) return () => did(one, (work, { agentId }) => requestBreak(work, agentId, asked))
    return null // Nobody looks: it will lapse.
  }

  /** Somebody else of the house presses the button of an offer that is not theirs. */
  async function stranger(one: Open, action: (work: Work, person: Person) => Promise<Result<unknown>>): Promise<void> {
    const house = agents.get(one.agent_id)?.house
    const other = random.some(house?.agents.filter(({ id }) => id !== one.agent_id) ?? [])
    if (other) await did({ workspace_id: one.workspace_id, agent_id: other.id }, action)
  }

  function onActive(one: Open): (() => Promise<unknown>) | null {
    const input = { interactionId: one.id, dispositionId: null }
    const what = random.below(100)
    if (what < 30) return () => act(one, 'end', (work, person) => endConversation(work, person, input))
    if (what < 36) return () => park(one)
    if (what < 46) return pass(one)
    if (what < 48) return () => did(one, (work, person) => callBack(work, person, { interactionId: one.id }))
    return what < 50 ? () => says(one, 'signed_out') : null
  }

  function park(one: Open): Promise<void> {
    const until = random.chance(0.5) ? null : ((kernel.clock.now() + random.pick([10_000, 40_000])) as Instant)
    return act(one, 'park', (work, person) => parkInteraction(work, person, { interactionId: one.id, until }))
  }

  function onParked(one: Open): (() => Promise<unknown>) | null {
    if (!random.chance(0.15)) return null
    const input = { interactionId: one.id }
    return () => act(one, 'unpark', (work, person) => unparkInteraction(work, person, input))
  }

  /** To another queue or to a colleague of the house, at once or after asking them. */
  function pass(one: Open): (() => Promise<unknown>) | null {
    const house = agents.get(one.agent_id)?.house
    if (!house) return null
    const transferId = newId() as OfferId
    const colleague = random.pick(house.agents).id
    const to = random.pick<PassTo>([
      { queueId: random.pick(house.queues).id },
      { agentId: colleague, mode: 'blind' },
      { agentId: colleague, mode: 'consulted' },
    ])
    const input = { interactionId: one.id, transferId, to, note: '' }
    return () => act({ ...one, offer_id: transferId }, 'pass', (work, person) => passInteraction(work, person, input))
  }

  /** A colleague asks them to take it over. */
  function onQuestion(one: Open): (() => Promise<unknown>) | null {
    const transferId = one.transfer_id
    if (transferId === null) return null
    const input = { interactionId: one.id, transferId }
    const what = random.below(100)
    if (what < 40) return () => act(one, 'accept', (work, person) => acceptTransfer(work, person, input))
    return what < 55 ? () => did(one, (work, person) => declineTransfer(work, person, input)) : null
  }

  function onWrapUp(one: Open): (() => Promise<unknown>) | null {
    const input = { interactionId: one.id, dispositionId: null }
    const what = random.below(200)
    if (what < 4) return () => did(one, (work, person) => finishWrapUp(work, person, input))
    if (what === 4) return () => did(one, (work, person) => resumeInteraction(work, person, input))
    return what === 5 ? () => did(one, (work, person) => lengthenWrapUp(work, person, input)) : null
  }

  /** Who went away comes back. */
  async function returns(): Promise<(() => Promise<unknown>)[]> {
    const { rows } = await owner.query<{ workspace_id: WorkspaceId; agent_id: AgentId }>(
      `select workspace_id, agent_id from presence where agent_id = any($1) and returns_at is null
         and (state <> 'available' or stop_new or break_requested)`,
      [mine],
    )
    return rows
      .filter(({ agent_id }) => agents.get(agent_id)?.agent.role === 'agent' && random.chance(0.3))
      .map((row) => () => says(row, 'available'))
  }

  /** Somebody takes what waits by hand, out of turn. */
  async function takes(): Promise<(() => Promise<unknown>)[]> {
    if (!random.chance(0.3)) return []
    const house = random.pick(town.houses)
    const { rows } = await owner.query<{ id: InteractionId }>(
      `select id from interaction where workspace_id = $1 and state = 'waiting' offset $2 limit 1`,
      [house.workspaceId, random.below(20)],
    )
    const agentId = random.pick(house.agents).id
    return rows.map(({ id }) => () => {
      const one = { workspace_id: house.workspaceId, id, offer_id: null, agent_id: agentId }
      return act(one, 'take', (work, person) => takeInteraction(work, person, { interactionId: id }))
    })
  }

  /** Where agents pick from the list, somebody who belongs to the queue takes the first of it. */
  async function picks(): Promise<(() => Promise<unknown>)[]> {
    const house = random.pick(town.houses)
    const queue = house.queues.find(({ strategy }) => strategy === 'pick_from_list')
    const members = house.agents.filter(
      ({ id, queueIds }) => mine.includes(id) && queueIds.some((q) => q === queue?.id),
    )
    if (!queue || members.length === 0) return []
    const { rows } = await owner.query<{ id: InteractionId }>(
      `select id from interaction where workspace_id = $1 and state = 'waiting' and queue_id = $2
       order by waiting_since limit $3`,
      [house.workspaceId, queue.id, PICKED_AT_ONCE],
    )
    return rows.map(({ id }) => () => {
      const one = { workspace_id: house.workspaceId, id, offer_id: null, agent_id: random.pick(members).id }
      return act(one, 'take', (work, person) => takeInteraction(work, person, { interactionId: id }))
    })
  }

  /** The administrator moves something, gives it to somebody, or takes it back, as they saw it a moment ago. */
  async function steers(): Promise<(() => Promise<unknown>)[]> {
    if (!random.chance(0.5)) return []
    const house = random.pick(town.houses)
    const { rows } = await owner.query<Moved>(
      `select workspace_id, id, queue_id, agent_id from interaction
       where workspace_id = $1 and state in ('waiting', 'offered', 'active', 'wrapping_up') offset $2 limit $3`,
      [house.workspaceId, random.below(60), STEERED_AT_ONCE],
    )
    return rows.map((one) => () => steer(house, one))
  }

  async function steer(house: House, one: Moved): Promise<void> {
    const administrator = house.agents.find(({ role }) => role === 'administrator') as TownAgent
    const interactions = [{ interactionId: one.id, queueId: one.queue_id, agentId: one.agent_id }]
    const toQueueId = random.pick(house.queues).id
    const toAgentId = random.pick(house.agents.filter(({ role }) => role === 'agent')).id
    const steered = { workspace_id: one.workspace_id, id: one.id, offer_id: null }
    const what = random.below(3)
    const byThem = { ...steered, agent_id: administrator.id }
    if (what === 0)
      await act(
        byThem,
        'move',
        (work, person) => moveInteractions(work, person, { interactions, toQueueId }),
        toQueueId,
      )
    else if (what === 1)
      await act(byThem, 'move', (work, person) => takeBackInteractions(work, person, { interactions }), one.queue_id)
    else {
      const input = { interactions, toAgentId, aboveCapacity: false }
      const result = await did(byThem, (work, person) => assignInteractions(work, person, input))
      if (result.ok)
        done({ what: 'take', workspaceId: one.workspace_id, interactionId: one.id, offerId: null, agentId: toAgentId })
    }
  }

  /** Somebody's telephone rings, and somebody hangs up. */
  function rings(): (() => Promise<unknown>)[] {
    const over = [...calls]
      .filter(() => random.chance(0.3))
      .map(
        ([callId, who]) =>
          () =>
            tell(callId, who, 'off'),
      )
    const agentId = random.pick(mine)
    const known = agents.get(agentId)
    if (!known || !random.chance(0.4)) return over
    const who = { workspace_id: known.house.workspaceId, agent_id: agentId }
    return [...over, () => tell(newId(), who, 'on')]
  }

  async function tell(callId: string, who: Pick<Open, 'workspace_id' | 'agent_id'>, state: 'on' | 'off') {
    if (state === 'on') calls.set(callId, who)
    const news = { email: `${who.agent_id}@northwind.example`, state, callId }
    const result = await inWork(kernel, { workspaceId: who.workspace_id, agentId: null }, (work) =>
      tellCall(work, telephone, news),
    )
    if (state === 'off' && result.ok) calls.delete(callId)
  }

  /** Contacts write where little waits: mostly to the node that is nearest to their house. */
  async function letters(): Promise<(() => Promise<unknown>)[]> {
    const near = town.houses.filter((_, at) => at % nodes === place || random.chance(0.1))
    const { rows } = await owner.query<{ workspace_id: WorkspaceId; n: number }>(
      `select workspace_id, count(*)::int as n from interaction
       where state = 'waiting' and queue_id <> all($1) group by workspace_id`,
      [
        town.houses.flatMap(({ queues }) =>
          queues.filter((queue) => queue.strategy === 'pick_from_list').map(({ id }) => id),
        ),
      ],
    )
    const waiting = new Map(rows.map(({ workspace_id, n }) => [workspace_id, n]))
    return near
      .filter(({ workspaceId, agents }) => (waiting.get(workspaceId) ?? 0) < WAITING_PER_AGENT * agents.length)
      .map((house) => () => write(house))
  }

  async function write(house: House): Promise<void> {
    const facts = Array.from({ length: WRITTEN_AT_ONCE }, () => {
      const value = `+44770${String(9_000_000 + random.below(CONTACTS))}`
      const from = {
        addresses: [{ kind: 'phone', value }],
        name: `Contact ${value.slice(-4)}`,
        username: null,
      } as const
      // Written up to a minute ago: what was on its way for longer is older than what waits already.
      const at = (kernel.clock.now() - random.below(60_000)) as Instant
      const line = lineOf(random.below(house.channels.length))
      return wroteFact(from, 'Where is my order?', at, { line, providerMessageId: `wamid.${newId()}` })
    })
    await inWork(kernel, { workspaceId: house.workspaceId, agentId: null }, async (work) => {
      await lockInbound(work, allLanes, null)
      await receiveFacts(work, facts)
      return ok(null)
    })
  }

  /** The administrator changes who answers what, and how much. */
  async function rules(): Promise<(() => Promise<unknown>)[]> {
    const house = random.pick(town.houses)
    const agent = random.pick(house.agents.filter(({ role }) => role === 'agent'))
    const { rows } = await owner.query<{ version: number; email: string }>(
      'select version, email from agent where workspace_id = $1 and id = $2',
      [house.workspaceId, agent.id],
    )
    return rows.map(({ version, email }) => () => {
      const administrator = house.agents.find(({ role }) => role === 'administrator') as TownAgent
      const queueIds = house.queues.filter(() => random.chance(0.5)).map(({ id }) => id)
      const capacity = random.pick([null, 1, 2, 3])
      const { id, name } = agent
      return saveUser(
        identity,
        kernel,
        { workspaceId: house.workspaceId, agentId: administrator.id },
        {
          id,
          version,
          name,
          email,
          role: 'agent',
          active: true,
          capacity,
          readyRule: null,
          acceptSeconds: null,
          denied: [],
          queueIds,
          password: null,
        },
      )
    })
  }

  async function says({ workspace_id, agent_id }: Pick<Open, 'workspace_id' | 'agent_id'>, state: ChosenState) {
    const by = { workspaceId: workspace_id, agentId: agent_id }
    await inWork(kernel, by, (work) => setPresence(work, agent_id, { state, reasonId: null }))
  }

  async function act(
    one: Row,
    what: Deed['what'],
    action: (work: Work, person: Person) => Promise<Result<unknown>>,
    queueId?: QueueId,
  ): Promise<void> {
    const { workspace_id: workspaceId, id: interactionId, offer_id: offerId, agent_id: agentId } = one
    const result = await did(one, action)
    if (result.ok) done({ what, workspaceId, interactionId, offerId, agentId, ...(queueId && { queueId }) })
  }

  /** As the person, with the queues they are in at this moment. */
  async function did(
    { workspace_id: workspaceId, agent_id: agentId }: Pick<Open, 'workspace_id' | 'agent_id'>,
    action: (work: Work, person: Person) => Promise<Result<unknown>>,
  ): Promise<Result<unknown>> {
    const known = agents.get(agentId)?.agent
    if (!known) throw new Error('a deed is done by somebody of the town')
    const { name, role, queueIds } = known
    const rights = {
      denied: [],
      queueIds: [...queueIds],
      tagIds: [],
      hidden: null,
      email: '',
      sessionId: null,
      userId: null,
    }
    const person: Person = { workspaceId, agentId, role, name, ...rights }
    return inWork(kernel, person, (work) => action(work, person))
  }
}
