/** Somebody inside wants more than their role gives them, or to keep what was taken from them. */
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { type Description, describedOperations, inputsOf } from '../foreign/inputs.ts'
import { description } from '../foreign/operations.ts'
import {
  json,
  makeTenant,
  openOwner,
  type PersonName,
  password,
  postHook,
  type Tenant,
  tryCall,
  webhookBody,
} from '../tenant.ts'

let server: TestServer
let owner: pg.Client
let house: Tenant
let other: Tenant
beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  house = await makeTenant({ server, owner, mark: 'khouse', line: '100000000000011' })
  other = await makeTenant({ server, owner, mark: 'kother', line: '100000000000022' })
}, 120_000)
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

const as = (person: PersonName) => ({ headers: { cookie: house.people[person].cookie } })
const post = (by: { headers: Record<string, string> }, path: string, input: object) =>
  tryCall(server.url, by, { method: 'POST', path, input })
const get = (by: { headers: Record<string, string> }, path: string, input: object = {}) =>
  tryCall(server.url, by, { method: 'GET', path, input })

type User = {
  id: string
  version: number
  role: string
  name: string
  email: string
  active: boolean
  queueIds: string[]
  denied: string[]
  capacity: number | null
}
async function userOf(person: PersonName): Promise<User> {
  const { body } = await get(as('administrator'), '/api/users')
  return (body as { users: User[] }).users.find(({ id }) => id === house.people[person].agentId)!
}
async function saveUser(person: PersonName, changes: Partial<User>, by = as('administrator')) {
  const { id, version, role, name, email, active, queueIds, denied, capacity } = {
    ...(await userOf(person)),
    ...changes,
  }
  return post(by, '/api/users/save', {
    id,
    version,
    role,
    name,
    email,
    active,
    queueIds,
    denied,
    capacity,
    password: null,
  })
}

async function journalEnd(): Promise<{ ours: number; theirs: number }> {
  const { rows } = await owner.query<{ id: string; seq: string }>('select id, journal_seq as seq from workspace')
  const of = (id: string) => Number(rows.find((row) => row.id === id)?.seq)
  return { ours: of(house.workspaceId), theirs: of(other.workspaceId) }
}

test('an agent gives themselves another role', async () => {
  const mine = await userOf('agent')
  expect((await saveUser('agent', { role: 'administrator' }, as('agent'))).status).toBe(403)
  expect((await userOf('agent')).role).toBe(mine.role)
})

test('a supervisor makes an administrator, or a key', async () => {
  expect((await saveUser('outsider', { role: 'administrator' }, as('supervisor'))).status).toBe(403)
  expect((await post(as('supervisor'), '/api/api-keys/create', { name: 'mine', role: 'administrator' })).status).toBe(
    403,
  )
})

test('a key makes a stronger key, unless it is an administrator itself', async () => {
  for (const role of ['agent', 'supervisor'] as const) {
    const by = { headers: { authorization: `Bearer ${house.keys[role]}` } }
    expect((await post(by, '/api/api-keys/create', { name: 'stronger', role: 'administrator' })).status).toBe(403)
  }
})

test('a key changes the password of a person, its own included', async () => {
  const by = { headers: { authorization: `Bearer ${house.keys.administrator}` } }
  const words = { currentPassword: password, newPassword: 'another-Meadow-52-kettle' }
  expect((await post(by, '/api/me/change-password', words)).status).toBe(403)
})

test('preferences are saved with a role among them', async () => {
  const { body } = await get(as('agent'), '/api/me/preferences')
  expect(
    (await post(as('agent'), '/api/me/preferences/save', { ...(body as object), role: 'administrator' })).status,
  ).toBe(200)
  expect((await get(as('agent'), '/api/auth/get-session')).body).toMatchObject({ role: 'agent' })
  expect(JSON.stringify((await get(as('agent'), '/api/me/preferences')).body)).not.toContain('administrator')
})

test('an administrator takes over the address of a person of another workspace', async () => {
  const before = await whoIsWhat()
  const taken = await saveUser('outsider', { email: other.people.agent.email })
  expect(taken).toMatchObject({ status: 409, body: { refusal: 'email_taken' } })
  const capitals = await saveUser('outsider', { email: other.people.agent.email.toUpperCase() })
  expect(capitals.status).toBe(409)
  expect(await whoIsWhat()).toEqual(before)
})

