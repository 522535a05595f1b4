import { type Day, quartersOfDay } from '../../../contract/day.ts'
import { type AgentId, compareIds, type Instant, type QueueId } from '../../../contract/ids.ts'
import { assert, present } from '../../../kernel/assert.ts'
import { secondsToAccept } from '../../routing/core/accept-time.ts'
import { type Heap, heapOf, pop, push } from '../../routing/core/heap.ts'
import { overflows, whenOverflowing } from '../../routing/core/overflowing.ts'
import type { Match } from '../../routing/core/route.ts'
import { arrivalsOf, dayMs } from './arrivals.ts'
import { ask, headOf, isPickedFrom, shortlist, type Watch, type Whole, wholeOf } from './ask.ts'
import { chance, lengthAt } from './chance.ts'
import {
  changeLoad,
  type Floor,
  heldBy,
  type Line,
  lineBeyond,
  mayTake,
  openFloor,
  type Person,
  placeOf,
  type Request,
  remember,
  requestOf,
  seen,
  shiftsOf,
} from './floor.ts'
import { quarterAt, type Report } from './report.ts'
import {
  countAbandon,
  countAnswer,
  countArrival,
  countClosed,
  countLongest,
  countOverflow,
  countPerson,
  countWaiting,
  openTally,
  passTo,
  recount,
  reportOf,
  type Tally,
} from './tally.ts'

/** What a day is played with. */
export type PlayOptions = {
  seed: number
  /** Told before each quarter of an hour: how much of the day has been played, 0 to 1. */
  progress?: (share: number) => void
  /** Sees every question to the router: for tests. */
  watch?: Watch
  /** Sees who is too many or waits too long, before anything is done about it: for tests. */
  overflowing?: (one: Overflowing) => void
  /** Sees the floor after everything that happened: for tests. */
  after?: (at: number, look: Look) => void
}

/** The floor at one moment, and what becomes of all who have arrived. */
export type Look = {
  whole: () => Whole
  /** Who waits; places taken by offers, one for each who is asked; conversations that are held. */
  count: () => { waiting: number; asked: number; held: number }
}

/** Somebody who is too many, or waits too long. */
export type Overflowing = { readonly at: number; readonly request: Readonly<Request>; readonly whole: () => Whole }

/** Something that will happen, unless it no longer can. `order` settles what comes at the same time. */
type Happening = { readonly at: number; readonly order: number } & (
  | { readonly what: 'shift_begins' | 'shift_ends' | 'is_back'; readonly person: Person }
  | { readonly what: 'gives_up' | 'waited_too_long' | 'wrap_up_over'; readonly request: Request }
  | { readonly what: 'lapses'; readonly request: Request; readonly offer: number }
  | { readonly what: 'answers'; readonly request: Request; readonly offer: number; readonly person: Person }
  | { readonly what: 'talk_ends'; readonly person: Person; readonly version: number }
  | { readonly what: 'looks'; readonly line: Line }
)
type ToCome = Happening extends infer H ? (H extends Happening ? Omit<H, 'order'> : never) : never

type Play = {
  readonly day: Day
  readonly floor: Floor
  readonly tally: Tally
  readonly toCome: Heap<Happening>
  readonly watch: Watch | undefined
  readonly overflowing: PlayOptions['overflowing']
  order: number
  at: number
}

/** What is drawn about a request, by number, so that no draw depends on how many there were before it. */
const drawsWork = 1
const drawsPatience = 2
const drawsLook = 3
const drawsAnswer = 4

/**
 * Play a day from midnight to midnight, event by event. The same day and seed give the same report, on any computer. It
 * has been checked (`checkDay`).
 */
