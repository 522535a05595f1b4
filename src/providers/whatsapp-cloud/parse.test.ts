import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboundFact } from '../provider.ts'
import { whatsappCloud } from './adapter.ts'

const folder = new URL('./fixtures/', import.meta.url)
const fixtures: unknown[] = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

const parse = (body: string | Buffer): InboundFact[] => whatsappCloud.parse(Buffer.from(body))
const parseJson = (value: unknown): InboundFact[] => parse(JSON.stringify(value))

const metadata = { display_phone_number: '447700900999', phone_number_id: '700800900100201' }
const textMessage = (id: string, rest: object = {}) => ({
  from: '447700900123',
  id,
  timestamp: '1763600001',
  type: 'text',
  text: { body: 'hello' },
  ...rest,
})
const webhook = (...messages: unknown[]) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '900100200300401', changes: [{ field: 'messages', value: { metadata, messages } }] }],
})

describe('what is no webhook is kept whole', () => {
  const bodies: [string, string, string][] = [
    ['nothing', '', 'the body is not JSON'],
    ['no JSON', 'hello=world', 'the body is not JSON'],
    ['broken JSON', '{"entry":[', 'the body is not JSON'],
    ['null', 'null', 'Invalid input: expected object, received null'],
    ['a list', '[]', 'Invalid input: expected object, received array'],
    ['a text', '"entry"', 'Invalid input: expected object, received string'],
    ['no entry', '{"object":"whatsapp_business_account"}', 'entry: Invalid input: expected array, received undefined'],
    ['another product', '{"object":"page","entry":[]}', 'object page is not supported'],
  ]
  test.each(bodies)('%s', (_, body, reason) => {
    const facts = parse(body)
    expect(facts).toHaveLength(1)
    expect(facts[0]).toMatchObject({ type: 'unreadable', line: null, path: '$', reason })
  })
})

test('an empty webhook says nothing', () => {
  expect(parseJson({ object: 'whatsapp_business_account', entry: [] })).toEqual([])
  expect(parseJson({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [] }] })).toEqual([])
  expect(parseJson(webhook())).toEqual([])
})

test('a change with nothing we know is kept', () => {
  const entry = [{ id: '1', changes: [{ field: 'messages', value: { metadata, surprises: [1] } }] }]
  expect(parseJson({ entry })).toMatchObject([
    { type: 'unreadable', reason: 'nothing we know in a change of messages', raw: { surprises: [1] } },
  ])
})

test('a list that is no list is kept without costing its neighbour', () => {
  const value = {
    metadata,
    messages: { 0: 'x' },
    statuses: [{ id: 'wamid.1', status: 'read', timestamp: '1763600200' }],
  }
  const facts = parseJson({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] })
  expect(facts).toMatchObject([
    { type: 'unreadable', path: '$.entry[0].changes[0].value.messages', reason: 'messages is not a list' },
    { type: 'delivery', delivery: 'read' },
  ])
})

test('an account notice needs an account', () => {
  const change = { field: 'account_review_update', value: { decision: 'APPROVED' } }
  expect(parseJson({ entry: [{ changes: [change] }] })).toMatchObject([
    { type: 'unreadable', reason: 'the entry does not name its account' },
  ])
})

test('a change of number to the same number is only a line', () => {
  const system = { type: 'user_changed_number', body: 'Moved', wa_id: '447700900123' }
  expect(parseJson(webhook(textMessage('wamid.1', { type: 'system', system })))).toMatchObject([
    { type: 'message', content: { kind: 'system', text: 'Moved' } },
  ])
})

