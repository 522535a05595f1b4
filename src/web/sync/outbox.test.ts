import { beforeEach, describe, expect, test } from 'vitest'
import type { ConversationId, MessageId } from '../../contract/ids.ts'
import { at, card, idOf, ines, message, thread } from '../testing/samples.ts'
import type { Answer } from './call.ts'
import { createOutbox, type Outbox, type OutboxWire, type Pending, stillPending } from './outbox.ts'

const helena = card().conversation.id
const callum = idOf<ConversationId>('callum')

/** What tabs share. Each hears of the changes of the others, as a browser tells it. */
type Shared = { items: Map<string, string>; tabs: ((key: string, value: string | null) => void)[] }

function tab(shared: Shared): Pick<OutboxWire, 'storage' | 'onKept'> {
  let own: Shared['tabs'][number] | null = null
  const told = (key: string, value: string | null) => {
    if ((shared.items.get(key) ?? null) === value) return
    if (value === null) shared.items.delete(key)
    else shared.items.set(key, value)
    for (const heard of shared.tabs) if (heard !== own) heard(key, value)
  }
  return {
    storage: {
      getItem: (key) => shared.items.get(key) ?? null,
      setItem: (key, value) => told(key, value),
      removeItem: (key) => told(key, null),
      key: (index) => [...shared.items.keys()][index] ?? null,
      get length() {
        return shared.items.size
      },
    },
    onKept(listener) {
      own = listener
      shared.tabs.push(listener)
    },
  }
}

let sent: { message: Pending; answer: (answer: Answer<readonly MessageId[]>) => void }[]
let timers: (() => void)[]
let wire: OutboxWire
let outbox: Outbox
let now: number
let shared: Shared
beforeEach(() => {
  sent = []
  timers = []
  shared = { items: new Map(), tabs: [] }
  now = at(0)
  let ids = 0
  wire = {
    send: (message) => new Promise((answer) => sent.push({ message, answer })),
    ...tab(shared),
    owner: ines,
    now: () => now,
    newId: () => idOf(`client ${ids++}`),
    after: (_ms, run) => void timers.push(run),
  }
  outbox = createOutbox(wire)
})

const write = (text: string, conversationId = helena) =>
  outbox.add({
    conversationId,
    content: { kind: 'text', text },
    shown: { kind: 'text', text },
    quote: null,
    undoSeconds: 0,
  })
const answer = async (came: Answer<readonly MessageId[]>) => {
  sent.shift()!.answer(came)
  await new Promise((resolve) => setTimeout(resolve, 0))
}
const states = () => outbox.read().map((one) => one.state)
const textOf = (pending: Pending | undefined) => (pending?.content.kind === 'text' ? pending.content.text : undefined)

describe('sending', () => {
  test('in order, one at a time in a conversation, side by side in two', async () => {
    write('first')
    write('second')
    write('to Callum', callum)
    expect(sent.map((one) => textOf(one.message))).toEqual(['first', 'to Callum'])
    await answer({ ok: true, value: [idOf('m1')] })
    expect(sent.map((one) => textOf(one.message))).toEqual(['to Callum', 'second'])
  })

  test('without a line everything of the conversation waits, and goes with the same number when it is back', async () => {
    write('first')
    write('second')
    const number = sent[0]!.message.clientId
    await answer({ ok: false, refusal: 'unreachable' })
    expect(states()).toEqual(['waiting', 'waiting'])
    expect(sent).toHaveLength(0)
    outbox.flush()
    expect(sent.map((one) => one.message.clientId)).toEqual([number])
  })

  test('a no is final until the person tries again', async () => {
    write('too late')
    await answer({ ok: false, refusal: 'outside_allowed_sending_window' })
    expect(outbox.read()[0]).toMatchObject({ state: 'refused', refusal: 'outside_allowed_sending_window' })
    outbox.flush()
    expect(sent).toHaveLength(0)
    outbox.again(outbox.read()[0]!.clientId)
    expect(sent).toHaveLength(1)
  })

  test('a no does not hold up what was written after it', async () => {
    write('refused')
    write('next')
    await answer({ ok: false, refusal: 'text_too_long' })
    expect(sent.map((one) => textOf(one.message))).toEqual(['next'])
  })

  test('a broken server is tried three times, then the person is asked', async () => {
    write('hello')
    for (let attempt = 1; attempt <= 3; attempt++) {
      await answer({ ok: false, refusal: 'broken' })
      if (attempt < 3) timers.shift()!()
    }
    expect(outbox.read()[0]).toMatchObject({ state: 'refused', refusal: 'broken' })
    expect(timers).toHaveLength(0)
  })

  test('it is quiet when all that was said there is at the server, or waits for the line', async () => {
    let quiet = ''
    const heard = (what: string) => () => {
      quiet += what
    }
    await outbox.quiet(helena).then(heard('empty '))
    write('first')
    write('second')
    write('to Callum', callum)
    void outbox.quiet(helena).then(heard('said '))
    await answer({ ok: true, value: [idOf('m1')] })
    expect(quiet).toBe('empty ')
    sent.push(sent.shift()!)
    await answer({ ok: true, value: [idOf('m2')] })
    expect(quiet).toBe('empty said ')
    void outbox.quiet(callum).then(heard('waits'))
    await answer({ ok: false, refusal: 'unreachable' })
    expect(quiet).toBe('empty said waits')
  })
})