export function play(day: Day, { seed, progress, watch, overflowing, after }: PlayOptions): Report {
  const floor = openFloor(day)
  const toCome = heapOf<Happening>([], (a, b) => a.at - b.at || a.order - b.order)
  const game: Play = { day, floor, tally: openTally(floor), toCome, watch, overflowing, order: 0, at: 0 }
  setShifts(game)
  const { arrivals, closed } = arrivalsOf(day, seed)
  for (const { line } of closed) countClosed(game.tally, present(floor.lines[line], 'the line of an arrival').queue)
  const requests: Request[] = []
  let told = -1
  for (let next = 0; ; ) {
    const arrival = arrivals[next]
    const first = toCome.items[0]
    const at = Math.min(arrival?.at ?? dayMs, first?.at ?? dayMs)
    if (at >= dayMs) break
    game.at = at
    passTo(game.tally, at)
    const quarter = quarterAt(at)
    if (quarter !== told) progress?.(quarter / quartersOfDay)
    told = quarter
    if (first !== undefined && first.at <= at) happen(game, present(pop(toCome), 'what happens next'))
    else if (arrival) {
      const request = requestOf(floor, arrival, next++)
      requests.push(request)
      arrive(game, request)
    }
    after?.(at, { whole: () => wholeOf(floor, at), count: () => countOf(requests) })
  }
  const left = requests.filter(({ state }) => state === 'waiting' || state === 'offered')
  return reportOf(game.tally, floor, left, seed)
}

function countOf(requests: readonly Request[]): ReturnType<Look['count']> {
  const count = { waiting: 0, asked: 0, held: 0 }
  for (const { state, asked } of requests) {
    if (state === 'waiting') count.waiting++
    if (state === 'offered') count.asked += asked.length
    if (state === 'active' || state === 'wrapping_up') count.held++
  }
  return count
}

function later(game: Play, happening: ToCome): void {
  push(game.toCome, { ...happening, order: game.order++ })
}

function setShifts(game: Play): void {
  for (const [index, person] of game.floor.people.entries()) {
    for (const { from, to } of shiftsOf(present(game.day.agents[index], 'an agent of the day'))) {
      later(game, { at: from, what: 'shift_begins', person })
      later(game, { at: to, what: 'shift_ends', person })
    }
  }
}

function happen(game: Play, happening: Happening): void {
  switch (happening.what) {
    case 'shift_begins':
      turn(game, happening.person, (person) => {
        person.onShift = true
      })
      break
    case 'shift_ends':
      endShift(game, happening.person)
      break
    case 'is_back':
      if (happening.person.awayUntil === game.at)
        turn(game, happening.person, (person) => {
          person.awayUntil = null
        })
      break
    case 'gives_up':
      giveUp(game, happening.request)
      break
    case 'waited_too_long':
      overflow(game, happening.request)
      break
    case 'wrap_up_over':
      close(game, happening.request)
      break
    case 'lapses':
      lapse(game, happening.request, happening.offer)
      break
    case 'answers':
      if (isAsked(happening.request, happening.offer, happening.person))
        accept(game, happening.request, happening.person)
      break
    case 'talk_ends':
      if (happening.person.version === happening.version) endTalk(game, happening.person)
      break
    case 'looks':
      look(game, happening.line)
      break
  }
}

const isAsked = ({ state, offers, asked }: Request, offer: number, person: Person): boolean =>
  state === 'offered' && offers === offer && asked.includes(person)

/** Change something about a person: it is counted as it was, and everybody sees it as it is. */
function change(game: Play, person: Person, what: (person: Person) => void): void {
  countPerson(game.tally, person, game.at)
  what(person)
  const { agent, onShift, awayUntil } = person
  const isReady = onShift && awayUntil === null
  if (isReady && !agent.ready) agent.idleSince = game.at as Instant
  agent.ready = isReady
  recount(game.tally, person)
  seen(person)
}

/** The same, and what waits for them is theirs. */
function turn(game: Play, person: Person, what: (person: Person) => void): void {
  change(game, person, what)
  takeWhatWaits(game, [person])
}

/** Whoever goes gets nothing more; what was only offered waits again; what they hold they finish. */
function endShift(game: Play, person: Person): void {
  const back = withdrawAll(game, person)
  change(game, person, () => {
    person.onShift = false
  })
  for (const request of back) stand(game, request, [])
}

/** Nothing stands with this person any more. Answers with what nobody else is asked about, oldest first. */
function withdrawAll(game: Play, person: Person): Request[] {
  const standing = [...person.offers].sort((a, b) => a.arrivedAt - b.arrivedAt || compareIds(a.id, b.id))
  for (const request of standing) withdraw(game, request, person)
  return standing.filter(({ asked }) => asked.length === 0)
}

