import { describe, expect, test } from 'vitest'
import { chat, line, message, number, phone, snapshot } from '../samples.ts'
import { afterEvent, maxLines, maxMessages, type Scene, sceneOf, withOlder, withWholePhone } from './scene.ts'
import type { FeedEvent } from './wire.ts'

const here = 1_000_000

const fresh = (changes = {}): Scene => sceneOf(snapshot(changes), here)

/** An event without its number, which it is given in its turn. */
type Told = FeedEvent extends infer Each ? (Each extends FeedEvent ? Omit<Each, 'seq'> : never) : never

/** The scene after events in their order; fails when one of them cannot be followed. */
function after(scene: Scene, ...events: Told[]): Scene {
  return events.reduce<Scene>((now, event) => {
    const next = afterEvent(now, { ...event, seq: now.seq + 1 } as FeedEvent, here)
    if (next === 'lost') throw new Error(`lost at ${event.type}`)
    return next
  }, scene)
}

describe('the place in the feed', () => {
  test('what the snapshot already contains changes nothing', () => {
    const scene = fresh({ seq: 7 })
    expect(afterEvent(scene, { seq: 7, type: 'traffic', entry: line() }, here)).toBe(scene)
  })

  test('a hole is told', () => {
    expect(afterEvent(fresh({ seq: 7 }), { seq: 9, type: 'traffic', entry: line() }, here)).toBe('lost')
  })

  test('a world that was made anew asks for a snapshot', () => {
    expect(afterEvent(fresh({ seq: 7 }), { seq: 8, type: 'reset' }, here)).toBe('lost')
  })

  test('also what is not shown counts', () => {
    expect(after(fresh({ seq: 7 }), { type: 'templates', wabaId: '1' }).seq).toBe(8)
  })
})

