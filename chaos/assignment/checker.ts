import type { ChannelId, QueueId } from '../../src/contract/ids.ts'
import type { House } from './town.ts'

/** A line of the journal as it stands in the table. `tx` tells the lines of one transaction from those of the next. */
export type Line = {
  readonly seq: number
  readonly tx: string
  readonly at: number
  readonly by: string | null
  readonly event: Fact
}

/** What is read of a fact. Plain, and apart from the product's own types and reducer: a second opinion. */
export type Fact = {
  readonly type: string
  readonly card?: Card | null
  readonly agentId?: string | null
  readonly agentIds?: readonly string[]
  readonly others?: readonly string[]
  readonly offerId?: string
  readonly agent?: {
    readonly id: string
    readonly capacity: number | null
    readonly queueIds: readonly string[]
    readonly active: boolean
    readonly presence: Presence
  }
  readonly presence?: Presence
}
type Presence = { state: string; stopNew: boolean; breakRequested: boolean; notResponding: boolean }
type Card = {
  id: string
  number: number
  state: string
  queueId: string
  conversation: { channelId: string }
  priority: number
  waitingSince: number
  offer: { id: string; agentIds: readonly string[]; expiresAt: number } | null
  agentId: string | null
  wrapUp: { endsAt: number | null } | null
}

/** What the history says of one interaction. */
export type Known = {
  readonly id: string
  readonly channel: string
  state: string
  queue: string
  number: number
  priority: number
  waitingSince: number
  offer: Card['offer']
  holder: string | null
  wrapUpEndsAt: number | null
  /** The line, and the transaction, since which it waits. */
  waitsFrom: number
  waitsTx: string
}
type Agent = { id: string; capacity: number | null; queues: ReadonlySet<string>; active: boolean; presence: Presence }

/** Each is a promise that the history broke. */
export type Broken =
  | 'hole'
  | 'double owner'
  | 'over capacity'
  | 'orphan'
  | 'out of turn'
  | 'not asked'
  | 'not ready'
  | 'forgotten'
  | 'card'

export type Checker = {
  /** The next line of the journal. */
  read(line: Line): void
  /** What ought to be in the tables now. */
  interactions(): ReadonlyMap<string, Known>
  /** At rest: what waits although somebody is free, stands with who is not there, or is past its time. */
  atRest(now: number): void
  /** How each offer ended; `standing` while it stands. */
  outcomes(): ReadonlyMap<string, Outcome>
  /** `interaction agent` of every assignment there was, of every rejection, and of every end. */
  pairs(): ReadonlySet<string>
  counts(): ReadonlyMap<string, number>
  broken(): ReadonlyMap<Broken, number>
  examples(): readonly string[]
}
export type Outcome = 'standing' | 'accepted' | 'rejected' | 'lapsed' | 'withdrawn'

const EXAMPLES_LIMIT = 40

/**
 * Reads a history line by line and says what it broke.
 *
 * "Oldest first" means: whenever the router gives out of a line (one queue, one channel), nothing more urgent or older
 * of the same line is left waiting that waited already when the router began. The router runs one at a time in each
 * house, so whatever was written before the last run ended was there when this one began.
 */