describe('keeping', () => {
  test('what was not sent survives a reload, and goes out with its own number', async () => {
    write('kept')
    const number = sent[0]!.message.clientId
    const after = createOutbox(wire)
    expect(after.read().map((one) => one.state)).toEqual(['waiting'])
    sent = []
    after.flush()
    expect(sent.map((one) => one.message.clientId)).toEqual([number])
  })

  test('the next person at this machine does not send it', () => {
    write('mine')
    expect(createOutbox({ ...wire, owner: 'tom' }).read()).toEqual([])
  })

  test('what waited half a day is shown, not sent', () => {
    write('good morning')
    now = at(13 * 3600)
    const after = createOutbox(wire)
    sent = []
    after.flush()
    expect(after.read().map((one) => one.state)).toEqual(['refused'])
    expect(sent).toHaveLength(0)
  })

  test('what the server has is not kept, and leaves when the stream has brought it', async () => {
    write('hello')
    await answer({ ok: true, value: [idOf('m1'), idOf('m2')] })
    expect(wire.storage.length).toBe(0)
    outbox.settle({ [helena]: thread([message('m1', 1)]) })
    expect(states()).toEqual(['sent'])
    outbox.settle({ [helena]: thread([message('m1', 1), message('m2', 1)]) })
    expect(states()).toEqual([])
  })

  test('what the stream never brings is forgotten after a minute', async () => {
    write('taken back on another device')
    await answer({ ok: true, value: [idOf('m1')] })
    now = at(59)
    outbox.settle({ [helena]: thread([]) })
    expect(states()).toEqual(['sent'])
    now = at(61)
    outbox.settle({ [helena]: thread([]) })
    expect(states()).toEqual([])
  })

  test('what waits can be taken back, what is on its way cannot', async () => {
    write('first')
    write('second')
    expect(outbox.takeBack(outbox.read()[0]!.clientId)).toBe(false)
    await answer({ ok: false, refusal: 'unreachable' })
    expect(outbox.takeBack(outbox.read()[1]!.clientId)).toBe(true)
    expect(outbox.read().map(textOf)).toEqual(['first'])
    expect(wire.storage.length).toBe(1)
  })
})

describe('two tabs', () => {
  const another = () => createOutbox({ ...wire, ...tab(shared) })
  const texts = (of: Outbox) => of.read().map(textOf)
  const away: Answer<readonly MessageId[]> = { ok: false, refusal: 'unreachable' }

  test('each sends its own', async () => {
    const other = another()
    write('here')
    await answer(away)
    expect([texts(outbox), texts(other)]).toEqual([['here'], []])
    other.flush()
    expect(sent).toHaveLength(0)
  })

  test('what one leaves behind the other sends, with the same number and in order', async () => {
    const other = another()
    write('first')
    const number = sent[0]!.message.clientId
    await answer(away)
    now = at(1)
    other.add({ ...outbox.read()[0]!, content: { kind: 'text', text: 'second' } })
    await answer(away)
    outbox.leave()
    expect(texts(other)).toEqual(['first', 'second'])
    expect(sent.map(({ message }) => [textOf(message), message.clientId])).toEqual([['first', number]])
    await answer({ ok: true, value: [idOf('m1')] })
    await answer({ ok: true, value: [idOf('m2')] })
    expect(shared.items.size).toBe(0)
  })

  test('what was refused is left as it is, and not sent by itself', async () => {
    const other = another()
    write('too late')
    await answer({ ok: false, refusal: 'outside_allowed_sending_window' })
    outbox.leave()
    expect(other.read()).toMatchObject([{ state: 'refused', refusal: 'outside_allowed_sending_window' }])
    expect(sent).toHaveLength(0)
  })

  test('what a tab found as it was opened is gone there too when the first has sent it, or taken it back', async () => {
    write('sent')
    write('taken back')
    await answer(away)
    const other = another()
    expect(texts(other)).toEqual(['sent', 'taken back'])
    outbox.takeBack(outbox.read()[1]!.clientId)
    expect(texts(other)).toEqual(['sent'])
    outbox.flush()
    await answer({ ok: true, value: [idOf('m1')] })
    expect(texts(other)).toEqual([])
    other.flush()
    expect(sent).toHaveLength(0)
    expect(shared.items.size).toBe(0)
  })

  test('with nobody else there it waits for the next page', async () => {
    write('kept')
    await answer(away)
    shared.tabs = []
    outbox.leave()
    expect(another().read()).toMatchObject([{ state: 'waiting', content: { text: 'kept' } }])
  })
})

describe('which bubbles are shown', () => {
  const mine = (name: string, text: string, seconds: number) =>
    message(name, seconds, { direction: 'out', author: 'agent', agentId: ines, content: { kind: 'text', text } })

  test('not twice, when the stream is faster than the answer', () => {
    write('hello')
    expect(stillPending(outbox.read(), thread([]), ines)).toHaveLength(1)
    expect(stillPending(outbox.read(), thread([mine('m1', 'hello', 0)]), ines)).toHaveLength(0)
  })
  test('an earlier message with the same words does not count', () => {
    now = at(60)
    write('hello')
    expect(stillPending(outbox.read(), thread([mine('m0', 'hello', 0)]), ines)).toHaveLength(1)
  })
  test('the same words twice need two messages', () => {
    write('ok')
    write('ok')
    expect(stillPending(outbox.read(), thread([mine('m1', 'ok', 0)]), ines)).toHaveLength(1)
  })
  test('a colleague who says the same does not count', () => {
    write('hello')
    const theirs = { ...mine('m1', 'hello', 0), agentId: idOf<typeof ines>('tom') }
    expect(stillPending(outbox.read(), thread([theirs]), ines)).toHaveLength(1)
  })
})
