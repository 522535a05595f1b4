import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InteractionCard } from '../../contract/cards.ts'
import type { DomainEvent } from '../../contract/events.ts'
import type { AgentId, ChannelId, Instant, InteractionId, OfferId, QueueId } from '../../contract/ids.ts'
import { ok } from '../../contract/refusals.ts'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/new-id.ts'
import { inRead } from '../../kernel/work.ts'
import { journalAfter, loadView } from '../../testing/browsers-agree.ts'
import { told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { setPresence } from '../presence/actions.ts'
import { acceptOffer, endConversation, finishWrapUp, takeInteraction } from '../routing/actions.ts'
import { routerLoop, timersLoop } from '../routing/jobs.ts'
import { assignInteractions, moveInteractions, takeBackInteractions } from '../routing/steer-actions.ts'
import { type PassTo, passInteraction } from '../routing/transfer-actions.ts'
import { boardDay, saveBusinessDay } from './actions.ts'
import { agentLines, dayAfter, liveDay, queueLines } from './core/board.ts'
import { counted, noCounts, type Outcome, outcomeOf, type Tally } from './core/tally.ts'
import { keepTallies } from './tally-repo.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.close())

const minuteMs = 60_000
const read = () =>
  inRead(world.kernel, world.workspaceId, (tx) =>
    boardDay(tx, { workspaceId: world.workspaceId, agentId: world.agentIds.sofia, hidden: null }, world.clock.now()),
  )
const cards = async () => Object.values((await loadView(world, 'sofia')).interactions)

/** Out of one seed, so that a failure comes again. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

let strangers = 0
async function somebodyWrites(): Promise<void> {
  const value = `+4477009${String(++strangers).padStart(5, '0')}`
  const sender = { addresses: [{ kind: 'phone', value } as const], name: `Stranger ${strangers}`, username: null }
  await told(world, wroteFact(sender, 'Hello', world.clock.now()))
}

/** One thing that happens on a working day; what is refused does not. */
async function something(roll: (below: number) => number): Promise<void> {
  const open = await cards()
  const card = open[roll(Math.max(1, open.length))]
  const name = (['ben', 'carla', 'davi'] as const)[roll(3)] as Name
  const kind = roll(14)
  if (kind < 4 || !card) return somebodyWrites()
  const interactionId = card.id
  const asSeen = [{ interactionId, queueId: card.queueId, agentId: card.agentId }]
  const holder = (['ben', 'carla', 'davi'] as const).find((one) => world.agentIds[one] === card.agentId)
  if (kind < 6 && card.offer) {
    const { id: offerId, agentIds } = card.offer
    const asked = (['ben', 'carla', 'davi'] as const).find((one) => agentIds.includes(world.agentIds[one])) ?? 'ben'
    await world.as(asked).try((work, person) => acceptOffer(work, person, { interactionId, offerId }))
  } else if (kind < 7) await world.as(name).try((work, person) => takeInteraction(work, person, { interactionId }))
  else if (kind < 9 && holder) {
    const input = { interactionId, dispositionId: null, fields: [] }
    const end = card.state === 'active' ? endConversation : finishWrapUp
    await world.as(holder).try<unknown>((work, person) => end(work, person, input))
  } else if (kind < 10) {
    const toQueueId = roll(2) === 0 ? world.sales : world.support
    await world.as('sofia').try((work, person) => moveInteractions(work, person, { interactions: asSeen, toQueueId }))
  } else if (kind < 11) {
    const input = { interactions: asSeen, toAgentId: world.agentIds[name], aboveCapacity: true }
    await world.as('sofia').try((work, person) => assignInteractions(work, person, input))
  } else if (kind < 13 && holder) {
    await passes(holder, interactionId, { queueId: roll(2) === 0 ? world.sales : world.support })
  } else await world.as('sofia').try((work, person) => takeBackInteractions(work, person, { interactions: asSeen }))
}

const passes = (by: Name, interactionId: InteractionId, to: PassTo) =>
  world
    .as(by)
    .try((work, person) =>
      passInteraction(work, person, { interactionId, transferId: newId() as OfferId, to, note: '' }),
    )

/** After so many seconds what nobody took goes back to whoever passed it on. */
const returnsAfter = (seconds: number) =>
  world.asOwner(`insert into transfer_rules (workspace_id, allowed, return_seconds, version)
    values ('${world.workspaceId}', true, ${seconds}, 1) on conflict (workspace_id) do update set return_seconds = ${seconds}`)

type Slow = {
  answered: number
  inTime: number
  abandoned: number
  lostInTime: number
  completed: number
  tooLong: number
  waitedMs: number
  longestMs: number
}
const nothingYet = {
  answered: 0,
  inTime: 0,
  abandoned: 0,
  lostInTime: 0,
  completed: 0,
  tooLong: 0,
  waitedMs: 0,
  longestMs: 0,
}
type Line = { at: Instant; event: DomainEvent | null }

/** The day out of its journal, as slowly and plainly as possible: the seconds are those that hold until somebody says otherwise. */
function replayed(
  lines: readonly Line[],
  from: number,
  now: number,
): { of: Map<QueueId, Slow>; done: Map<AgentId, number> } {
  const [levelMs, lostMs, chatMs] = [60_000, 1_800_000, 3_600_000]
  const taken = new Map<InteractionId, Instant>()
  const of = new Map<QueueId, Slow>()
  const done = new Map<AgentId, number>()
  const waiting = new Map<InteractionId, InteractionCard>()
  const add = (queueId: QueueId, change: (slow: Slow) => void) => {
    const slow = of.get(queueId) ?? { ...nothingYet }
    change(slow)
    of.set(queueId, slow)
  }
  for (const { at, event } of lines) {
    if (event === null || !('card' in event) || !event.card || !event.type.startsWith('interaction.')) continue
    const { card } = event
    const was = waiting.get(card.id)
    const waits = card.state === 'waiting' || card.state === 'offered'
    if (waits) waiting.set(card.id, card)
    else waiting.delete(card.id)
    if (event.type === 'interaction.assigned' && was) {
      const waitedMs = at - was.waitingSince
      // Taken from one and given to the next in one breath: nobody waited.
      if (waitedMs === 0 && event.by !== null) continue
      if (waitedMs >= lostMs) {
        if (was.waitingSince + lostMs >= from && at >= from) add(card.queueId, (slow) => slow.abandoned++)
      } else if (at >= from)
        add(card.queueId, (slow) => {
          slow.answered++
          slow.waitedMs += waitedMs
          slow.longestMs = Math.max(slow.longestMs, waitedMs)
          if (waitedMs <= levelMs) slow.inTime++
        })
    }
    if (event.type === 'interaction.returned' && was) {
      const lost = was.waitingSince + lostMs
      if (lost <= at && lost >= from) add(was.queueId, (slow) => slow.abandoned++)
    }
    if (event.type === 'interaction.assigned' || event.type === 'interaction.returned') taken.set(card.id, at)
    if (event.type === 'interaction.closed' && event.agentId && at >= from) {
      done.set(event.agentId, (done.get(event.agentId) ?? 0) + 1)
      const hadMs = at - present(taken.get(card.id), 'when it was taken')
      add(card.queueId, (slow) => {
        slow.completed++
        if (hadMs >= chatMs) slow.tooLong++
      })
    }
  }
  for (const card of waiting.values()) {
    const lost = card.waitingSince + lostMs
    if (lost <= now && lost >= from) add(card.queueId, (slow) => slow.abandoned++)
  }
  return { of, done }
}

test('every number of a day equals what its journal says, read at once and moved by facts (R-121)', async () => {
  await world.asOwner('update channel set capacity = 20')
  await world.asOwner('update queue set wrap_up_seconds = 30')
  await returnsAfter(2_400)
  const roll = dice(7)
  // From the evening before on, past midnight.
  world.clock.advance(14.5 * 60 * minuteMs)
  const opened = await loadView(world, 'sofia')
  let live = liveDay(await read())
  let lastSeq = live.seq
  for (let step = 0; step < 150; step++) {
    world.clock.advance((1 + roll(40)) * 15_000)
    const day = await read()
    // A new day is read anew, as the board does.
    if (day.from !== live.from) {
      live = liveDay(day)
      lastSeq = day.seq
    }
    await something(roll)
    await timersLoop.run(world.kernel, world.workspaceId)
    if (roll(3) > 0) while ((await routerLoop.run(world.kernel, world.workspaceId)) === 'more');
    for (const line of await journalAfter(world, lastSeq, opened)) {
      live = dayAfter(live, line.seq, line.at, line.event)
      lastSeq = line.seq
    }
  }
  const now = world.clock.now()
  const fresh = liveDay(await read())
  const view = await loadView(world, 'sofia')
  const open = {
    queues: Object.values(view.queues),
    agents: Object.values(view.agents),
    interactions: Object.values(view.interactions),
    channels: Object.values(view.channels),
  }
  const lines = await journalAfter(world, 0, opened)
  const slow = replayed(lines, fresh.from, now)
  expect(fresh.from).toBe(Date.UTC(2026, 2, 3))
  expect(lines.length).toBeGreaterThan(100)
  for (const day of [live, fresh]) {
    for (const { id, counts } of queueLines(open, day, now, null)) expect(counts).toEqual(slow.of.get(id) ?? nothingYet)
    for (const { id, completed } of agentLines(open, day)) expect(completed).toBe(slow.done.get(id) ?? 0)
  }
  const all = [...slow.of.values()].reduce((sum, one) => sum + one.answered + one.abandoned, 0)
  expect(all, 'something happened').toBeGreaterThan(10)
}, 120_000)

test('what nobody took where it was passed to is lost there when that was too long, also after it came back', async () => {
  await world.asOwner(`insert into sla_policy (workspace_id, owner_id, owner, abandon_after_seconds)
    values ('${world.workspaceId}', '${world.sales}', 'queue', 40)`)
  const opened = await loadView(world, 'sofia')
  let live = liveDay(await read())
  /** How many were lost in sales: by the day as it is moved, and as it is read. */
  const lost = async () => {
    for (const { seq, at, event } of await journalAfter(world, live.seq, opened)) live = dayAfter(live, seq, at, event)
    const open = { queues: Object.values(opened.queues), agents: [], interactions: await cards(), channels: [] }
    return [live, liveDay(await read())].map((day) => {
      const lines = queueLines(open, day, world.clock.now(), null)
      return present(
        lines.find(({ id }) => id === world.sales),
        'sales',
      ).counts.abandoned
    })
  }
  for (const [seconds, then] of [
    [39, 0],
    [60, 1],
  ] as const) {
    await returnsAfter(seconds)
    await somebodyWrites()
    const { id: interactionId } = present(
      (await cards()).find(({ state }) => state === 'waiting'),
      'who wrote',
    )
    await world.as('ben').do((work, person) => takeInteraction(work, person, { interactionId }))
    await passes('ben', interactionId, { queueId: world.sales })
    world.clock.advance(seconds * 1_000)
    expect(await lost(), `after ${seconds} s, where it waits`).toEqual([then, then])
    await timersLoop.run(world.kernel, world.workspaceId)
    const back = { state: 'active', agentId: world.agentIds.ben, queueId: world.support }
    expect((await cards()).find(({ id }) => id === interactionId)).toMatchObject(back)
    expect(await lost(), `after ${seconds} s, when it is back`).toEqual([then, then])
  }
})

test('what the database counts of a day is what the rule says: service level before and after, chat time, churn (R-091)', async () => {
  const roll = dice(91)
  const { from } = await read()
  const limits = { serviceLevelSeconds: 20, abandonAfterSeconds: 40, chatLimitSeconds: 30 }
  const set = `service_level_seconds, abandon_after_seconds, chat_limit_seconds`
  await world.asOwner(`insert into sla_policy (workspace_id, owner_id, owner, ${set})
    values ('${world.workspaceId}', '${world.support}', 'queue', 20, 40, 30)`)
  const [channel] = await world.asOwner<{ id: ChannelId }>('select id from channel limit 1')
  const place = { queueId: world.support, channelId: present(channel, 'a channel').id }
  const [ben, nobody] = [world.agentIds.ben, null]
  const tallies = Array.from({ length: 300 }, (): Exclude<Tally, { what: 'handed_on' }> => {
    const at = (from + roll(90) * 1_000) as Instant
    const since = (at - roll(60) * 1_000) as Instant
    const without = (['ended', 'returned'] as const)[roll(4)]
    if (without) return { ...place, what: without, agentId: nobody, at, since }
    return { ...place, what: roll(2) === 0 ? 'answered' : 'completed', agentId: ben, at, since }
  })
  await world.as('ben').do(async (work) => {
    await keepTallies(work, tallies)
    return ok(null)
  })
  const today = (outcome: Outcome) => outcome.at >= from
  const expected = tallies
    .flatMap((tally) => outcomeOf(tally, limits) ?? [])
    .filter(today)
    .reduce(counted, noCounts)
  expect(expected).toSatisfy(({ lostInTime, tooLong, inTime }) => lostInTime > 9 && tooLong > 9 && inTime > 9)
  expect((await read()).counts).toEqual([{ ...place, ...expected }])
})

test('a queue shows what waits, what is offered, what is in hand, and who is there; an agent in what state and since when', async () => {
  for (let n = 0; n < 3; n++) await somebodyWrites()
  const { waitingSince } = present((await cards())[0], 'a card')
  world.clock.advance(30_000)
  await routerLoop.run(world.kernel, world.workspaceId)
  const offered = present(
    (await cards()).find(({ offer }) => offer?.agentIds.includes(world.agentIds.ben)),
    'an offer to Ben',
  )
  const input = { interactionId: offered.id, offerId: present(offered.offer, 'an offer').id }
  await world.as('ben').do((work, person) => acceptOffer(work, person, input))
  const acceptedAt = world.clock.now()
  world.clock.advance(5_000)
  await world.as('davi').do((work, { agentId }) => setPresence(work, agentId, { state: 'on_break', reasonId: null }))
  const view = await loadView(world, 'sofia')
  const open = {
    queues: Object.values(view.queues),
    agents: Object.values(view.agents),
    interactions: Object.values(view.interactions),
    channels: Object.values(view.channels),
  }
  const day = liveDay(await read())
  const [sales, support] = queueLines(open, day, world.clock.now(), null)
  expect(support).toMatchObject({ active: 1, oldest: waitingSince, ready: 2, busy: 1, free: 1 })
  expect(present(support, 'support').waiting + present(support, 'support').offered).toBe(2)
  expect(support?.counts).toMatchObject({ answered: 1, inTime: 1 })
  expect(sales).toMatchObject({ waiting: 0, oldest: null, ready: 0 })
  const states = Object.fromEntries(agentLines(open, day).map(({ id, state, since }) => [id, [state, since]]))
  expect(states[world.agentIds.ben]).toEqual(['busy', acceptedAt])
  expect(states[world.agentIds.davi]).toEqual(['free_on_break', world.clock.now()])
  expect(states[world.agentIds.ana]?.[0]).toBe('signed_out')
  expect(queueLines(open, day, world.clock.now(), new Set()).map(({ waiting, active }) => waiting + active)).toEqual([
    0, 0,
  ])
})

test('the day begins where somebody said it does; what is no zone, and an older version, are refused', async () => {
  const save = (zone: string, version: number) =>
    world.as('ana').try((work) => saveBusinessDay(work, { zone, version }))
  expect(await read()).toMatchObject({ zone: 'UTC', version: 0, from: Date.UTC(2026, 2, 2) })
  expect(await save('Mars/Olympus', 0)).toMatchObject({ refusal: 'calendar_not_valid' })
  expect(await save('America/New_York', 0)).toEqual({ ok: true, value: { version: 1 } })
  expect(await read()).toMatchObject({ zone: 'America/New_York', version: 1, from: Date.UTC(2026, 2, 2, 5) })
  expect(await save('Asia/Tokyo', 0)).toMatchObject({ refusal: 'changed_by_someone_else' })
  expect(await save('Asia/Tokyo', 1)).toMatchObject({ ok: true })
})