test('rights are taken from somebody that every person has, to lock them out', async () => {
  const refused = await saveUser('agent', { denied: ['self.use'] })
  expect(refused).toMatchObject({ status: 400, body: { refusal: 'invalid_input' } })
})

test('what was taken from one person is done all the same', async () => {
  expect((await saveUser('agent', { denied: ['offers.reject', 'interactions.start'] })).status).toBe(200)
  const { OfferedInteractionId: interactionId, OfferId: offerId } = house.ids
  expect((await post(as('agent'), '/api/routing/reject-offer', { interactionId, offerId })).status).toBe(403)
  const start = { channelId: house.ids.ChannelId, to: { number: '+447700900777' }, template: null, consentSource: null }
  expect((await post(as('agent'), '/api/routing/start', start)).status).toBe(403)
  expect((await saveUser('agent', { denied: [] })).status).toBe(200)
})

test('somebody overwrites a person with an old version of them', async () => {
  const { version } = await userOf('agent')
  expect(await saveUser('agent', { version: version - 1 })).toMatchObject({ status: 409 })
})

test('the last administrator makes themselves an agent, or inactive', async () => {
  expect(await saveUser('administrator', { role: 'agent' })).toMatchObject({ body: { refusal: 'last_administrator' } })
  expect(await saveUser('administrator', { active: false })).toMatchObject({ body: { refusal: 'last_administrator' } })
})

test('two administrators demote each other in the same moment', async () => {
  expect((await saveUser('supervisor', { role: 'administrator' })).status).toBe(200)
  const [first, second] = [await userOf('administrator'), await userOf('supervisor')]
  const demote = ({ id, version, name, email, queueIds, denied, capacity }: User, by: PersonName) =>
    post(as(by), '/api/users/save', {
      id,
      version,
      name,
      email,
      queueIds,
      denied,
      capacity,
      role: 'agent',
      active: true,
      password: null,
    })
  const answers = await Promise.all([demote(first, 'supervisor'), demote(second, 'administrator')])
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  const { rows } = await owner.query(
    `select id from agent where workspace_id = $1 and role = 'administrator' and active and user_id is not null`,
    [house.workspaceId],
  )
  expect(rows.length).toBeGreaterThanOrEqual(1)
  // For the cases that follow.
  await owner.query(`update agent set role = 'administrator' where workspace_id = $1 and id = $2`, [
    house.workspaceId,
    first.id,
  ])
  await owner.query(`update agent set role = 'supervisor' where workspace_id = $1 and id = $2`, [
    house.workspaceId,
    second.id,
  ])
  await wait(1_100)
})

// What was taken away is gone, also where it was open.

function listen(headers: Record<string, string>) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { origin: server.url, ...headers },
  })
  const heard: string[] = []
  socket.on('message', (bytes) => heard.push(String(bytes)))
  socket.on('error', () => {}) // A close follows.
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const open = new Promise((resolve) => socket.on('open', resolve))
  return { socket, heard, closed, open }
}

async function make(role: string, name: string): Promise<{ id: string; cookie: string; email: string }> {
  const email = `khouse-${name}@switchboard.example`
  const user = {
    id: null,
    version: 0,
    name,
    email,
    role,
    active: true,
    capacity: 1,
    denied: [],
    queueIds: [house.ids.QueueId],
    password,
  }
  const { body } = await post(as('administrator'), '/api/users/save', user)
  const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json },
    body: JSON.stringify({ email, password }),
  })
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { id: (body as { id: string }).id, cookie, email }
}

async function change(id: string, changes: Partial<User>): Promise<void> {
  const { body } = await get(as('administrator'), '/api/users')
  const { version, role, name, email, active, queueIds, denied, capacity } = (body as { users: User[] }).users.find(
    (user) => user.id === id,
  )!
  const saved = { id, version, role, name, email, active, queueIds, denied, capacity, password: null, ...changes }
  expect((await post(as('administrator'), '/api/users/save', saved)).status).toBe(200)
}

async function somebodyWrites(text: string): Promise<void> {
  const message = {
    from: '447700900166',
    id: `wamid.${text}`,
    timestamp: '1763600001',
    type: 'text',
    text: { body: text },
  }
  const contacts = [{ profile: { name: text }, wa_id: '447700900166' }]
  expect(
    (await postHook(server.url, house.channel, webhookBody(house.line, { contacts, messages: [message] }))).status,
  ).toBe(200)
}