describe('times', () => {
  const seconds = 1763600001
  const same: [string, unknown][] = [
    ['text', String(seconds)],
    ['a number', seconds],
    ['milliseconds', seconds * 1e3],
    ['microseconds as text', `${seconds}000000`],
    ['nanoseconds as text', `${seconds}000000000`],
    ['a fraction', `${seconds}.4`],
  ]
  test.each(same)('%s', (_, timestamp) => {
    const [fact] = parseJson(webhook(textMessage('wamid.1', { timestamp })))
    expect(fact).toMatchObject({ type: 'message' })
    expect(fact?.type === 'message' && Math.floor(fact.at / 1000)).toBe(seconds)
  })

  test('after 2038', () => {
    const [fact] = parseJson(webhook(textMessage('wamid.1', { timestamp: '4102444800' })))
    expect(fact).toMatchObject({ type: 'message', at: 4102444800_000 })
  })

  test.each([0, -5, '', 'today', null, true, [], 1e300])('%j is no time', (timestamp) => {
    expect(parseJson(webhook(textMessage('wamid.1', { timestamp })))).toMatchObject([{ type: 'unreadable' }])
  })
})

describe('texts no database would take', () => {
  test('NUL and half surrogate pairs are taken out, of kept parts and their keys too', () => {
    const facts = parse(
      JSON.stringify(webhook(textMessage('wamid.1', { text: { body: 'a?b' } }), { 'k?': 'v?' })).replaceAll(
        '?',
        '\\u0000\\ud83d',
      ),
    )
    expect(facts).toMatchObject([
      { content: { text: 'a\ufffdb' } },
      { type: 'unreadable', raw: { 'k\ufffd': 'v\ufffd' } },
    ])
    expect(JSON.stringify(facts)).not.toMatch(/\\u0000|\\ud83d/i)
  })

  test('a byte order mark, raw NUL and broken UTF-8 do no harm', () => {
    const json = JSON.stringify(webhook(textMessage('wamid.1', { text: { body: 'a~b' } })))
    const bytes = Buffer.from(`\ufeff${json}\0`).map((byte) => (byte === 0x7e ? 0xff : byte))
    expect(whatsappCloud.parse(Buffer.from(bytes))).toMatchObject([{ content: { text: 'a\ufffdb' } }])
  })
})

test('long integers keep every digit, in texts nothing is touched', () => {
  const body = JSON.stringify(
    webhook(textMessage('wamid.1', { text: { body: 'pay 12345678901234567890, "quoted" \\' } })),
  )
  const [fact] = parse(body.replace('"700800900100201"', '12345678901234567890'))
  expect(fact).toMatchObject({
    line: '12345678901234567890',
    content: { text: 'pay 12345678901234567890, "quoted" \\' },
  })
})

test('the many digits behind a point are no id', () => {
  const location = { type: 'location', location: { latitude: '%', longitude: -0.1246 } }
  const body = JSON.stringify(webhook(textMessage('wamid.1', location), textMessage('wamid.2')))
  expect(parse(body.replace('"%"', '51.50071234567890123'))).toMatchObject([
    { content: { kind: 'location', latitude: Number('51.50071234567890123') } },
    { providerMessageId: 'wamid.2' },
  ])
  expect(parse(body.replace('"%"', '5150071234567890123e-17'))).toMatchObject([
    { content: { kind: 'location', latitude: Number('51.50071234567890123') } },
    { providerMessageId: 'wamid.2' },
  ])
})

test('keys of an object’s own machinery are only keys', () => {
  const body = JSON.stringify(webhook(textMessage('wamid.1', { type: '%', '%': { body: 'x' } })))
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(parse(body.replaceAll('%', key))).toMatchObject([
      { type: 'message', content: { kind: 'unsupported', type: key } },
    ])
  }
  expect(Object.prototype).not.toHaveProperty('body')
})

test('nesting of any depth is kept as far as it can be written, and costs no neighbour', () => {
  const depth = 100_000
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
  const body = JSON.stringify(webhook({ odd: '%' }, textMessage('wamid.1', { extra: '%' }), textMessage('wamid.2')))
  const facts = parse(body.replaceAll('"%"', deep))
  expect(facts).toMatchObject([
    { type: 'unreadable' },
    { type: 'message', providerMessageId: 'wamid.1' },
    { type: 'message', providerMessageId: 'wamid.2' },
  ])
  expect(JSON.stringify(facts[0])).toContain('nested deeper than')
})

