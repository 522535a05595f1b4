import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ConversationId, MessageId } from '../../contract/ids.ts'
import { at, card, idOf, ines, message, thread } from '../testing/samples.ts'
import type { Answer } from './call.ts'
import { createOutbox, type Outbox, type OutboxWire, type Pending, stillPending } from './outbox.ts'

const helena = card().conversation.id
const callum = idOf<ConversationId>('callum')

type Listener = (key: string, value: string | null) => void

/** A browser: what its tabs keep together, and each tab with what it has not heard yet and who waits for its end. */
type Browser = { items: Map<string, string>; tabs: Map<string, Tab> }
type Tab = { listener: Listener | null; unheard: (() => void)[]; waiting: { tab: string; then: () => void }[] }

/**
 * A tab of a browser. Others hear of what it keeps at once, or, where `hear` is called for them, only then: what tabs tell
 * each other goes from process to process.
 */
function openTab(
  browser: Browser,
  tab: string,
  isLate = false,
): Pick<OutboxWire, 'storage' | 'onKept' | 'tab' | 'whenGone'> {
  browser.tabs.set(tab, { listener: null, unheard: [], waiting: [] })
  const write = (key: string, value: string | null) => {
    if (!browser.tabs.has(tab)) throw new Error(`${tab} is gone`)
    if ((browser.items.get(key) ?? null) === value) return
    if (value === null) browser.items.delete(key)
    else browser.items.set(key, value)
    for (const [name, other] of browser.tabs) if (name !== tab) other.unheard.push(() => other.listener?.(key, value))
    if (!isLate) hear(browser)
  }
  return {
    tab,
    storage: {
      getItem: (key) => browser.items.get(key) ?? null,
      setItem: (key, value) => write(key, value),
      removeItem: (key) => write(key, null),
      key: (index) => [...browser.items.keys()][index] ?? null,
      get length() {
        return browser.items.size
      },
    },
    onKept: (listener) => {
      browser.tabs.get(tab)!.listener = listener
    },
    whenGone(other, then) {
      const holder = browser.tabs.get(other)
      if (holder) holder.waiting.push({ tab, then })
      else inherit(browser, other, [{ tab, then }])
    },
  }
}

/** Every tab, or one, hears what it has not heard yet. */
function hear(browser: Browser, tab?: string): void {
  for (const [name, one] of browser.tabs)
    if (tab === undefined || tab === name) for (let next = one.unheard.shift(); next; next = one.unheard.shift()) next()
}

/** A tab is gone: closed, reloaded or crashed. Whoever asked first and is still there holds its name from now on. */
function closeTab(browser: Browser, tab: string): void {
  const { waiting } = browser.tabs.get(tab)!
  browser.tabs.delete(tab)
  inherit(browser, tab, waiting)
  // What it held itself is let go of as well.
  for (const [gone, heir] of heirs) if (heir.tab === tab) inherit(browser, gone, heir.waiting)
}

/** Who holds the name of a tab that is gone, and who asked after them. */
const heirs = new Map<string, { tab: string; waiting: Tab['waiting'] }>()

function inherit(browser: Browser, gone: string, waiting: Tab['waiting']): void {
  const known = heirs.get(gone)
  if (known && browser.tabs.has(known.tab)) {
    known.waiting.push(...waiting)
    return
  }
  const left = waiting.filter(({ tab }) => browser.tabs.has(tab))
  const [first, ...others] = left
  if (!first) return
  heirs.set(gone, { tab: first.tab, waiting: others })
  first.then()
}