test('somebody who was made inactive goes on listening, calling and signing in', async () => {
  const person = await make('agent', 'going')
  const line = listen({ cookie: person.cookie })
  await line.open
  await change(person.id, { active: false })
  expect(await line.closed).toBe(1008)
  expect((await get({ headers: { cookie: person.cookie } }, '/api/view')).status).toBe(401)
  const again = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': json },
    body: JSON.stringify({ email: person.email, password }),
  })
  expect(again.status).toBe(401)
})

test('an old session wakes up when its owner is made active again', async () => {
  const person = await make('agent', 'returning')
  await change(person.id, { active: false })
  await change(person.id, { active: true })
  expect((await get({ headers: { cookie: person.cookie } }, '/api/view')).status).toBe(401)
  const { rows } = await owner.query(
    'select from auth.session s join agent a on a.user_id = s."userId" where a.id = $1',
    [person.id],
  )
  expect(rows).toEqual([])
})

test('a key that is revoked goes on listening and calling', async () => {
  const { body } = await post(as('administrator'), '/api/api-keys/create', { name: 'short lived', role: 'supervisor' })
  const { id, key } = body as { id: string; key: string }
  const headers = { authorization: `Bearer ${key}` }
  expect((await get({ headers }, '/api/view')).status).toBe(200)
  const line = listen(headers)
  await line.open
  expect((await post(as('administrator'), '/api/api-keys/revoke', { id })).status).toBe(200)
  // Nobody can look up now that the key has ended: its socket ends because it is told.
  const { query } = server.kernel.system
  server.kernel.system.query = (() => Promise.reject(new Error('away'))) as unknown as typeof query
  expect(await line.closed).toBe(1008)
  server.kernel.system.query = query
  expect((await get({ headers }, '/api/view')).status).toBe(401)
})

test('a supervisor who became an agent goes on hearing of every queue', async () => {
  const person = await make('supervisor', 'demoted')
  const line = listen({ cookie: person.cookie })
  await line.open
  line.socket.send(JSON.stringify({ type: 'subscribe', after: (await journalEnd()).ours }))
  await somebodyWrites('while-supervisor')
  while (!line.heard.join('').includes('while-supervisor')) await wait(10)
  await change(person.id, { role: 'agent', queueIds: [] })
  while (!line.heard.join('').includes('resync')) await wait(10)
  const before = line.heard.length
  line.socket.send(JSON.stringify({ type: 'subscribe', after: (await journalEnd()).ours }))
  await somebodyWrites('while-agent')
  const watcher = listen({ cookie: house.people.administrator.cookie })
  await watcher.open
  watcher.socket.send(JSON.stringify({ type: 'subscribe', after: (await journalEnd()).ours - 5 }))
  while (!watcher.heard.join('').includes('while-agent')) await wait(10)
  // The empty line that stands for what they may not see comes within a second.
  while (line.heard.length === before) await wait(10)
  expect(line.heard.slice(before).join('')).not.toContain('while-agent')
  expect((await get({ headers: { cookie: person.cookie } }, '/api/users')).status).toBe(403)
  for (const { socket } of [line, watcher]) socket.close()
})

test('an agent who left a queue goes on reading its conversations', async () => {
  const person = await make('agent', 'leaving')
  const by = { headers: { cookie: person.cookie } }
  const { ConversationId: conversationId, InteractionId: interactionId, AttachmentId } = house.ids
  expect((await get(by, '/api/conversations/thread', { conversationId })).status).toBe(200)
  expect((await get(by, `/api/attachments/${AttachmentId}`)).status).toBe(200)
  await change(person.id, { queueIds: [] })
  expect((await get(by, '/api/conversations/thread', { conversationId })).status).toBe(404)
  expect((await get(by, '/api/interactions/get', { interactionId })).status).toBe(404)
  expect((await get(by, `/api/attachments/${AttachmentId}`)).status).toBe(404)
  expect((await post(by, '/api/conversations/add-note', { conversationId, text: 'still here' })).status).toBe(404)
})

