import { beforeEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '../../contract/events.ts'
import type { OfferId, QueueId } from '../../contract/ids.ts'
import type { FromServer } from '../../contract/stream.ts'
import type { View } from '../../contract/view.ts'
import { at, card, delivery, idOf, ines, message, thread, view } from '../testing/samples.ts'
import type { Answer } from './call.ts'
import { createStore, type Store, waitBefore } from './store.ts'
import type { Wire } from './wire.ts'

const talk = card().conversation.id

/** The outside of the page, played by the test: questions wait until they are answered, timers until they are run. */
function outside() {
  const asked = {
    snapshots: [] as ((answer: Answer<View>) => void)[],
    pages: [] as PageAsked[],
    checks: [] as ((answer: Answer<unknown>) => void)[],
  }
  const timers = new Set<{ ms: number; run: () => void }>()
  let socket: { sent: unknown[]; on: Parameters<Wire['open']>[0]; closed: boolean } | null = null
  let sockets = 0
  let now = at(0) as number
  const wire: Wire = {
    snapshot: () => new Promise((answer) => asked.snapshots.push(answer)),
    page: (conversationId, before) => new Promise((answer) => asked.pages.push({ conversationId, before, answer })),
    check: () => new Promise((answer) => asked.checks.push(answer)),
    open(on) {
      const mine = { sent: [] as unknown[], on, closed: false }
      socket = mine
      sockets++
      return {
        send: (text) => mine.sent.push(JSON.parse(text)),
        close: () => {
          mine.closed = true
        },
      }
    },
    now: () => now,
    after(ms, run) {
      const timer = { ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    random: () => 1,
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
  return {
    wire,
    asked,
    timers,
    socket: () => socket!,
    sockets: () => sockets,
    at: (seconds: number) => {
      now = at(seconds)
    },
    async say(what: FromServer) {
      socket!.on.message(JSON.stringify(what))
      await settled()
    },
    async connect(seconds = 0) {
      socket!.on.open()
      await this.say({ type: 'clock', now: at(seconds) })
    },
    async lines(from: number, ...lines: (DomainEvent | null)[]) {
      await this.say({ type: 'lines', from, at: at(0), lines })
    },
    async answerSnapshot(answer: View) {
      asked.snapshots.shift()!({ ok: true, value: answer })
      await settled()
    },
    /** Run the timer that was set last for at most `ms`. */
    async runTimer(ms: number) {
      const timer = [...timers].findLast((one) => one.ms <= ms)!
      timers.delete(timer)
      timer.run()
      await settled()
    },
    settled,
  }
}
type PageAsked = {
  conversationId: string
  before: number | undefined
  answer: (answer: Awaited<ReturnType<Wire['page']>>) => void
}

const received = (name: string, seconds: number): DomainEvent => ({
  type: 'message.received',
  conversationId: talk,
  channelId: idOf('orders'),
  held: true,
  queueId: delivery,
  agentId: ines,
  message: message(name, seconds),
  card: null,
})
const texts = (store: Store) =>
  store.read().view?.threads[talk]?.messages.map((one) => (one.content.kind === 'text' ? one.content.text : ''))

let world: ReturnType<typeof outside>
let store: Store
beforeEach(async () => {
  world = outside()
  store = createStore(world.wire)
  store.start()
  await world.answerSnapshot(view(10))
  await world.connect()
})

describe('the line', () => {
  test('the stream goes on where the snapshot ended', async () => {
    expect(world.socket().sent).toEqual([{ type: 'subscribe', after: 10 }])
    expect(store.read().line).toEqual({ state: 'live' })
    await world.lines(11, null, { type: 'interaction.updated', card: card({ priority: 7 }) })
    expect(store.read().view?.seq).toBe(12)
    expect(store.read().view?.interactions[card().id]?.priority).toBe(7)
  })

  test('a line twice changes nothing', async () => {
    await world.lines(11, null)
    await world.lines(11, { type: 'interaction.updated', card: card({ priority: 7 }) })
    expect(store.read().view?.interactions[card().id]?.priority).toBe(100)
  })

  test('the clock of the server corrects ours', async () => {
    await world.say({ type: 'clock', now: at(90) })
    expect(store.read().skew).toBe(90_000)
  })

  test('a lost line says since when, tries again, and subscribes from where it was', async () => {
    await world.lines(11, null)
    world.at(60)
    world.socket().on.close()
    expect(store.read().line).toEqual({ state: 'offline', since: at(60) })
    await world.runTimer(waitBefore(0, 1))
    expect(world.sockets()).toBe(2)
    await world.connect(65)
    expect(world.socket().sent).toContainEqual({ type: 'subscribe', after: 11 })
    expect(store.read().line).toEqual({ state: 'live' })
  })

  test('the first loss is the time that is shown, however many attempts follow', async () => {
    world.at(60)
    world.socket().on.close()
    await world.runTimer(waitBefore(0, 1))
    world.at(70)
    world.socket().on.close()
    expect(store.read().line).toEqual({ state: 'offline', since: at(60) })
  })

  test('a socket that says nothing is dead, whatever TCP thinks', async () => {
    const silent = world.socket()
    await world.runTimer(75_000)
    expect(silent.closed).toBe(true)
    expect(store.read().line.state).toBe('offline')
  })

  test('a network that the browser knows to be gone is not waited for', () => {
    const before = world.socket()
    store.lose()
    expect(before.closed).toBe(true)
    expect(store.read().line.state).toBe('offline')
  })

  test('words of a socket that was given up are not heard', async () => {
    const old = world.socket()
    old.on.close()
    await world.runTimer(waitBefore(0, 1))
    await world.connect()
    old.on.message(JSON.stringify({ type: 'lines', from: 11, at: at(0), lines: [null] }))
    old.on.close()
    expect(store.read().view?.seq).toBe(10)
    expect(store.read().line.state).toBe('live')
  })

  test('a session that is over ends the attempts', async () => {
    world.socket().on.close()
    await world.runTimer(waitBefore(0, 1))
    world.socket().on.close()
    await world.runTimer(waitBefore(1, 1))
    world.asked.checks.shift()!({ ok: false, refusal: 'not_signed_in' })
    await world.settled()
    expect(store.read().signedOut).toBe(true)
    expect(world.timers.size).toBe(0)
  })

  test('what was missed is counted, and only what was for me', async () => {
    world.at(60)
    world.socket().on.close()
    await world.runTimer(waitBefore(0, 1))
    await world.connect(90)
    const stranger: DomainEvent = { ...received('c', 71), agentId: idOf('tom') } as DomainEvent
    await world.say({ type: 'lines', from: 11, at: at(70), lines: [received('a', 69), received('b', 70), stranger] })
    expect(store.read().missed).toEqual({ count: 2, since: at(60) })
    await world.say({ type: 'lines', from: 14, at: at(100), lines: [received('d', 100)] })
    expect(store.read().missed?.count).toBe(2)
  })
})

describe('waiting before the next attempt', () => {
  test('doubles up to a limit, and is spread', () => {
    expect(waitBefore(0, 1)).toBe(500)
    expect(waitBefore(3, 1)).toBe(4000)
    expect(waitBefore(3, 0)).toBe(2000)
    expect(waitBefore(50, 1)).toBe(15_000)
  })
})

describe('gaps', () => {
  test('a missing line fetches the snapshot again and subscribes from it', async () => {
    await world.lines(12, null)
    expect(world.asked.snapshots).toHaveLength(1)
    await world.lines(13, null)
    await world.answerSnapshot(view(20))
    expect(store.read().view?.seq).toBe(20)
    expect(world.socket().sent).toContainEqual({ type: 'subscribe', after: 20 })
    await world.lines(21, null)
    expect(store.read().view?.seq).toBe(21)
  })

  test('every list is asked for again: what changed in the gap is told by nobody', async () => {
    const moved = (catalog: 'queues' | 'users') => store.read().view?.catalogs[catalog] ?? 0
    await world.lines(
      11,
      { type: 'catalog.changed', catalog: 'queues' },
      { type: 'catalog.changed', catalog: 'queues' },
    )
    const before = { queues: moved('queues'), users: moved('users') }
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(20))
    expect(moved('queues')).toBeGreaterThan(before.queues)
    expect(moved('users')).toBeGreaterThan(before.users)
  })

  test('an answer that was overtaken by a later question is ignored', async () => {
    await world.say({ type: 'resync' })
    await world.say({ type: 'resync' })
    const [first, second] = world.asked.snapshots
    second!({ ok: true, value: view(30) })
    await world.settled()
    first!({ ok: true, value: view(25) })
    await world.settled()
    expect(store.read().view?.seq).toBe(30)
  })

  test('an opened thread stays on screen and its pages are fetched again, as far back as was read', async () => {
    store.openThread(talk)
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('b', 2)], true) })
    await world.settled()
    void store.olderPage(talk)
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1)], false) })
    await world.settled()
    expect(texts(store)).toEqual(['a', 'b'])

    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    expect(texts(store)).toEqual(['a', 'b'])
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('c', 3)], true) })
    await world.settled()
    expect(world.asked.pages[0]?.before).toBe(at(3))
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1), message('b', 2)], false) })
    await world.settled()
    expect(texts(store)).toEqual(['a', 'b', 'c'])
  })
})

