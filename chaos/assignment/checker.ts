import type { ChannelId, QueueId } from '../../src/contract/ids.ts'
import type { House, TownQueue } from './town.ts'

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
  /** Who gave it, moved it or took it back; null: the house. */
  readonly by?: string | null
  readonly why?: string
  readonly agent?: {
    readonly id: string
    readonly capacity: number | null
    readonly queueIds: readonly string[]
    readonly active: boolean
    readonly presence: Presence
  }
  readonly presence?: Presence
}
type Presence = {
  state: string
  stopNew: boolean
  breakRequested: boolean
  notReady: boolean
  notResponding: boolean
  onCallSince: number | null
}
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
  awaitingReplySince: number | null
  /** Whom it waits for alone. */
  preferred: { agentId: string; until: number } | null
  parked: { reason: string; until: number | null } | null
  transfer: Transfer | null
}
type Transfer = { id: string; mode: string; fromAgentId: string; toAgentId: string | null; endsAt: number | null }

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
  /** Since when whoever has it could have answered. */
  theirsSince: number
  owed: boolean
  preferred: Card['preferred']
  parked: Card['parked']
  transfer: Card['transfer']
  /** The queue it came from when it was passed on. */
  home: string
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
  /** What there was: `interaction agent`, with a word for all but an assignment, and `interaction in queue` and `transfer id`. */
  pairs(): ReadonlySet<string>
  counts(): ReadonlyMap<string, number>
  broken(): ReadonlyMap<Broken, number>
  examples(): readonly string[]
}
export type Outcome = 'standing' | 'accepted' | 'rejected' | 'lapsed' | 'withdrawn'

const EXAMPLES_LIMIT = 40
const LINES_KEPT = 8

/**
 * Reads a history line by line and says what it broke.
 *
 * "Oldest first" means: whenever the router gives out of a line (one queue, one channel), nothing more urgent or older
 * of the same line is left waiting that waited already when the router began. The router runs one at a time in each
 * house, so whatever was written before the last run ended was there when this one began. Who waits for one agent alone
 * is passed by nobody.
 */