function arrive(game: Play, request: Request): void {
  const { settings, line } = request.home
  countArrival(game.tally, request)
  const { patience } = settings
  if (patience !== null) {
    const at = game.at + lengthAt(patience, chance(request.seed, drawsPatience))
    if (at < dayMs) later(game, { at, what: 'gives_up', request })
  }
  if (line.longestWaitSeconds !== null) {
    const at = game.at + line.longestWaitSeconds * 1_000
    if (at < dayMs) later(game, { at, what: 'waited_too_long', request })
  }
  stand(game, request, [])
}

/** They wait in their line, or are given to somebody at once; whoever is too many then, or waits too long, is seen to. */
function stand(game: Play, request: Request, also: readonly Person[]): void {
  const { line } = request
  const { queue } = line
  request.state = 'waiting'
  countWaiting(game.tally, queue, 1)
  push(line.heap, request)
  queue.byAge?.splice(placeOf(request), 0, request)
  giveOut(game, line, also)
  if (waitsTooLong(game, request)) overflow(game, request)
  keepShort(game, request)
  countLongest(game.tally, queue, game.at)
}

/** They wait no more, or not here. */
function leave(game: Play, request: Request): void {
  const { queue } = request.line
  countWaiting(game.tally, queue, -1)
  queue.byAge?.splice(placeOf(request), 1)
}

/** Whoever has nobody before them overflows by the time alone. */
const waitsTooLong = ({ at }: Play, { state, line, waitingSince }: Request): boolean =>
  state === 'waiting' && overflows(line.queue.line, 0, at - waitingSince)

/**
 * Only so many may wait where this one began to: they are too many themselves, or the one whom they put one place back.
 * All others have as many before them as they had.
 */
function keepShort(game: Play, request: Request): void {
  const { queue } = request.line
  const { mostWaiting } = queue.line
  if (request.state !== 'waiting' || queue.byAge === null || mostWaiting === null) return
  const isOne = placeOf(request) >= mostWaiting
  const one = isOne ? request : queue.byAge[mostWaiting]
  if (one) overflow(game, one)
}

/**
 * What the queue does with who is too many or waits too long, once: they stay, are turned away, or go on to another
 * queue with their age, or stay where that one does not take their channel. Not from there again.
 */
function overflow(game: Play, request: Request): void {
  if (request.state !== 'waiting' || request.overflowed) return
  const { at, floor } = game
  game.overflowing?.({ at, request, whole: () => wholeOf(floor, at) })
  request.overflowed = true
  const { line } = request
  const { does, queueId } = line.queue.line.overflow
  const beyond = lineBeyond(floor, line)
  const command = whenOverflowing({ does, queueId: queueId as QueueId | null }, beyond && true, at as Instant)
  if (command?.type === 'turn_away') {
    leave(game, request)
    request.state = 'gone'
    countOverflow(game.tally, request, 'turnedAway')
  } else if (command?.type === 'move' && beyond) {
    leave(game, request)
    countOverflow(game.tally, request, 'sentOn')
    request.line = beyond
    request.queueId = beyond.queue.routable.id
    request.passedOver = []
    stand(game, request, [])
  } else countOverflow(game.tally, request, 'toldAndStayed')
}

/**
 * As long as somebody has room: the head of this line is given out. `also` have room again, and whatever heads the lines
 * of their queues may be theirs instead, if it is more urgent.
 */
function giveOut(game: Play, line: Line, also: readonly Person[]): void {
  if (isPickedFrom(line.queue)) {
    lookSoon(game, line)
    return
  }
  for (let head = headOf(line); head; head = headOf(line)) {
    const people = new Set([...shortlist(line, head), ...also.filter(({ agent }) => agent.ready)])
    if (people.size === 0) return
    const heads = [...new Set([head, ...also.flatMap((person) => headsFor(game, person))])]
    if (!give(game, ask(game, heads, [...people]), heads)) return
  }
}