describe('threads after a gap', () => {
  beforeEach(async () => {
    store.openThread(talk)
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1)]) })
    await world.settled()
  })

  test('a page that was asked for before the snapshot does not replace one asked for after it', async () => {
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(50))
    const [old, young] = world.asked.pages.splice(0)
    young!.answer({ ok: true, value: thread([message('a', 1), message('b', 2)]) })
    await world.settled()
    old!.answer({ ok: true, value: thread([message('a', 1)]) })
    await world.settled()
    expect(texts(store)).toEqual(['a', 'b'])
  })

  test('pages that cannot be had are asked for until they come: what is shown may lack something', async () => {
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    for (const attempt of [0, 1, 2]) {
      world.asked.pages.shift()!.answer({ ok: false, refusal: attempt === 0 ? 'unreachable' : 'database_away' })
      await world.settled()
      expect(texts(store)).toEqual(['a'])
      await world.runTimer(waitBefore(attempt, 1))
    }
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1), message('b', 2)]) })
    await world.settled()
    expect(texts(store)).toEqual(['a', 'b'])
    expect(store.read().threadTrouble[talk]).toBeUndefined()
    expect(world.asked.pages).toEqual([])
  })

  test('what somebody may not see any more disappears from their screen, not only from what comes', async () => {
    expect(texts(store)).toEqual(['a'])
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    expect(texts(store)).toBeUndefined()
    expect(store.read().threadTrouble[talk]).toBe('not_found')
  })

  test('a conversation that was only offered goes with the offer, and comes back with the next one', async () => {
    const others = { queueId: idOf<QueueId>('others'), agentId: null, acceptedAt: null }
    const offer = { id: idOf<OfferId>('offer'), agentIds: [ines], expiresAt: at(30) }
    const offered = card({ ...others, state: 'offered', offer })
    const waiting = card({ ...others, state: 'waiting' })
    const about = { offerId: offer.id, agentIds: [ines] }
    await world.lines(11, { type: 'interaction.offered', card: offered, offerId: offer.id })
    expect(world.asked.pages).toEqual([])
    await world.lines(12, { type: 'interaction.offer_lapsed', card: waiting, ...about })
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    expect(texts(store)).toBeUndefined()
    await world.lines(13, { type: 'interaction.offered', card: offered, offerId: offer.id })
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1)]) })
    await world.settled()
    expect(texts(store)).toEqual(['a'])
  })

  test('a colleague who was faster is remembered by name, and only of what was offered to me', async () => {
    const tom = idOf<typeof ines>('tom')
    const taken = card({ queueId: idOf<QueueId>('others'), agentId: tom })
    await world.lines(11, { type: 'interaction.assigned', card: taken, agentId: tom, others: [], by: null })
    expect(store.read().outrun).toEqual([])
    await world.lines(12, { type: 'interaction.assigned', card: taken, agentId: tom, others: [ines], by: null })
    const contact = taken.conversation.contact.name
    expect(store.read().outrun).toEqual([{ seq: 12, interactionId: taken.id, contact, by: tom }])
  })

  test('a page that was read before the conversation was taken away does not stay on screen', async () => {
    const others = { queueId: idOf<QueueId>('others'), agentId: null, acceptedAt: null }
    const offer = { id: idOf<OfferId>('offer'), agentIds: [ines], expiresAt: at(30) }
    const about = { offerId: offer.id, agentIds: [ines] }
    const lapsed = { type: 'interaction.offer_lapsed', card: card({ ...others, state: 'waiting' }), ...about } as const
    await world.lines(11, lapsed)
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    await world.lines(12, {
      type: 'interaction.offered',
      card: card({ ...others, state: 'offered', offer }),
      offerId: offer.id,
    })
    const readBefore = world.asked.pages.shift()!
    await world.lines(13, lapsed)
    readBefore.answer({ ok: true, value: thread([message('a', 1), message('secret', 2)]) })
    await world.settled()
    expect(texts(store)).toBeUndefined()
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    expect(texts(store)).toBeUndefined()
  })

  test('nor does a refusal from before it was given back', async () => {
    const others = { queueId: idOf<QueueId>('others'), agentId: null, acceptedAt: null }
    const offer = { id: idOf<OfferId>('offer'), agentIds: [ines], expiresAt: at(30) }
    const about = { offerId: offer.id, agentIds: [ines] }
    await world.lines(11, { type: 'interaction.offer_lapsed', card: card({ ...others, state: 'waiting' }), ...about })
    const refusedBefore = world.asked.pages.shift()!
    world.asked.pages.length = 0
    await world.lines(12, {
      type: 'interaction.offered',
      card: card({ ...others, state: 'offered', offer }),
      offerId: offer.id,
    })
    refusedBefore.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    for (const page of world.asked.pages.splice(0)) page.answer({ ok: true, value: thread([message('a', 1)]) })
    await world.settled()
    expect(texts(store)).toEqual(['a'])
  })

  test('a conversation that may not be seen any more is not asked for again', async () => {
    const timers = world.timers.size
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'not_found' })
    await world.settled()
    expect(world.timers.size).toBe(timers)
  })

  test('an older page that a snapshot overtook is asked for again', async () => {
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(40))
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('b', 2)], true) })
    await world.settled()
    void store.olderPage(talk)
    const overtaken = world.asked.pages.shift()!
    await world.say({ type: 'resync' })
    await world.answerSnapshot(view(50))
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('b', 2)], true) })
    await world.settled()
    overtaken.answer({ ok: true, value: thread([message('old', 1)], false) })
    await world.settled()
    expect(texts(store)).toEqual(['b'])
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('new', 1)], false) })
    await world.settled()
    expect(texts(store)).toEqual(['new', 'b'])
  })
})