export function openChecker(house: House): Checker {
  const channels = new Map<string, { id: ChannelId; queueId: QueueId; capacity: number }>(
    house.channels.map((channel) => [channel.id, channel]),
  )
  const queues = new Map<string, TownQueue>(house.queues.map((queue) => [queue.id, queue]))
  const supervisors = new Set<string>(house.agents.filter(({ role }) => role !== 'agent').map(({ id }) => id))
  const agents = new Map<string, Agent>(
    house.agents.map(({ id, capacity, queueIds, role }) => {
      const state = role === 'agent' ? 'available' : 'signed_out'
      const switches = { stopNew: false, breakRequested: false, notReady: false, notResponding: false }
      const presence = { state, ...switches, onCallSince: null }
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
  /** The last lines of each interaction, to say with an example how it came to it. */
  const before = new Map<string, string[]>()
  let last = 0
  let numbers = 0
  /** The last line of the last run that gave somebody work, and the run that is being read. */
  let runEnded = 0
  let run: { tx: string; at: number; given: Known[]; last: number } | null = null

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
    if (examples.length >= EXAMPLES_LIMIT) return
    const led = (before.get(/#(\d+)/.exec(words)?.[1] ?? '') ?? []).map((each) => `\n    ${each}`)
    examples.push(`${what}, line ${line?.seq ?? 'end'}: ${words}${led.join('')}`)
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
      remember(line, event.card)
      aboutInteraction(line, event.card)
    }
  }

  function remember({ seq, at, by, event }: Line, card: Card): void {
    const key = String(card.number)
    const { state, agentId, queueId, parked, transfer, offer } = card
    const shown = JSON.stringify({ state, agentId, queueId, parked, transfer, offer })
    const lines = before.get(key) ?? []
    lines.push(`${seq} at ${at} by ${by}: ${event.type} ${event.why ?? ''} ${event.agentId ?? ''} ${shown}`)
    before.set(key, lines.slice(-LINES_KEPT))
  }

  function aboutInteraction(line: Line, card: Card): void {
    const { type } = line.event
    const one = all.get(card.id)
    if (type === 'interaction.created') {
      begins(line, card)
    } else if (one) {
      if (type.startsWith('interaction.')) happens(line, card, one)
      else wakes(line, card, one)
      agrees(line, card, one)
      one.preferred = card.preferred
      if (!one.owed && card.awaitingReplySince !== null) one.theirsSince = line.at
      one.owed = card.awaitingReplySince !== null
    } else {
      breaks('orphan', line, `${type} of #${card.number}, which never began`)
    }
  }

  /** Who writes wakes what is set aside, in the line of their message: its time is now, unless it had come already. */
  function wakes(line: Line, card: Card, one: Known): void {
    if (!one.parked || !card.parked || card.parked.until === one.parked.until) return
    if (line.event.type !== 'message.received' || card.parked.until !== line.at || one.parked.reason === 'call')
      breaks('forgotten', line, `#${one.number} was woken by nobody`)
    one.parked = card.parked
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
      theirsSince: 0,
      owed: true,
      preferred: card.preferred,
      parked: null,
      transfer: null,
      home: card.queueId,
      wrapUpEndsAt: null,
      waitsFrom: line.seq,
      waitsTx: line.tx,
    }
    all.set(one.id, one)
    waits(one)
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
        endsWithNo(one)
        break
      case 'interaction.offer_rejected':
        if (agentId !== line.by) breaks('double owner', line, `#${one.number} was refused by another`)
        pairs.add(`${one.id} ${agentId} reject`)
        leavesOffer(line, one, [agentId ?? ''], 'rejected')
        endsWithNo(one)
        break
      case 'interaction.offer_withdrawn':
        if (line.by === null) gives(line, null) // A supervisor who moves something does not wait for the router.
        leavesOffer(line, one, line.event.agentIds ?? [], 'withdrawn')
        break
      case 'interaction.wrap_up_started':
        held(line, one, agentId, 'active')
        if (one.parked) breaks('card', line, `#${one.number} was ended while it was set aside`)
        one.transfer = null
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
      case 'interaction.parked':
        setAside(line, card, one)
        break
      case 'interaction.unparked':
        comesBack(line, one)
        break
      case 'interaction.passed':
        passed(line, card, one)
        break
      case 'interaction.consulted':
        held(line, one, agentId, 'active')
        one.transfer = card.transfer
        pairs.add(`transfer ${card.transfer?.id}`)
        break
      case 'interaction.consult_ended':
        if (one.transfer?.mode !== 'consulted') breaks('card', line, `nobody was asked about #${one.number}`)
        one.transfer = null
        break
      case 'interaction.returned':
        returned(line, one, agentId ?? '')
        break
      case 'interaction.updated':
        updated(line, card, one)
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
    if (one.transfer?.id === offer.id) {
      handedTo(line, one, offer.agentIds)
      return
    }
    const several = queues.get(one.queue)?.strategy === 'ring_all'
    if (offer.agentIds.length > 1 && !several) breaks('not asked', line, `#${one.number} rings at several`)
    for (const agentId of offer.agentIds) given(line, one, agentId)
  }

  /** A colleague passed it to this one alone: it is asked by a person, and out of turn. */
  function handedTo(line: Line, one: Known, asked: readonly string[]): void {
    gives(line, null)
    const { transfer } = one
    if (asked.join() !== transfer?.toAgentId || line.by !== transfer.fromAgentId)
      breaks('not asked', line, `#${one.number} was passed to one and offered to another`)
    for (const agentId of asked) fits(line, one, agentId)
  }

  function assigned(line: Line, one: Known, agentId: string): void {
    pairs.add(`${one.id} ${agentId}`)
    const by = line.event.by ?? null
    const isGiven = by !== null && by === line.by && supervisors.has(by)
    if (isGiven) counts.set('given by a supervisor', (counts.get('given by a supervisor') ?? 0) + 1)
    if (one.state === 'offered' && one.offer) {
      const isAsked = one.offer.agentIds.includes(agentId)
      const slower = one.offer.agentIds.filter((id) => id !== agentId)
      if (!isGiven && (!isAsked || line.by !== agentId))
        breaks('double owner', line, `#${one.number} was offered to one and went to another`)
      if (slower.join() !== line.event.others?.join())
        breaks('card', line, `#${one.number} does not say who was slower`)
      for (const other of slower) fills(one, other, -1)
      if (!isAsked) fits(line, one, agentId)
      // Taken by hand it may be a moment later; the place was kept.
      outcomes.set(one.offer.id, isAsked ? 'accepted' : 'withdrawn')
      one.offer = null
    } else if (one.state === 'waiting') {
      leaves(one)
      if (isGiven) steered(line, one, agentId)
      else if (by !== null) handedOver(line, one, agentId, by)
      else if (line.by === null) given(line, one, agentId)
      else taken(line, one, agentId)
    } else {
      breaks('double owner', line, `#${one.number} is held by ${one.holder} and was given to ${agentId}`)
    }
    Object.assign(one, { state: 'active', holder: agentId, theirsSince: line.at, parked: null, transfer: null })
  }

  /** A supervisor gives it: out of turn is allowed, too much is not, unless they say so, and here nobody does. */
  function steered(line: Line, one: Known, agentId: string): void {
    gives(line, null)
    fits(line, one, agentId)
  }

  /** Whoever was asked by a colleague takes it over. */
  function handedOver(line: Line, one: Known, agentId: string, by: string): void {
    gives(line, null)
    const { transfer } = one
    const isAsked = transfer?.mode === 'consulted' && transfer.toAgentId === agentId && transfer.fromAgentId === by
    if (!isAsked || line.by !== agentId) breaks('double owner', line, `#${one.number} was taken over by a stranger`)
    fits(line, one, agentId)
  }

  /** Out of somebody's hands, or from where it waited, into the queue of the card. */
  function moved(line: Line, card: Card, one: Known): void {
    const fromHands = one.state === 'active' || one.state === 'wrapping_up'
    if (one.state === 'waiting') leaves(one)
    else if (!fromHands || one.holder !== line.event.agentId)
      breaks('double owner', line, `#${one.number} was moved while ${one.state} with ${one.holder}`)
    else if (one.parked === null) fills(one, one.holder, -1)
    counts.set(`moved: ${line.event.why}`, (counts.get(`moved: ${line.event.why}`) ?? 0) + 1)
    const why = mayMove(line, one)
    if (why !== null) breaks('double owner', line, `#${one.number} was moved, and ${why}`)
    // What a person let go of waits from now; what nobody answered keeps its age.
    const keepsAge = !fromHands || line.event.why === 'not_answered' || line.event.why === 'agent_gone'
    if (card.waitingSince !== (keepsAge ? one.waitingSince : line.at))
      breaks('card', line, `#${one.number} has another age after ${line.event.why}`)
    if (card.transfer) pairs.add(`transfer ${card.transfer.id}`)
    Object.assign(one, { state: 'waiting', holder: null, wrapUpEndsAt: null, home: one.queue, queue: card.queueId })
    Object.assign(one, { parked: null, transfer: card.transfer, waitingSince: card.waitingSince })
    Object.assign(one, { waitsFrom: line.seq, waitsTx: line.tx })
    waits(one)
  }

  /** Why it should have stayed where it is; null: it may go. */
  function mayMove({ event, by, at }: Line, one: Known): string | null {
    const { agentSilenceSeconds, onAgentGone } = queues.get(one.queue) ?? {}
    const holder = agents.get(one.holder ?? '')
    switch (event.why) {
      case 'passed':
        return by !== null && by === one.holder ? null : 'by somebody who does not hold it'
      case 'moved':
      case 'taken_back':
        return by !== null && supervisors.has(by) ? null : 'not by a supervisor'
      case 'agent_gone':
        if (by !== null || onAgentGone !== 'return' || one.parked) return 'its queue lets it stay'
        return holder && isGone(holder) ? null : `${one.holder} is there`
      case 'not_answered':
        if (by !== null || agentSilenceSeconds === null || one.parked) return 'its queue does not ask for that'
        return one.theirsSince + (agentSilenceSeconds ?? 0) * 1_000 <= at ? null : 'there was time left'
      case 'woken': {
        if (one.parked?.reason === 'call')
          return by === null && holder && isGone(holder) ? null : `${one.holder} is there after the call`
        return by === null && one.parked?.until != null && one.parked.until <= at ? null : 'it was not to wake'
      }
    }
    return `nobody knows why: ${event.why}`
  }

  function setAside(line: Line, card: Card, one: Known): void {
    const { agentId } = line.event
    if (one.state !== 'active' || one.holder !== agentId || (line.by !== null && line.by !== agentId))
      breaks('double owner', line, `#${one.number}, ${one.state} with ${one.holder}, was set aside by ${line.by}`)
    if (one.parked === null) fills(one, one.holder, -1)
    if (card.parked?.until != null && card.parked.until <= line.at)
      breaks('forgotten', line, `#${one.number} was set aside for no time`)
    one.parked = card.parked
    pairs.add(`${one.id} ${agentId} park`)
  }

  /** By hand it needs room; by its time, its contact or the end of a call it comes back beyond any limit. */
  function comesBack(line: Line, one: Known): void {
    gives(line, null)
    const { parked, holder } = one
    if (one.state !== 'active' || !parked || holder !== line.event.agentId)
      breaks('double owner', line, `#${one.number} came back to ${line.event.agentId} and was not set aside`)
    if (line.by === null) {
      const isDue = parked?.reason === 'call' || (parked?.until != null && parked.until <= line.at)
      if (!isDue) breaks('forgotten', line, `#${one.number} came back early`)
      fills(one, holder, +1)
    } else {
      if (line.by !== holder) breaks('double owner', line, `#${one.number} was woken by a stranger`)
      fits(line, one, holder ?? '')
    }
    one.parked = null
    one.theirsSince = line.at
    pairs.add(`${one.id} ${holder} unpark`)
  }

  /** Its agent let go of it for one colleague, who is asked next or has said yes. */
  function passed(line: Line, card: Card, one: Known): void {
    gives(line, null)
    const asked = one.transfer?.mode === 'consulted' ? one.transfer.toAgentId : null
    const mayPass = line.by !== null && (line.by === one.holder || line.by === asked)
    if (one.state !== 'active' || one.holder !== line.event.agentId || !mayPass)
      breaks('double owner', line, `#${one.number}, ${one.state} with ${one.holder}, was passed on by ${line.by}`)
    if (one.parked === null) fills(one, one.holder, -1)
    pairs.add(`transfer ${card.transfer?.id}`)
    Object.assign(one, { state: 'waiting', holder: null, parked: null, home: one.queue, transfer: card.transfer })
    Object.assign(one, { waitingSince: card.waitingSince, waitsFrom: line.seq, waitsTx: line.tx })
    waits(one)
  }

  /** Nobody took it, or who was asked said no: it is the sender's again, beyond any limit. */
  function returned(line: Line, one: Known, agentId: string): void {
    gives(line, null)
    const { transfer } = one
    if (one.state !== 'waiting' || transfer?.fromAgentId !== agentId)
      breaks('double owner', line, `#${one.number} came back to ${agentId}, who did not pass it on`)
    if (line.by === null && (transfer?.endsAt == null || transfer.endsAt > line.at))
      breaks('forgotten', line, `#${one.number} came back to its sender early`)
    leaves(one)
    fills(one, agentId, +1)
    Object.assign(one, { state: 'active', holder: agentId, theirsSince: line.at, parked: null, transfer: null })
    pairs.add(`${one.id} ${agentId}`)
  }

  /** Small things: a wrap-up is longer, a contact wrote, nobody is left to go back to, or it is in its old queue again. */
  function updated(line: Line, card: Card, one: Known): void {
    one.wrapUpEndsAt = card.wrapUp?.endsAt ?? null
    if (one.parked && card.parked) one.parked = card.parked
    if (one.transfer && card.transfer === null) {
      if (line.by === null && (one.transfer.endsAt === null || one.transfer.endsAt > line.at))
        breaks('forgotten', line, `#${one.number} was forgotten by its sender early`)
      one.transfer = null
    }
    if (card.queueId === one.queue) return
    if (one.state !== 'active' || card.queueId !== one.home)
      breaks('card', line, `#${one.number} changed its queue by itself`)
    one.queue = card.queueId
  }

  /** What was asked of one colleague for good ends with their no. */
  function endsWithNo(one: Known): void {
    if (one.state === 'waiting' && one.transfer?.toAgentId != null && one.transfer.endsAt === null) one.transfer = null
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
    if (queues.get(one.queue)?.strategy === 'pick_from_list')
      breaks('not asked', line, `#${one.number} was given out where agents pick`)
    if (isReserved(one, line.at) && one.preferred?.agentId !== agentId)
      breaks('not asked', line, `#${one.number} waits for ${one.preferred?.agentId} alone and went to ${agentId}`)
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
    waits(one)
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
      card.parked?.reason === one.parked?.reason &&
      card.transfer?.id === one.transfer?.id &&
      card.queueId === one.queue &&
      card.number === one.number
    if (!same) breaks('card', line, `${line.event.type} shows #${one.number} ${card.state}, and it is ${one.state}`)
  }

  // Whose turn it is.

  /** Part of a run of what holds the lock of loads: the router, or somebody who takes or changes the rules. */
  function gives(line: Line, one: Known | null): void {
    run ??= { tx: line.tx, at: line.at, given: [], last: line.seq }
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
        if (wasThere && !isReserved(other, run.at) && inTurn(other, youngest) < 0)
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

  function waits(one: Known): void {
    lineOf(one).add(one)
    pairs.add(`${one.id} in ${one.queue}`)
  }

  /** Does it wait for one agent alone, who still belongs to its queue? */
  function isReserved({ preferred, queue }: Known, at: number): boolean {
    const agent = agents.get(preferred?.agentId ?? '')
    return preferred !== null && preferred.until > at && agent?.active === true && agent.queues.has(queue)
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
      timersAreOver(one, now)
    }
  }

  /** What was set aside, passed on, not answered or left behind has gone on by now. */
  function timersAreOver(one: Known, now: number): void {
    const { number, parked, transfer, state } = one
    if (parked?.until != null && parked.until <= now) breaks('forgotten', null, `#${number} never woke`)
    const holder = agents.get(one.holder ?? '')
    if (parked?.reason === 'call' && holder?.presence.onCallSince === null)
      breaks('forgotten', null, `#${number} is set aside for a call that is over`)
    if (transfer?.endsAt != null && transfer.endsAt <= now) breaks('forgotten', null, `#${number} never went back`)
    if (state !== 'active' || parked) return
    const { agentSilenceSeconds, onAgentGone } = queues.get(one.queue) ?? {}
    if (agentSilenceSeconds != null && one.owed && one.theirsSince + agentSilenceSeconds * 1_000 <= now)
      breaks('forgotten', null, `#${number} is not answered and not taken back`)
    if (onAgentGone === 'return' && holder && isGone(holder))
      breaks('forgotten', null, `#${number} is left with ${one.holder}, who has gone`)
  }

  function waitsForNobody(one: Known): void {
    if (queues.get(one.queue)?.strategy === 'pick_from_list') return // Until somebody takes it.
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
  active &&
  presence.state === 'available' &&
  !presence.stopNew &&
  !presence.breakRequested &&
  !presence.notReady &&
  !presence.notResponding

const isGone = ({ presence: { state } }: Agent): boolean => state === 'signed_out' || state === 'away'