export function openChecker(house: House): Checker {
  const channels = new Map<string, { id: ChannelId; queueId: QueueId; capacity: number }>(
    house.channels.map((channel) => [channel.id, channel]),
  )
  const agents = new Map<string, Agent>(
    house.agents.map(({ id, capacity, queueIds, role }) => {
      const state = role === 'agent' ? 'available' : 'signed_out'
      const presence = { state, stopNew: false, breakRequested: false, notResponding: false }
      return [id, { id, capacity, queues: new Set(queueIds), active: true, presence }]
    }),
  )
  const all = new Map<string, Known>()
  const waiting = new Map<string, Set<Known>>()
  /** What fills a place of whom, by channel. */
  const onHands = new Map<string, Map<string, number>>()
  const outcomes = new Map<string, Outcome>()
  const pairs = new Set<string>()
  const counts = new Map<string, number>()
  const broken = new Map<Broken, number>()
  const examples: string[] = []
  let last = 0
  let numbers = 0
  /** The last line of the last run that gave somebody work, and the run that is being read. */
  let runEnded = 0
  let run: { tx: string; given: Known[]; last: number } | null = null

  return {
    read,
    interactions: () => all,
    atRest,
    outcomes: () => outcomes,
    pairs: () => pairs,
    counts: () => counts,
    broken: () => broken,
    examples: () => examples,
  }

  function breaks(what: Broken, line: { seq: number } | null, words: string): void {
    broken.set(what, (broken.get(what) ?? 0) + 1)
    if (examples.length < EXAMPLES_LIMIT) examples.push(`${what}, line ${line?.seq ?? 'end'}: ${words}`)
  }

  function read(line: Line): void {
    if (line.seq !== last + 1) breaks('hole', line, `follows line ${last}`)
    last = line.seq
    if (run && run.tx !== line.tx) endRun()
    const { event } = line
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1)
    if (event.type === 'presence.changed' && event.presence) {
      const agent = agents.get(event.agentId ?? '')
      if (agent) agent.presence = event.presence
      if (event.presence.state === 'signed_out') counts.set('signed out', (counts.get('signed out') ?? 0) + 1)
    } else if (event.type === 'agent.saved' && event.agent) {
      const { id, capacity, queueIds, active, presence } = event.agent
      agents.set(id, { id, capacity, queues: new Set(queueIds), active, presence })
      gives(line, null)
    } else if (event.card) {
      aboutInteraction(line, event.card)
    }
  }

  function aboutInteraction(line: Line, card: Card): void {
    const { type } = line.event
    const one = all.get(card.id)
    if (type === 'interaction.created') {
      begins(line, card)
    } else if (one) {
      if (type.startsWith('interaction.')) happens(line, card, one)
      agrees(line, card, one)
    } else {
      breaks('orphan', line, `${type} of #${card.number}, which never began`)
    }
  }

  function begins(line: Line, card: Card): void {
    if (all.has(card.id)) breaks('card', line, `#${card.number} began twice`)
    if (card.number !== ++numbers) breaks('card', line, `#${card.number} has the place of #${numbers}`)
    if (card.state !== 'waiting') breaks('card', line, `#${card.number} began ${card.state}`)
    const one: Known = {
      id: card.id,
      channel: card.conversation.channelId,
      state: 'waiting',
      queue: card.queueId,
      number: card.number,
      priority: card.priority,
      waitingSince: card.waitingSince,
      offer: null,
      holder: null,
      wrapUpEndsAt: null,
      waitsFrom: line.seq,
      waitsTx: line.tx,
    }
    all.set(one.id, one)
    lineOf(one).add(one)
  }

  function happens(line: Line, card: Card, one: Known): void {
    const { type, agentId } = line.event
    switch (type) {
      case 'interaction.offered':
        offered(line, card, one)
        break
      case 'interaction.assigned':
        assigned(line, one, agentId ?? '')
        break
      case 'interaction.offer_lapsed':
        if (one.offer && line.at < one.offer.expiresAt) breaks('forgotten', line, `#${one.number} lapsed early`)
        leavesOffer(line, one, line.event.agentIds ?? [], 'lapsed')
        break
      case 'interaction.offer_rejected':
        if (agentId !== line.by) breaks('double owner', line, `#${one.number} was refused by another`)
        pairs.add(`${one.id} ${agentId} reject`)
        leavesOffer(line, one, [agentId ?? ''], 'rejected')
        break
      case 'interaction.offer_withdrawn':
        gives(line, null)
        leavesOffer(line, one, line.event.agentIds ?? [], 'withdrawn')
        break
      case 'interaction.wrap_up_started':
        held(line, one, agentId, 'active')
        one.state = 'wrapping_up'
        one.wrapUpEndsAt = card.wrapUp?.endsAt ?? null
        pairs.add(`${one.id} ${agentId} end`)
        break
      case 'interaction.resumed':
        held(line, one, agentId, 'wrapping_up')
        one.state = 'active'
        one.wrapUpEndsAt = null
        break
      case 'interaction.closed':
        held(line, one, agentId, null)
        fills(one, one.holder, -1)
        pairs.add(`${one.id} ${agentId} end`)
        one.state = 'closed'
        one.wrapUpEndsAt = null
        break
      case 'interaction.moved':
        moved(line, card, one)
        break
      case 'interaction.updated':
        one.wrapUpEndsAt = card.wrapUp?.endsAt ?? null
        break
      default:
        breaks('card', line, `${type} is not expected here`)
    }
  }

  function offered(line: Line, card: Card, one: Known): void {
    if (one.state !== 'waiting') breaks('double owner', line, `#${one.number} was offered while ${one.state}`)
    const { offer } = card
    if (!offer) {
      breaks('card', line, `#${one.number} was offered without an offer`)
      return
    }
    if (outcomes.has(offer.id)) breaks('card', line, `offer ${offer.id} was made twice`)
    if (offer.expiresAt <= line.at) breaks('forgotten', line, `#${one.number} was offered for no time`)
    outcomes.set(offer.id, 'standing')
    leaves(one)
    one.state = 'offered'
    one.offer = offer
    if (offer.agentIds.length === 0) breaks('card', line, `#${one.number} was offered to nobody`)
    for (const agentId of offer.agentIds) given(line, one, agentId)
  }

  function assigned(line: Line, one: Known, agentId: string): void {
    pairs.add(`${one.id} ${agentId}`)
    if (one.state === 'offered' && one.offer) {
      const slower = one.offer.agentIds.filter((id) => id !== agentId)
      if (!one.offer.agentIds.includes(agentId) || line.by !== agentId)
        breaks('double owner', line, `#${one.number} was offered to one and went to another`)
      if (slower.join() !== line.event.others?.join())
        breaks('card', line, `#${one.number} does not say who was slower`)
      for (const other of slower) fills(one, other, -1)
      // Taken by hand it may be a moment later; the place was kept.
      outcomes.set(one.offer.id, 'accepted')
      one.offer = null
    } else if (one.state === 'waiting') {
      leaves(one)
      if (line.by === null) given(line, one, agentId)
      else taken(line, one, agentId)
    } else {
      breaks('double owner', line, `#${one.number} is held by ${one.holder} and was given to ${agentId}`)
    }
    one.state = 'active'
    one.holder = agentId
  }

  /** Out of somebody's hands, or from where it waited, into the queue of the card. */
  function moved(line: Line, card: Card, one: Known): void {
    if (one.state === 'waiting') leaves(one)
    else if (one.state === 'offered' || one.state === 'closed' || one.holder !== line.event.agentId)
      breaks('double owner', line, `#${one.number} was moved while ${one.state} with ${one.holder}`)
    else {
      fills(one, one.holder, -1)
      one.waitingSince = card.waitingSince
    }
    Object.assign(one, { state: 'waiting', holder: null, wrapUpEndsAt: null, queue: card.queueId })
    Object.assign(one, { waitsFrom: line.seq, waitsTx: line.tx })
    lineOf(one).add(one)
  }

  /** By hand: out of turn is allowed, too much is not. */
  function taken(line: Line, one: Known, agentId: string): void {
    if (line.by !== agentId) breaks('not asked', line, `#${one.number} was taken for somebody else`)
    gives(line, null)
    fits(line, one, agentId)
  }

  /** By the router: to a member who is ready, who has room, in turn. */
  function given(line: Line, one: Known, agentId: string): void {
    gives(line, one)
    const agent = agents.get(agentId)
    if (!agent?.queues.has(one.queue)) breaks('not asked', line, `#${one.number} went to no member of its queue`)
    if (agent && !isReady(agent)) breaks('not ready', line, `#${one.number} went to ${agentId}, who was not ready`)
    if (line.by !== null) breaks('not asked', line, `#${one.number} was offered by a person`)
    fits(line, one, agentId)
  }

  function fits(line: Line, one: Known, agentId: string): void {
    fills(one, agentId, +1)
    const { total, ofChannel } = loadOf(agentId, one.channel)
    const agent = agents.get(agentId)
    const limit = agent ? capacityOf(agent, one.channel) : 0
    const ofOne = channels.get(one.channel)?.capacity ?? 0
    if (total > limit) breaks('over capacity', line, `${agentId} has ${total} of ${limit}`)
    if (ofChannel > ofOne) breaks('over capacity', line, `${agentId} has ${ofChannel} of ${ofOne} on one channel`)
  }

  /** These are no longer asked; when nobody is, it waits again. */
  function leavesOffer(line: Line, one: Known, gone: readonly string[], outcome: Outcome): void {
    const { offer } = one
    if (!offer || offer.id !== line.event.offerId || !gone.every((id) => offer.agentIds.includes(id))) {
      breaks('double owner', line, `#${one.number} came back from an offer that does not stand`)
      return
    }
    for (const id of gone) fills(one, id, -1)
    const rest = offer.agentIds.filter((id) => !gone.includes(id))
    one.offer = { ...offer, agentIds: rest }
    if (rest.length > 0) return
    outcomes.set(offer.id, outcome)
    one.state = 'waiting'
    one.offer = null
    one.waitsFrom = line.seq
    one.waitsTx = line.tx
    lineOf(one).add(one)
  }

  function held(line: Line, one: Known, agentId: string | null | undefined, state: string | null): void {
    const isHeld = one.state === 'active' || one.state === 'wrapping_up'
    if (!isHeld || one.holder !== agentId || (state !== null && one.state !== state))
      breaks(
        'double owner',
        line,
        `${line.event.type} of #${one.number}, ${one.state} with ${one.holder}, by ${agentId}`,
      )
    if (line.by !== null && line.by !== one.holder)
      breaks('double owner', line, `${line.event.type} of #${one.number} by somebody who does not hold it`)
  }

  /** What the line shows must be what the lines before it lead to. */
  function agrees(line: Line, card: Card, one: Known): void {
    const holder = one.state === 'active' || one.state === 'wrapping_up' || one.state === 'closed' ? one.holder : null
    const same =
      card.state === one.state &&
      card.agentId === holder &&
      card.offer?.id === one.offer?.id &&
      card.offer?.agentIds.join() === one.offer?.agentIds.join() &&
      card.waitingSince === one.waitingSince &&
      card.queueId === one.queue &&
      card.number === one.number
    if (!same) breaks('card', line, `${line.event.type} shows #${one.number} ${card.state}, and it is ${one.state}`)
  }

  // Whose turn it is.

  /** Part of a run of what holds the lock of loads: the router, or somebody who takes or changes the rules. */
  function gives(line: Line, one: Known | null): void {
    run ??= { tx: line.tx, given: [], last: line.seq }
    run.last = line.seq
    if (one) run.given.push(one)
  }

  function endRun(): void {
    if (!run) return
    const lines = Map.groupBy(run.given, keyOf)
    for (const [key, given] of lines) {
      const youngest = given.reduce((a, b) => (inTurn(a, b) < 0 ? b : a))
      for (const other of waiting.get(key) ?? []) {
        const wasThere = other.waitsFrom <= runEnded || other.waitsTx === run.tx
        if (wasThere && inTurn(other, youngest) < 0)
          breaks('out of turn', { seq: run.last }, `#${youngest.number} passed #${other.number}, which waited longer`)
      }
    }
    runEnded = run.last
    run = null
  }

  // Places.

  function loadOf(agentId: string, channel: string): { total: number; ofChannel: number } {
    const loads = onHands.get(agentId)
    const total = [...(loads?.values() ?? [])].reduce((sum, n) => sum + n, 0)
    return { total, ofChannel: loads?.get(channel) ?? 0 }
  }

  function fills(one: Known, agentId: string | null, by: 1 | -1): void {
    if (agentId === null) return
    const loads = onHands.get(agentId) ?? new Map<string, number>()
    loads.set(one.channel, (loads.get(one.channel) ?? 0) + by)
    onHands.set(agentId, loads)
  }

  function capacityOf(agent: Agent, channelId: string): number {
    if (agent.capacity !== null) return agent.capacity
    return [...channels.values()]
      .filter(({ id, queueId }) => id === channelId || agent.queues.has(queueId))
      .reduce((sum, { capacity }) => sum + capacity, 0)
  }

  function lineOf(one: Known): Set<Known> {
    const known = waiting.get(keyOf(one)) ?? new Set()
    waiting.set(keyOf(one), known)
    return known
  }

  function leaves(one: Known): void {
    lineOf(one).delete(one)
  }

  function atRest(now: number): void {
    endRun()
    for (const one of all.values()) {
      if (one.state === 'waiting') waitsForNobody(one)
      for (const asked of one.offer?.agentIds.map((id) => agents.get(id)) ?? []) {
        if (!asked || !isReady(asked) || !asked.queues.has(one.queue))
          breaks('orphan', null, `#${one.number} is offered to somebody who is not there`)
      }
      if (one.offer && one.offer.expiresAt <= now) breaks('forgotten', null, `the offer of #${one.number} never lapsed`)
      if (one.wrapUpEndsAt !== null && one.wrapUpEndsAt <= now)
        breaks('forgotten', null, `the wrap-up of #${one.number} never ended`)
      const isHeld = one.state === 'active' || one.state === 'wrapping_up'
      if (isHeld && !agents.has(one.holder ?? '')) breaks('orphan', null, `#${one.number} is held by nobody`)
    }
  }

  function waitsForNobody(one: Known): void {
    const room = (agent: Agent) => {
      const { total, ofChannel } = loadOf(agent.id, one.channel)
      return total < capacityOf(agent, one.channel) && ofChannel < (channels.get(one.channel)?.capacity ?? 0)
    }
    const free = [...agents.values()].find((agent) => isReady(agent) && agent.queues.has(one.queue) && room(agent))
    if (free) breaks('orphan', null, `#${one.number} waits although ${free.id} is free`)
  }
}

const keyOf = ({ queue, channel }: Known): string => `${queue} ${channel}`

/** More urgent, then older; ids settle the rest, as everywhere. */
const inTurn = (a: Known, b: Known): number =>
  b.priority - a.priority || a.waitingSince - b.waitingSince || (a.id < b.id ? -1 : 1)

const isReady = ({ active, presence }: Agent): boolean =>
  active && presence.state === 'available' && !presence.stopNew && !presence.breakRequested && !presence.notResponding