describe('threads', () => {
  test('a message that arrives while the page is on its way is not lost', async () => {
    store.openThread(talk)
    await world.lines(11, received('during', 5))
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('before', 1)]) })
    await world.settled()
    expect(texts(store)).toEqual(['before', 'during'])
  })

  test('nor doubled when the page already holds it', async () => {
    store.openThread(talk)
    await world.lines(11, received('during', 5))
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('before', 1), message('during', 5)]) })
    await world.settled()
    await world.lines(12, received('after', 6))
    expect(texts(store)).toEqual(['before', 'during', 'after'])
  })

  test('a note that the page already holds is not doubled by its line', async () => {
    const note = {
      id: idOf('note'),
      conversationId: talk,
      interactionId: null,
      agentId: ines,
      at: at(3),
      text: 'Spare legs',
    } as const
    store.openThread(talk)
    world.asked.pages.shift()!.answer({ ok: true, value: { ...thread([]), notes: [note as never] } })
    await world.settled()
    await world.lines(11, {
      type: 'note.added',
      conversationId: talk,
      channelId: idOf('orders'),
      held: true,
      queueId: delivery,
      agentId: ines,
      note: note as never,
    })
    expect(store.read().view?.threads[talk]?.notes).toHaveLength(1)
  })

  test('what is about to be opened is fetched ahead, once, and never pushes out what is on screen', async () => {
    store.expectThread(talk)
    store.openThread(talk)
    expect(world.asked.pages).toHaveLength(1)
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('ahead', 1)]) })
    await world.settled()
    expect(texts(store)).toEqual(['ahead'])
    for (let passing = 0; passing < 50; passing++) store.expectThread(idOf(`passing ${passing}`))
    expect(texts(store)).toEqual(['ahead'])
    await world.lines(11, received('still kept right', 5))
    expect(texts(store)).toEqual(['ahead', 'still kept right'])
  })

  test('a page that cannot be had says why, and leaves the rest alone', async () => {
    store.openThread(talk)
    world.asked.pages.shift()!.answer({ ok: false, refusal: 'unreachable' })
    await world.settled()
    expect(store.read().threadTrouble[talk]).toBe('unreachable')
    store.openThread(talk)
    world.asked.pages.shift()!.answer({ ok: true, value: thread([message('a', 1)]) })
    await world.settled()
    expect(store.read().threadTrouble[talk]).toBeUndefined()
  })

  test('who else is here is shown, and what I do is said again after a break', async () => {
    await world.say({ type: 'here', conversationId: talk, agents: [{ agentId: idOf('tom'), doing: 'typing_note' }] })
    expect(store.read().here[talk]).toEqual([{ agentId: idOf('tom'), doing: 'typing_note' }])
    store.doing(talk, 'reading')
    world.socket().on.close()
    expect(store.read().here).toEqual({})
    await world.runTimer(waitBefore(0, 1))
    await world.connect()
    expect(world.socket().sent).toContainEqual({ type: 'doing', conversationId: talk, doing: 'reading' })
  })
})
