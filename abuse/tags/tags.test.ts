/**
 * Somebody inside looks for what tags hide from them: by every call that names something, by every list, search,
 * report and file, and by the stream. They are members of the queue, or supervisors: nothing but their tags is in the way.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { may, type Permission } from '../../src/contract/permissions.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { type Described, type Description, describedOperations, inputsOf, type Place } from '../foreign/inputs.ts'
import { description } from '../foreign/operations.ts'
import { makeTenant, openOwner, postHook, stateOf, type Tenant, tryCall, webhookBody } from '../tenant.ts'

let server: TestServer
let owner: pg.Client
let house: Tenant
const everything = { filter: true, assign: true, block: true }

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'ktags', line: '100000000000033' })
  const { QueueId, ChannelId, TagId } = house.ids
  const people = [house.people.outsider.agentId, house.people.supervisor.agentId]
  await administer('/api/queues/members', { queueIds: [QueueId], agentIds: people, change: 'add' })
  await put({ channelIds: [ChannelId], add: [TagId], remove: [] })
  await administer('/api/tags/tagging', {
    version: 1,
    active: true,
    roles: { supervisor: everything, agent: everything },
  })
  // Who was looked up before is remembered for a moment.
  await wait(1_100)
}, 120_000)
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

async function administer(path: string, input: object): Promise<void> {
  const headers = { cookie: house.people.administrator.cookie }
  const answer = await tryCall(server.url, { headers }, { method: 'POST', path, input })
  expect(answer.status, answer.text).toBe(200)
}
const put = (input: object) => administer('/api/tags/put', { channelIds: [], queueIds: [], agentIds: [], ...input })

/** Members of the queue, or those who may see all queues; none of them shares the tag of the channel. */
const strangers = [
  { name: 'an agent', role: 'agent', headers: () => ({ cookie: house.people.outsider.cookie }) },
  { name: 'a supervisor', role: 'supervisor', headers: () => ({ cookie: house.people.supervisor.cookie }) },
  { name: 'a key of an agent', role: 'agent', headers: () => ({ authorization: `Bearer ${house.keys.agent}` }) },
  {
    name: 'a key of a supervisor',
    role: 'supervisor',
    headers: () => ({ authorization: `Bearer ${house.keys.supervisor}` }),
  },
] as const

/** Words of what is hidden: what contacts wrote and are called, notes, remarks, files, and the channel itself. */
const hidden = () => new RegExp(`(Hello|Contact|Note|Planned|Remark|File of|Line|About|Closed) ${house.mark}`)

const { placesOf, inputFor } = inputsOf(description as unknown as Description)
const described = describedOperations(description as unknown as Description)
const hiddenTypes = [
  'ConversationId',
  'InteractionId',
  'MessageId',
  'ContactId',
  'AttachmentId',
  'NoteId',
  'OfferId',
  'PlannedMessageId',
  'ChannelId',
]
const hiddenPlaces = (operation: Described) => placesOf(operation).filter(({ type }) => hiddenTypes.includes(type))
const isAllowed = (role: 'agent' | 'supervisor', { permission }: Described) =>
  may({ role, denied: [] }, permission as Permission)

/** Calls that do not answer 404, and why that is right. */
const answersLikeNowhere: Readonly<Record<string, { statuses: readonly number[]; why: string }>> = {
  '/api/interactions .contactId': { statuses: [200], why: 'a search that finds nothing' },
}

const idAt =
  (operation: Described) =>
  ({ path, type }: Place): string | number => {
    const offered = operation.path.endsWith('-offer')
    const id = offered && type === 'InteractionId' ? house.ids.OfferedInteractionId : house.ids[type]
    if (id === undefined) throw new Error(`${path}: abuse/tenant.ts must make a ${type}`)
    return id
  }

/** Looking leaves lines, and keys are touched. */
const unseen = ['api_key', 'audit', 'audit_head']