let sent: { message: Pending; answer: (answer: Answer<readonly MessageId[]>) => void }[]
let timers: (() => void)[]
let wire: OutboxWire
let outbox: Outbox
let now: number
let written: number
let browser: Browser
beforeEach(() => {
  sent = []
  timers = []
  browser = { items: new Map(), tabs: new Map() }
  heirs.clear()
  now = at(0)
  written = 0
  let ids = 0
  wire = {
    send: (message) => new Promise((answer) => sent.push({ message, answer })),
    ...openTab(browser, 'first'),
    owner: ines,
    now: () => now,
    computerNow: () => written++,
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

/** The same page once more: for the browser it is another tab, and the one before is gone. */
const reload = (): OutboxWire => {
  const before = [...browser.tabs.keys()]
  const next = { ...wire, ...openTab(browser, `after ${before.join(' and ')}`) }
  for (const tab of before) closeTab(browser, tab)
  return next
}
const reloaded = () => createOutbox(reload())

describe('keeping', () => {
  test('what was not sent survives a reload, and goes out with its own number', async () => {
    write('kept')
    const number = sent[0]!.message.clientId
    sent = []
    const after = reloaded()
    expect(after.read().map((one) => one.state)).toEqual(['sending'])
    expect(sent.map((one) => one.message.clientId)).toEqual([number])
  })

  test('the next person at this machine does not send it', () => {
    write('mine')
    expect(createOutbox({ ...reload(), owner: 'tom' }).read()).toEqual([])
    expect(reloaded().read().map(textOf)).toEqual(['mine'])
  })

  test('what waited half a day is shown, not sent', () => {
    write('good morning')
    now = at(13 * 3600)
    sent = []
    const after = reloaded()
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

describe('several tabs', () => {
  const another = (name = 'second') => createOutbox({ ...wire, ...openTab(browser, name) })
  const texts = (of: Outbox) => of.read().map(textOf)
  const away: Answer<readonly MessageId[]> = { ok: false, refusal: 'unreachable' }

  test('each sends its own, also what was there as the other was opened', async () => {
    write('here')
    await answer(away)
    const other = another()
    write('and here')
    expect([texts(outbox), texts(other)]).toEqual([['here', 'and here'], []])
    other.flush()
    expect(sent).toHaveLength(1)
  })

  test('what one leaves behind another sends, with the same number and in order', async () => {
    const other = another()
    write('first')
    const number = sent[0]!.message.clientId
    await answer(away)
    // Its tab is told another time by the server.
    now = at(-1)
    other.add({ ...outbox.read()[0]!, content: { kind: 'text', text: 'second' } })
    await answer(away)
    closeTab(browser, 'first')
    expect(texts(other)).toEqual(['first', 'second'])
    expect(sent.map(({ message }) => [textOf(message), message.clientId])).toEqual([['first', number]])
    await answer({ ok: true, value: [idOf('m1')] })
    await answer({ ok: true, value: [idOf('m2')] })
    expect(browser.items.size).toBe(0)
  })

  test('one of them takes it over, and leaves it to the next when it goes too', async () => {
    const second = another('second')
    const third = another('third')
    write('first')
    await answer(away)
    closeTab(browser, 'first')
    expect([texts(second), texts(third)]).toEqual([['first'], []])
    expect(sent).toHaveLength(1)
    closeTab(browser, 'second')
    expect(texts(third)).toEqual(['first'])
  })

  test('what is heard of a tab only after its end is taken over as well', async () => {
    closeTab(browser, 'first')
    const other = createOutbox({ ...wire, ...openTab(browser, 'second', true) })
    const late = createOutbox({ ...wire, ...openTab(browser, 'late', true) })
    const say = (text: string) =>
      late.add({ ...sample, content: { kind: 'text', text }, shown: { kind: 'text', text } })
    say('heard in time')
    hear(browser)
    say('its last')
    const [key, value] = [...browser.items].at(-1)!
    browser.items.delete(key)
    closeTab(browser, 'late')
    expect(texts(other)).toEqual(['heard in time'])
    browser.items.set(key, value)
    hear(browser)
    expect(texts(other)).toEqual(['heard in time', 'its last'])
  })

  test('what was refused is left as it is, and not sent by itself', async () => {
    const other = another()
    write('too late')
    await answer({ ok: false, refusal: 'outside_allowed_sending_window' })
    closeTab(browser, 'first')
    expect(other.read()).toMatchObject([{ state: 'refused', refusal: 'outside_allowed_sending_window' }])
    expect(sent).toHaveLength(0)
  })

  test('with nobody else there it waits for the next page', async () => {
    write('kept')
    await answer(away)
    closeTab(browser, 'first')
    expect(another().read()).toMatchObject([{ content: { text: 'kept' } }])
  })

  test('whoever goes and whatever is heard when, nothing is lost and nothing is left', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constantFrom('write', 'close', 'hear', 'take back'), tab: fc.nat(3) }),
      fc.record({ what: fc.constantFrom('answer', 'lose', 'open', 'wait'), tab: fc.constant(0) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        browser = { items: new Map(), tabs: new Map() }
        heirs.clear()
        sent = []
        timers = []
        let ids = 0
        const open = new Map<string, Outbox>()
        const wanted = new Set<string>()
        const got: string[] = []
        const openOne = () => {
          const name = `tab ${ids++}`
          const there = { ...wire, newId: () => idOf<string>(`client ${ids++}`), ...openTab(browser, name, true) }
          // Nothing of a tab that is gone goes on.
          const ofIt =
            <A extends unknown[]>(run: (...given: A) => void) =>
            (...given: A) => {
              if (browser.tabs.has(name)) run(...given)
            }
          const send = (message: Pending) =>
            new Promise<Answer<readonly MessageId[]>>((then) => sent.push({ message, answer: ofIt(then) }))
          open.set(name, createOutbox({ ...there, send, after: (_ms, run) => void timers.push(ofIt(run)) }))
        }
        const arrive = async (isHeard: boolean) => {
          const one = sent.shift()
          if (!one) return
          const text = textOf(one.message)!
          if (!got.includes(text)) got.push(text)
          one.answer(isHeard ? { ok: true, value: [idOf(text)] } : away)
          await new Promise((resolve) => setImmediate(resolve))
        }
        openOne()
        openOne()
        for (const { what, tab } of steps) {
          const [name, box] = [...open][tab % Math.max(1, open.size)] ?? []
          if (what === 'open') openOne()
          else if (what === 'answer') await arrive(true)
          else if (what === 'lose') await arrive(false)
          else if (what === 'wait') for (const run of timers.splice(0)) run()
          else if (!name || !box) continue
          else if (what === 'hear') hear(browser, name)
          else if (what === 'close') {
            open.delete(name)
            closeTab(browser, name)
          } else if (what === 'take back') {
            const last = box.read().at(-1)
            if (last && box.takeBack(last.clientId)) wanted.delete(textOf(last)!)
          } else {
            const text = `text ${ids++}`
            wanted.add(text)
            box.add({ ...sample, content: { kind: 'text', text }, shown: { kind: 'text', text } })
          }
        }
        openOne()
        for (let round = 0; round < 200 && (sent.length > 0 || timers.length > 0 || round < 2); round++) {
          hear(browser)
          for (const run of timers.splice(0)) run()
          await arrive(true)
        }
        for (const text of wanted) expect(got).toContain(text)
        expect(browser.items.size).toBe(0)
      }),
    )
  })
})

const sample = { conversationId: helena, quote: null, undoSeconds: 0 }

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