describe('requests', () => {
  test('stand oldest first, with the newest of the snapshot last', () => {
    const scene = fresh({ traffic: { counts: counts(2), entries: [line({ id: 2 }), line({ id: 1 })] } })
    expect(after(scene, { type: 'traffic', entry: line({ id: 3 }) }).lines.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  test('are counted by where they went and whether they failed', () => {
    const scene = after(
      fresh(),
      { type: 'traffic', entry: line({ id: 1, direction: 'to_us' }) },
      { type: 'traffic', entry: line({ id: 2, direction: 'to_provider', failed: true }) },
    )
    expect(scene.counts).toEqual({ all: 2, toUs: 1, toProvider: 1, failed: 1 })
  })

  test('the oldest go when there are too many', () => {
    let scene = fresh()
    for (let id = 1; id <= maxLines + 3; id++) scene = after(scene, { type: 'traffic', entry: line({ id }) })
    expect(scene.lines).toHaveLength(maxLines)
    expect(scene.lines[0]?.id).toBe(4)
    expect(scene.counts.all).toBe(maxLines + 3)
  })

  test('an older page goes before them, each request once', () => {
    const scene = after(fresh(), { type: 'traffic', entry: line({ id: 5 }) })
    const page = [line({ id: 5 }), line({ id: 4 }), line({ id: 3 })]
    expect(withOlder(scene, page).lines.map(({ id }) => id)).toEqual([3, 4, 5])
  })
})

describe('phones', () => {
  const amara = phone({ id: 'amara', chats: [chat({ messages: [message({ id: 'a', state: 'sent' })] })] })
  const { chats: _chats, ...amaraAlone } = amara

  test('a switched phone keeps its chats', () => {
    const scene = after(fresh({ phones: [amara], phoneCount: 1 }), {
      type: 'phone',
      phoneId: 'amara',
      phone: { ...amaraAlone, online: false },
    })
    expect(scene.phones).toEqual([{ ...amara, online: false }])
  })

  test('a removed phone goes, a new one comes without chats', () => {
    const { chats: _none, ...gil } = phone({ id: 'gil' })
    const scene = after(
      fresh({ phones: [amara], phoneCount: 1 }),
      { type: 'phone', phoneId: 'amara', phone: null },
      { type: 'phone', phoneId: 'gil', phone: gil },
    )
    expect(scene.phones).toEqual([{ ...gil, chats: [] }])
    expect(scene.phoneCount).toBe(1)
  })

  test('one of very many that are not listed stays out, until it is asked for by itself', () => {
    const { chats: _none, ...hidden } = phone({ id: 'hidden' })
    const scene = after(fresh({ phones: [amara], phoneCount: 900 }), {
      type: 'phone',
      phoneId: 'hidden',
      phone: hidden,
    })
    expect(scene.phones).toHaveLength(1)
    expect(withWholePhone(scene, { ...hidden, chats: [] }).phones.map(({ id }) => id)).toEqual(['amara', 'hidden'])
  })

  test('a message that goes on changes in its place', () => {
    const more = [message({ id: 'a', state: 'sent' }), message({ id: 'b', state: 'sent' })]
    const scene = after(fresh({ phones: [{ ...amara, chats: [chat({ messages: more })] }] }), {
      type: 'phone',
      phoneId: 'amara',
      chat: chatState({ unread: 1 }),
      message: message({ id: 'a', state: 'read' }),
    })
    const [only] = scene.phones[0]?.chats ?? []
    expect(only?.messages.map(({ id, state }) => `${id} ${state}`)).toEqual(['a read', 'b sent'])
    expect(only?.unread).toBe(1)
  })

  test('the first message of a chat begins it', () => {
    const scene = after(fresh({ phones: [phone({ id: 'gil' })], phoneCount: 1 }), {
      type: 'phone',
      phoneId: 'gil',
      chat: chatState(),
      message: message({ id: 'first' }),
    })
    expect(scene.phones[0]?.chats).toEqual([chat({ messages: [message({ id: 'first' })] })])
  })

  test('typing changes the chat and no message', () => {
    const scene = after(fresh({ phones: [amara] }), {
      type: 'phone',
      phoneId: 'amara',
      chat: chatState({ businessTypingUntil: 5000 }),
    })
    expect(scene.phones[0]?.chats[0]?.businessTypingUntil).toBe(5000)
    expect(scene.phones[0]?.chats[0]?.messages).toBe(amara.chats[0]?.messages)
  })

  test('a long chat forgets its oldest messages', () => {
    let scene = fresh({ phones: [amara] })
    for (let n = 0; n < maxMessages; n++)
      scene = after(scene, { type: 'phone', phoneId: 'amara', chat: chatState(), message: message({ id: `m${n}` }) })
    const messages = scene.phones[0]?.chats[0]?.messages ?? []
    expect(messages).toHaveLength(maxMessages)
    expect(messages[0]?.id).toBe('m0')
  })
})

describe('the world around', () => {
  test('simulated time runs ahead of this browser by as much as the simulator says', () => {
    const scene = after(fresh({ clock: { now: here + 500, offset: 0 } }), {
      type: 'clock',
      now: here + 3_600_500,
      offset: 3_600_000,
    })
    expect(scene).toMatchObject({ ahead: 3_600_500, offset: 3_600_000 })
  })

  test('a business number comes, changes and goes', () => {
    const came = after(fresh(), { type: 'number', phoneNumberId: '1', number: number({ phoneNumberId: '1' }) })
    const expired = number({ phoneNumberId: '1', tokenState: 'expired' })
    const changed = after(came, { type: 'number', phoneNumberId: '1', number: expired })
    expect(changed.numbers).toEqual([expired])
    expect(after(changed, { type: 'number', phoneNumberId: '1', number: null }).numbers).toEqual([])
  })

  test('faults come with the names of those that run', () => {
    const faults = { ...snapshot().faults, duplicate: true }
    expect(after(fresh(), { type: 'faults', faults, running: ['duplicate'] })).toMatchObject({
      faults,
      running: ['duplicate'],
    })
  })
})

function counts(all: number) {
  return { all, toUs: all, toProvider: 0, failed: 0 }
}

function chatState(changes = {}) {
  const { messages: _messages, ...state } = chat(changes)
  return state
}
