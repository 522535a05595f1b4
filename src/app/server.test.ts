import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InteractionCard } from '../contract/cards.ts'
import type { Operation } from '../contract/operation.ts'
import * as channels from '../contract/operations/channels.ts'
import * as contacts from '../contract/operations/contacts.ts'
import * as conversations from '../contract/operations/conversations.ts'
import * as dispositions from '../contract/operations/dispositions.ts'
import * as identity from '../contract/operations/identity.ts'
import * as presence from '../contract/operations/presence.ts'
import * as replies from '../contract/operations/replies.ts'
import * as routing from '../contract/operations/routing.ts'
import * as templates from '../contract/operations/templates.ts'
import { present } from '../kernel/assert.ts'
import { newId } from '../kernel/new-id.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { type Client, signIn } from '../testing/client.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { demoUsers } from './demo.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ demo: true })
})
afterAll(() => server?.stop())

const [ines] = demoUsers

async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await wait(5)
  }
}

/** Somebody does something on a telephone. */
async function onPhone(phone: string, action: object): Promise<void> {
  const response = await fetch(`${server.url}/simulator/api/control/phones/${phone}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action }),
  })
  if (!response.ok) throw new Error(`the telephone refused: ${await response.text()}`)
}

async function offerTo(person: Client): Promise<InteractionCard> {
  return until(async () => {
    const { interactions } = await person.must(routing.getView, {})
    return Object.values(interactions).find(({ offer }) => offer !== null)
  })
}

test('a customer writes, an agent is offered it, accepts and answers, and the customer reads it', async () => {
  const person = await signIn(server.url, ines.email, ines.password)
  const store = person.openStore()
  await person.must(presence.setPresence, { state: 'available' })
  await onPhone('amara', { type: 'text', text: 'hello' })

  const card = await offerTo(person)
  const offer = present(card.offer, 'the offer')
  await person.must(routing.acceptOffer, { interactionId: card.id, offerId: offer.id })
  const conversationId = card.conversation.id
  store.openThread(conversationId)
  await person.must(conversations.sendMessage, {
    conversationId,
    clientId: newId(),
    content: { kind: 'text', text: 'Good morning!' },
  })
  const thread = () => store.read().view?.threads[conversationId]?.messages ?? []
  const sent = await until(() => thread().find(({ delivery }) => delivery === 'read' || delivery === 'delivered'))
  expect(sent.content).toEqual({ kind: 'text', text: 'Good morning!' })
  expect(thread().map(({ direction }) => direction)).toEqual(['in', 'out'])
  // What the stream made of it is what a fresh browser is told.
  const fresh = await until(async () => {
    const view = await person.must(routing.getView, {})
    return view.seq === store.read().view?.seq && view
  })
  expect({ ...store.read().view, threads: {}, catalogs: {} }).toEqual(fresh)
  store.stop()
})

test('pages carry their protection, scripts are ours alone, and the page of an address is the web app', async () => {
  const page = await fetch(`${server.url}/desk/somewhere`, { headers: { accept: 'text/html' } })
  expect([200, 503]).toContain(page.status)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("default-src 'none'")
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(page.headers.get('strict-transport-security')).toBeNull()
  const unknown = await fetch(`${server.url}/api/nothing`, { headers: { accept: 'text/html' } })
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toEqual({ refusal: 'not_found' })
})

test('every answer carries the policy: pages, files, refusals, addresses nobody can read, and what is no HTTP', async () => {
  const html = { accept: 'text/html' }
  for (const [path, init] of [
    ['/', { headers: html }],
    ['/desk', { headers: html }],
    ['/index.html', { headers: html }],
    ['/early.js', {}],
    ['/api/view', {}],
    ['/api/nothing', {}],
    ['/nothing', {}],
    ['/%', { headers: html }],
    ['/assets/%ff', { headers: html }],
    ['/api/attachments/%', {}],
    [`/api/attachments/${'x'.repeat(500)}`, {}],
    ['/hooks/whatsapp_cloud/nobody', { method: 'POST', body: '{' }],
    ['/api/auth/sign-in/email', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }],
  ] as [string, RequestInit][]) {
    const answer = await fetch(`${server.url}${path}`, init)
    await answer.arrayBuffer()
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy, path).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'( 'nonce-[\w-]{22}')?;/)
    expect(policy, path).not.toContain('unsafe')
    expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff')
    expect(answer.headers.get('x-frame-options'), path).toBe('DENY')
  }
  for (const [words, status] of [
    ['no HTTP at all\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ] as const) {
    const said = await sayTo(Number(new URL(server.url).port), words)
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(said).toContain("content-security-policy: default-src 'none'; script-src 'self';")
  }
})

/** Say something to the server without HTTP's help, and hear all it answers before it hangs up. */
async function sayTo(port: number, words: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}) // Hung up on while we are still talking.
  socket.write(words)
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
  })
  await new Promise((closed) => socket.once('close', closed))
  return said
}

test('who is not signed in is told so, and what is too large is not read', async () => {
  expect((await fetch(`${server.url}/api/view`)).status).toBe(401)
  const huge = await fetch(`${server.url}/api/conversations/add-note`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ text: 'x'.repeat(2_000_000) }),
  })
  expect(huge.status).toBe(413)
})

test('everybody may know what this is, and nobody from elsewhere what it measures', async () => {
  const about = (await (await fetch(`${server.url}/api/public/about`)).json()) as { demo: boolean; demoUsers: object[] }
  expect(about).toMatchObject({ name: 'Switchboard', demo: true })
  expect(about.demoUsers).toHaveLength(demoUsers.length)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  const text = await (await fetch(`${server.url}/metrics`)).text()
  expect(text).toMatch(/^switchboard_webhooks_stored_total [1-9]/m)
  expect(text).toMatch(/^switchboard_messages_sent_total\{outcome="accepted"\} [1-9]/m)
  expect(text).toMatch(/^switchboard_webhooks_waiting 0$/m)
  const throughProxy = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '192.0.2.1' } })
  expect(throughProxy.status).toBe(401)
})

test('the API describes itself: every operation, with its permission, and nothing that points nowhere', async () => {
  const text = await (await fetch(`${server.url}/api/openapi.json`)).text()
  const api = JSON.parse(text) as {
    openapi: string
    paths: Record<string, Record<string, Record<string, unknown>>>
    components: Record<string, Record<string, unknown>>
  }
  expect(api.openapi).toBe('3.1.0')
  for (const operation of operations) {
    const described = api.paths[operation.path]?.[operation.method.toLowerCase()]
    expect(described, operation.path).toMatchObject({
      summary: operation.summary,
      'x-permission': operation.permission,
    })
  }
  const ids = Object.values(api.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId))
  expect(new Set(ids).size).toBe(ids.length)
  const dangling = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].filter(
    ([, kind, name]) => api.components[kind!]?.[name!] === undefined,
  )
  expect(dangling.map(([ref]) => ref)).toEqual([])
  // An interaction is described once, in its properties and in what is required of it, and pointed at from everywhere.
  expect(text.match(/"awaitingReplySince"/g)).toHaveLength(2)
})

/** Every operation of the contract: one that is not bound is missing from the description. */
const operations = [
  channels,
  contacts,
  conversations,
  dispositions,
  identity,
  presence,
  replies,
  routing,
  templates,
].flatMap((area) =>
  Object.values<unknown>(area).filter(
    (value): value is Operation =>
      typeof value === 'object' && value !== null && 'permission' in value && 'path' in value,
  ),
)

test("another page can neither act as the person nor play with the simulator's telephones", async () => {
  const person = await signIn(server.url, ines.email, ines.password)
  const headers = { 'content-type': 'application/json', origin: 'https://evil.example', cookie: person.cookie }
  const act = (path: string, body: object) =>
    fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect((await act('/api/presence/set', { state: 'signed_out' })).status).toBe(401)
  const phone = { action: { type: 'text', text: 'from elsewhere' } }
  expect((await act('/simulator/api/control/phones/amara/act', phone)).status).toBe(403)
})

test('what cannot be kept or asked for is refused as bad input, never answered as a fault of ours', async () => {
  const person = await signIn(server.url, ines.email, ines.password)
  const headers = { 'content-type': 'application/json', origin: server.url, cookie: person.cookie }
  const { interactions } = await person.must(conversations.listInteractions, {})
  const conversationId = present(interactions[0], 'an interaction').conversation.id
  const refused = async (path: string, body?: object) => {
    const how = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
    const response = await fetch(`${server.url}${path}`, how)
    expect({ path, status: response.status, ...((await response.json()) as object) }).toMatchObject({
      status: 400,
      refusal: 'invalid_input',
    })
  }
  for (const text of ['nothing\0here', 'half \ud83d here']) {
    const content = { kind: 'text', text }
    await refused('/api/conversations/send', { conversationId, clientId: crypto.randomUUID(), content })
    await refused('/api/conversations/add-note', { conversationId, text })
    await refused('/api/conversations/save-draft', { conversationId, mode: 'reply', text })
  }
  await refused('/api/contacts/find?text=a%00b')
  await refused('/api/interactions?search=%00')
  for (const before of ['9007199254740991', '-9007199254740991', 'yesterday']) {
    await refused(`/api/interactions?before=${before}`)
    await refused(`/api/conversations/thread?conversationId=${conversationId}&before=${before}`)
  }
})

test('signing out closes the sockets of that session', async () => {
  const person = await signIn(server.url, ines.email, ines.password)
  const store = person.openStore()
  await until(() => store.read().line.state === 'live')
  await fetch(`${server.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie: person.cookie },
    body: '{}',
  })
  await until(() => store.read().signedOut)
})

test('when Postgres breaks every connection, calls say so, and everything goes on by itself', async () => {
  const person = await signIn(server.url, ines.email, ines.password)
  for (let round = 0; round < 5; round++) {
    for (const name of ['switchboard_app', 'switchboard_system', 'switchboard_nodes', 'switchboard_jobs'])
      await server.testDatabase.cutOff(name)
    const answer = await person.call(routing.getView, {})
    if (!answer.ok) expect(answer.refusal).toBe('database_away')
  }
  await until(async () => (await person.call(routing.getView, {})).ok)
  await until(async () => (await fetch(`${server.url}/readyz`)).ok)
  const store = person.openStore()
  await until(() => store.read().line.state === 'live')
  const seq = store.read().view?.seq ?? 0
  await onPhone('rosa', { type: 'text', text: 'still there?' })
  await until(() => (store.read().view?.seq ?? 0) > seq)
  store.stop()
})