/** Whoever has room again takes from the lines of their queues, as the router says: all who have it at once together. */
function takeWhatWaits(game: Play, people: readonly Person[]): void {
  for (;;) {
    const free = people.filter(({ agent, most }) => agent.ready && agent.load < most)
    const heads = [...new Set(free.flatMap((person) => headsFor(game, person)))]
    if (heads.length === 0 || !give(game, ask(game, heads, free), heads)) return
  }
}

/** The heads of the lines this person could take from now. */
function headsFor(game: Play, person: Person): Request[] {
  if (!person.agent.ready || person.agent.load >= person.most) return []
  const heads: Request[] = []
  for (const { queue } of person.seats) {
    if (queue.waiting === 0) continue
    for (const line of queue.lines) {
      const head = headOf(line)
      if (!head || !mayTake(person, line)) continue
      if (isPickedFrom(queue)) lookSoon(game, line)
      else heads.push(head)
    }
  }
  return heads
}

/** Do as the router said; false: nobody gets anything. */
function give(game: Play, match: Match | undefined, heads: readonly Request[]): boolean {
  if (match === undefined) return false
  const request = present(
    heads.find(({ id }) => id === match.interactionId),
    'what was matched',
  )
  assert(request.state === 'waiting', 'what is given waits')
  pop(request.line.heap)
  leave(game, request)
  const people = match.agentIds.map((id) => personOf(game, id))
  if (request.line.queue.settings.asksToAccept) offer(game, request, people)
  else beginWith(game, request, present(people[0], 'who was matched'))
  return true
}

/** Where agents pick from the list, somebody looks at it as often as they would answer an offer. */
function lookSoon(game: Play, line: Line): void {
  if (line.looking) return
  line.looking = true
  const head = headOf(line)
  const takes = answerMs(game, chance(head?.seed ?? 0, drawsLook, game.order))
  later(game, { at: game.at + takes, what: 'looks', line })
}

/** Whoever comes first by the order of the queue takes the one who waits longest. With nobody there it waits on. */
function look(game: Play, line: Line): void {
  line.looking = false
  const head = headOf(line)
  const person = head && shortlist(line, head)[0]
  if (!head || !person) return
  pop(line.heap)
  leave(game, head)
  beginWith(game, head, person)
  if (headOf(line)) lookSoon(game, line)
}

const answerMs = ({ day }: Play, share: number): number =>
  Math.round(-day.people.answerSeconds * 1_000 * Math.log(share))

/** Taken without being asked. */
function beginWith(game: Play, request: Request, person: Person): void {
  change(game, person, () => changeLoad(person, request, 1))
  begin(game, request, person)
}

const personOf = ({ floor }: Play, id: AgentId): Person => present(floor.personOf.get(id), 'who was matched')

/** Everybody asked may miss it, or take their time; who is first has it. */
function offer(game: Play, request: Request, people: readonly Person[]): void {
  const { settings } = request.line.queue
  const { missPercent } = game.day.people
  request.state = 'offered'
  request.offers++
  request.asked = [...people]
  const lapses = game.at + Math.round(secondsToAccept(settings, people[0]?.agent) * 1_000)
  for (const person of people) {
    change(game, person, ({ agent, offers }) => {
      changeLoad(person, request, 1)
      agent.offered++
      offers.add(request)
    })
    const of = drawsAnswer + 2 * request.offers
    const isMissed = chance(request.seed, of, person.index) < missPercent / 100
    const takes = answerMs(game, chance(request.seed, of + 1, person.index))
    if (!isMissed && game.at + takes < lapses)
      later(game, { at: game.at + takes, what: 'answers', request, offer: request.offers, person })
  }
  later(game, { at: lapses, what: 'lapses', request, offer: request.offers })
}

/** This person is no longer asked. */
function withdraw(game: Play, request: Request, person: Person): void {
  request.asked = request.asked.filter((one) => one !== person)
  change(game, person, ({ agent, offers }) => {
    changeLoad(person, request, -1)
    agent.offered--
    offers.delete(request)
  })
}

/** The place was kept by the offer; those who were asked as well are free again. */
function accept(game: Play, request: Request, person: Person): void {
  const others = request.asked.filter((one) => one !== person)
  request.asked = []
  for (const other of others) withdraw(game, request, other)
  change(game, person, ({ agent, offers }) => {
    agent.offered--
    offers.delete(request)
  })
  begin(game, request, person)
  takeWhatWaits(game, others)
}