test('a full batch of a thousand messages is read whole', () => {
  const messages = Array.from({ length: 1_000 }, (_, index) => textMessage(`wamid.${index}`))
  const facts = parseJson(webhook(...messages))
  expect(facts.map((fact) => fact.type === 'message' && fact.providerMessageId)).toEqual(messages.map(({ id }) => id))
})

// Properties: every fixture, broken at random.

/** Anything JSON can say, with what Meta's words could be mistaken for. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('', '0', -1, 1e300, null, [], {}, [null], 'wamid.1', '__proto__', { __proto__: null }),
)

/** The fixture with the value at one place replaced, or taken out. */
const mutated = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 4 }),
    anything,
    fc.boolean(),
  )
  .map(([fixture, places, replacement, remove]) => {
    const copy: unknown = structuredClone(fixture)
    for (const place of places) mutate(copy, place, replacement, remove)
    return copy
  })

function mutate(root: unknown, place: number, replacement: unknown, remove: boolean): void {
  const holders = holdersIn(root)
  const holder = holders[place % Math.max(holders.length, 1)]
  if (holder === undefined) return
  if (remove) Reflect.deleteProperty(holder.object, holder.key)
  else Reflect.set(holder.object, holder.key, structuredClone(replacement))
}

function holdersIn(value: unknown): { object: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [{ object: value, key }, ...holdersIn(item)])
}

test('nothing makes it throw, and what it says can be stored', () => {
  fc.assert(
    fc.property(mutated, (body) => {
      const facts = parseJson(body)
      expect(() => structuredClone(facts)).not.toThrow()
      for (const fact of facts) if (fact.type === 'message') expect(fact.from.addresses).not.toHaveLength(0)
    }),
    { numRuns: 2_000 },
  )
})

test('bytes that are nothing at all do not make it throw either', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(whatsappCloud.parse(Buffer.from(bytes)).length).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a broken item never costs its neighbours', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anything, mutatedMessage()), { maxLength: 6 }), fc.nat(), (broken, place) => {
      const at = place % (broken.length + 1)
      const messages = broken.toSpliced(at, 0, textMessage('wamid.GOOD'))
      const facts = parseJson(webhook(...messages))
      expect(facts.filter((fact) => fact.type === 'message' && fact.providerMessageId === 'wamid.GOOD')).toHaveLength(1)
      // Each item gives at least one fact: none disappears.
      expect(facts.length).toBeGreaterThanOrEqual(messages.length)
    }),
    { numRuns: 500 },
  )
})

test('a broken entry or change never costs its neighbours', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 4 }), fc.array(anything, { maxLength: 4 }), (entries, changes) => {
      const good = webhook(textMessage('wamid.GOOD')).entry[0]!
      const mixed = { ...good, changes: [...changes, ...good.changes] }
      const facts = parseJson({ entry: [...entries, mixed] })
      expect(facts.some((fact) => fact.type === 'message' && fact.providerMessageId === 'wamid.GOOD')).toBe(true)
    }),
    { numRuns: 500 },
  )
})

function mutatedMessage() {
  const inbound = fixtures.flatMap((fixture) => holdersIn(fixture).filter(({ key }) => key === 'messages'))
  const messages = inbound.flatMap(({ object }) => Object(Reflect.get(object, 'messages')) as unknown[])
  return fc
    .tuple(fc.constantFrom(...messages), fc.nat({ max: 100 }), anything, fc.boolean())
    .map(([message, place, replacement, remove]) => {
      const copy: unknown = structuredClone(message)
      mutate(copy, place, replacement, remove)
      if (typeof copy === 'object' && copy !== null) Reflect.set(copy, 'id', 'wamid.BROKEN')
      return copy
    })
}