test('a colleague takes back, ends, finishes and answers what another one holds', async () => {
  const person = await make('agent', 'colleague')
  const by = { headers: { cookie: person.cookie } }
  const { ConversationId: conversationId, InteractionId: interactionId } = house.ids
  for (const [path, input] of [
    ['/api/routing/end', { interactionId }],
    ['/api/routing/finish', { interactionId }],
    ['/api/routing/keep-closing', { interactionId }],
    ['/api/routing/resume', { interactionId }],
    ['/api/routing/lengthen-wrap-up', { interactionId }],
    [
      '/api/conversations/send',
      { conversationId, clientId: crypto.randomUUID(), content: { kind: 'text', text: 'mine now' } },
    ],
  ] as const)
    expect(await post(by, path, input), path).toMatchObject({ status: 403, body: { refusal: 'not_yours' } })
  const { OfferedInteractionId, OfferId: offerId } = house.ids
  for (const path of ['/api/routing/accept-offer', '/api/routing/reject-offer'])
    expect(
      (await post(by, path, { interactionId: OfferedInteractionId, offerId })).status,
      path,
    ).toBeGreaterThanOrEqual(403)
})

test('an agent reads the drafts of a colleague', async () => {
  const { body } = await get(as('supervisor'), '/api/conversations/drafts')
  expect(body).toEqual({ drafts: [] })
  expect(JSON.stringify((await get(as('outsider'), '/api/conversations/drafts')).body)).not.toContain('khouse')
})

test('an agent searches by number, by name and by id for whom they may not see (A-23)', async () => {
  const { rows } = await owner.query<{ name: string; value: string; number: string }>(
    `select p.name, i.value, n.number from contact p join identity i on i.workspace_id = p.workspace_id and i.contact_id = p.id
     join interaction n on n.workspace_id = p.workspace_id and n.contact_id = p.id where p.workspace_id = $1 and i.kind = 'phone' limit 1`,
    [house.workspaceId],
  )
  const [known] = rows
  for (const text of [known?.name ?? '', known?.value ?? ''])
    expect((await get(as('outsider'), '/api/contacts/find', { text })).body).toEqual({ contacts: [] })
  for (const search of [`#${known?.number}`, known?.name ?? ''])
    expect((await get(as('outsider'), '/api/interactions', { search })).body).toEqual({
      interactions: [],
      hasMore: false,
    })
  expect(JSON.stringify((await get(as('supervisor'), '/api/contacts/find', { text: known?.name })).body)).toContain(
    'khouse',
  )
})

// Fields nobody asked for (mass assignment), in every change there is.

const extra = () => ({
  workspaceId: other.workspaceId,
  workspace_id: other.workspaceId,
  role: 'administrator',
  agentId: house.people.administrator.agentId,
  agent_id: house.people.administrator.agentId,
  byAgentId: house.people.administrator.agentId,
  userId: house.people.administrator.agentId,
  permissions: ['users.manage'],
  verified: true,
  emailVerified: true,
  author: 'contact',
  direction: 'in',
  delivery: 'read',
  state: 'available',
})

const { inputFor } = inputsOf(description as unknown as Description)
const changes = describedOperations(description as unknown as Description).filter(({ method }) => method === 'POST')

async function whoIsWhat(): Promise<unknown> {
  const { rows } = await owner.query(`select workspace_id, id, user_id, email, role, denied from agent order by id`)
  return rows
}

for (const operation of changes)
  test(`an agent adds a role, an author and another workspace to ${operation.path}`, async () => {
    const before = await whoIsWhat()
    const seq = await journalEnd()
    const input = { ...extra(), ...(inputFor(operation, null, idOfOurs) as object) }
    const answer = await post(as('agent'), operation.path, input)
    expect(answer.status).toBeLessThan(500)
    expect(await whoIsWhat()).toEqual(before)
    // Whatever came of it was done by the agent, in their own workspace.
    const { rows } = await owner.query(
      `select type, by_agent_id from journal where (workspace_id = $1 and seq > $2 and by_agent_id <> $3) or (workspace_id = $4 and seq > $5)`,
      [house.workspaceId, seq.ours, house.people.agent.agentId, other.workspaceId, seq.theirs],
    )
    expect(rows).toEqual([])
  })

const idOfOurs = ({ type }: { type: string }) => (type === 'part' ? house.numbers.part : (house.ids[type] ?? ''))