/** The conversation begins. Its place is taken already. */
function begin(game: Play, request: Request, person: Person): void {
  const { queue } = request.line
  request.state = 'active'
  request.holder = person
  request.answeredAt = game.at
  person.answered++
  countAnswer(game.tally, request, game.at)
  remember(person, queue, game.at)
  work(game, person)
  request.endsAt = person.done + Math.max(1, lengthAt(request.home.settings.handling, chance(request.seed, drawsWork)))
  person.talking.push(request)
  setEnd(game, person)
}

/** How much of each conversation gets done in a millisecond. */
const paceOf = ({ day }: Play, { talking }: Person): number =>
  1 / (1 + (day.people.slowdownPercent / 100) * Math.max(0, talking.length - 1))

/** What was done until now is done; from here on the pace may be another. */
function work(game: Play, person: Person): void {
  person.done += (game.at - person.doneAt) * paceOf(game, person)
  person.doneAt = game.at
}

/** The next of their conversations to end, by work and then by age. */
const nextToEnd = ({ talking }: Person): Request | undefined =>
  talking.reduce<Request | undefined>((first, one) => (first && first.endsAt <= one.endsAt ? first : one), undefined)

function setEnd(game: Play, person: Person): void {
  person.version++
  const next = nextToEnd(person)
  if (!next) return
  const lasts = Math.max(0, Math.ceil((next.endsAt - person.done) / paceOf(game, person)))
  const at = game.at + lasts
  if (at < dayMs) later(game, { at, what: 'talk_ends', person, version: person.version })
}

function endTalk(game: Play, person: Person): void {
  work(game, person)
  const request = present(nextToEnd(person), 'the conversation that ends')
  person.talking.splice(person.talking.indexOf(request), 1)
  setEnd(game, person)
  const { wrapUpSeconds } = request.line.queue.settings
  const wrapUpMs = Math.round(wrapUpSeconds * 10 * game.day.people.wrapUpPercent)
  if (wrapUpMs === 0) {
    close(game, request)
    return
  }
  request.state = 'wrapping_up'
  if (game.at + wrapUpMs < dayMs) later(game, { at: game.at + wrapUpMs, what: 'wrap_up_over', request })
}

/** The place is free, and whoever holds nothing more has been idle from here on. */
function close(game: Play, request: Request): void {
  const person = present(request.holder, 'who holds what is closed')
  request.state = 'closed'
  turn(game, person, ({ agent }) => {
    changeLoad(person, request, -1)
    if (heldBy(person) === 0) agent.idleSince = game.at as Instant
  })
}

/** Nobody took it: it waits again and keeps its age, and who let it pass goes to the end of the line, or away (D-03). */
function lapse(game: Play, request: Request, number: number): void {
  if (request.state !== 'offered' || request.offers !== number) return
  const { asked } = request
  const { awayAfterMissSeconds } = request.line.queue.settings
  const back = asked.flatMap((person) => {
    withdraw(game, request, person)
    request.passedOver.push(person.agent.id)
    return miss(game, person, awayAfterMissSeconds)
  })
  stand(game, request, asked)
  for (const other of back) stand(game, other, [])
  takeWhatWaits(game, asked)
}

/** Answers with what was offered to them as well and waits again: who is away is asked nothing. */
function miss(game: Play, person: Person, awaySeconds: number): Request[] {
  const back = awaySeconds > 0 ? withdrawAll(game, person) : []
  change(game, person, ({ agent }) => {
    agent.idleSince = game.at as Instant
    if (awaySeconds > 0) person.awayUntil = game.at + Math.round(awaySeconds * 1_000)
  })
  if (person.awayUntil !== null) later(game, { at: person.awayUntil, what: 'is_back', person })
  return back
}

function giveUp(game: Play, request: Request): void {
  if (request.state !== 'waiting' && request.state !== 'offered') return
  countAbandon(game.tally, request, game.at)
  const { asked, state } = request
  if (state === 'waiting') leave(game, request)
  request.state = 'gone'
  for (const person of asked) withdraw(game, request, person)
  takeWhatWaits(game, asked)
}