for (const operation of described) {
  const places = hiddenPlaces(operation)
  if (places.length === 0) continue
  for (const { name, role, headers } of strangers) {
    if (!isAllowed(role, operation)) continue
    test(`${name} whose tags do not match calls ${operation.method} ${operation.path}`, async () => {
      const before = await stateOf(owner, house.workspaceId, unseen)
      for (const place of places) {
        const input = inputFor(operation, place, idAt(operation))
        const answer = await tryCall(server.url, { headers: headers() }, { ...operation, input })
        const key = `${operation.path} ${place.path}`
        const statuses = answersLikeNowhere[key]?.statuses ?? [404]
        expect(statuses, `${key}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
        expect(answer.text).not.toMatch(hidden())
      }
      expect(await stateOf(owner, house.workspaceId, unseen)).toBe(before)
    })
  }
}

for (const operation of described.filter(({ method }) => method === 'GET')) {
  for (const { name, role, headers } of strangers) {
    if (!isAllowed(role, operation)) continue
    test(`${name} whose tags do not match looks through ${operation.path}`, async () => {
      const input = inputFor(operation, null, idAt(operation)) as Record<string, unknown>
      for (const more of [
        {},
        { search: 'Contact' },
        { text: 'Contact' },
        { search: '1' },
        { tagId: house.ids.TagId },
      ]) {
        const answer = await tryCall(server.url, { headers: headers() }, { ...operation, input: { ...input, ...more } })
        expect(answer.status).toBeLessThan(500)
        expect(answer.text).not.toMatch(hidden())
        expect(answer.text).not.toContain(house.ids.ConversationId)
      }
    })
  }
}

test('the same looks show it to whoever shares the tag, and to administrators', async () => {
  const look = async (headers: Record<string, string>) =>
    (await tryCall(server.url, { headers }, { method: 'GET', path: '/api/interactions', input: {} })).text
  expect(await look({ cookie: house.people.administrator.cookie })).toMatch(hidden())
  await put({ agentIds: [house.people.outsider.agentId], add: [house.ids.TagId], remove: [] })
  expect(await look({ cookie: house.people.outsider.cookie })).toMatch(hidden())
  await put({ agentIds: [house.people.outsider.agentId], add: [], remove: [house.ids.TagId] })
  expect(await look({ cookie: house.people.outsider.cookie })).not.toMatch(hidden())
})

for (const { name, headers } of strangers) {
  test(`${name} whose tags do not match fetches a file, and puts one there`, async () => {
    const path = `/api/attachments/${house.ids.AttachmentId}`
    for (const more of [{}, { range: 'bytes=0-3' }]) {
      const by = { headers: { ...headers(), ...more } }
      expect((await tryCall(server.url, by, { method: 'GET', path, input: {} })).status).toBe(404)
    }
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], { type: 'image/png' }), 'x.png')
    const to = `${server.url}/api/attachments?conversationId=${house.ids.ConversationId}`
    const response = await fetch(to, { method: 'POST', headers: { origin: server.url, ...headers() }, body: form })
    expect(response.status).toBe(404)
  })
}

// The stream.

function listen(headers: Record<string, string>) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { origin: server.url, ...headers },
  })
  const heard: string[] = []
  socket.on('message', (bytes) => {
    heard.push(String(bytes))
    // Told to load everything again, a browser subscribes from there.
    if (String(bytes).includes('"resync"')) void journalEnd().then((after) => say({ type: 'subscribe', after }))
  })
  socket.on('error', () => {}) // The test says what was expected.
  const open = new Promise((resolve) => socket.on('open', resolve))
  const say = (message: object) => socket.send(JSON.stringify(message))
  const until = async (words: string) => {
    while (!heard.join('').includes(words)) await wait(10)
  }
  return { socket, heard, open, say, until }
}

async function journalEnd(): Promise<number> {
  const { rows } = await owner.query<{ seq: string }>('select journal_seq as seq from workspace where id = $1', [
    house.workspaceId,
  ])
  return Number(rows[0]?.seq)
}

let written = 0
async function somebodyWrites(): Promise<string> {
  const text = `Hello ${house.mark}live${++written}`
  const message = {
    from: '447700900177',
    id: `wamid.${text}`,
    timestamp: '1763600001',
    type: 'text',
    text: { body: text },
  }
  const contacts = [{ profile: { name: 'Contact ktags' }, wa_id: '447700900177' }]
  const posted = await postHook(server.url, house.channel, webhookBody(house.line, { contacts, messages: [message] }))
  expect(posted.status).toBe(200)
  return text
}

for (const { name, headers } of strangers) {
  test(`${name} whose tags do not match hears the whole journal again, and all that happens`, async () => {
    const [stranger, administrator] = [listen(headers()), listen({ cookie: house.people.administrator.cookie })]
    await Promise.all([stranger.open, administrator.open])
    const end = await journalEnd()
    // From before tags meant anything: first they are told to load everything again.
    stranger.say({ type: 'subscribe', after: 0 })
    await stranger.until('resync')
    administrator.say({ type: 'subscribe', after: end })
    const text = await somebodyWrites()
    await administrator.until(text)
    // Empty lines are owed for a second at most; a line for everybody brings what is owed.
    await administer('/api/tags/save', { id: null, version: 0, title: `After ${written}`, colour: 'red', active: true })
    await stranger.until(`After ${written}`)
    expect(stranger.heard.join('')).not.toMatch(hidden())
    for (const { socket } of [stranger, administrator]) socket.terminate()
  })

  test(`${name} whose tags do not match says that they are in a conversation, and hears who else is`, async () => {
    const [stranger, holder] = [listen(headers()), listen({ cookie: house.people.administrator.cookie })]
    await Promise.all([stranger.open, holder.open])
    const { ConversationId: conversationId } = house.ids
    const doing = { type: 'doing', conversationId, doing: 'reading' }
    holder.say(doing)
    await holder.until('"here"')
    stranger.say(doing)
    // Messages of one browser are handled in order; what cannot be read ends the socket.
    const closed = new Promise((resolve) => stranger.socket.on('close', resolve))
    await wait(300)
    stranger.say({ type: 'unheard of' })
    await closed
    expect(stranger.heard.join('')).not.toContain('"here"')
    expect(holder.heard.join('')).not.toContain(house.people.outsider.agentId)
    holder.socket.terminate()
  })
}

test('somebody goes on listening when their tag is taken from them, or when the channel gets one', async () => {
  const { outsider, administrator } = house.people
  await put({ agentIds: [outsider.agentId], add: [house.ids.TagId], remove: [] })
  const [listener, watcher] = [listen({ cookie: outsider.cookie }), listen({ cookie: administrator.cookie })]
  await Promise.all([listener.open, watcher.open])
  const end = await journalEnd()
  listener.say({ type: 'subscribe', after: end })
  watcher.say({ type: 'subscribe', after: end })
  await listener.until(await somebodyWrites())

  // Their own tag; and then that of the channel.
  for (const [taken, given] of [
    [
      { agentIds: [outsider.agentId], add: [], remove: [house.ids.TagId] },
      { channelIds: [house.ids.ChannelId], add: [], remove: [house.ids.TagId] },
    ],
    [{ channelIds: [house.ids.ChannelId], add: [house.ids.TagId], remove: [] }, null],
  ] as const) {
    const before = listener.heard.length
    await put(taken)
    // At once: nobody has time to look anybody up again.
    const text = await somebodyWrites()
    await watcher.until(text)
    await administer('/api/tags/save', { id: null, version: 0, title: `Then ${written}`, colour: 'red', active: true })
    while (!listener.heard.slice(before).join('').includes('resync')) await wait(10)
    await watcher.until(`Then ${written}`)
    expect(listener.heard.slice(before).join('')).not.toContain(text)
    if (given === null) break
    await put(given)
    // What is for everybody again is heard again, without asking.
    const again = listener.heard.length
    while (
      !listener.heard
        .slice(again - 1)
        .join('')
        .includes('resync')
    )
      await wait(10)
    await listener.until(await somebodyWrites())
  }
  for (const { socket } of [listener, watcher]) socket.terminate()
})
