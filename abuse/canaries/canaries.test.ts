/**
 * Two workspaces, each with more than a thousand strings that are nowhere else. Everybody reads everything they can:
 * nothing of the other one comes, neither from the application as it is, nor from one that forgot all of its own
 * conditions and has only row-level security behind it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { Role } from '../../src/contract/permissions.ts'
import { FromBrowser, FromServer } from '../../src/contract/stream.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { type Described, type Description, describedOperations, inputsOf } from '../foreign/inputs.ts'
import { description } from '../foreign/operations.ts'
import {
  type Attacker,
  idsOf,
  makeTenant,
  openOwner,
  postHook,
  type Tenant,
  tryCall,
  uuids,
  webhookBody,
  workspaceTables,
} from '../tenant.ts'
import { type Forgetful, forgetConditions } from './forgetful.ts'

const amounts = { contacts: 50, messagesEach: 8, others: 60 }
const CANARIES = 1_000

let server: TestServer
let owner: pg.Client
let mine: Tenant
let theirs: Tenant
let theirIds: Set<string>
let forgetful: Forgetful | null = null
beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await openOwner(server)
  mine = await makeTenant({ server, owner, mark: 'kmine', line: '100000000000011', amounts })
  theirs = await makeTenant({ server, owner, mark: 'ktheirs', line: '100000000000022', amounts })
  theirIds = await idsOf(owner, theirs.workspaceId)
}, 180_000)
afterEach(() => {
  forgetful?.restore()
  forgetful = null
})
afterAll(async () => {
  await owner?.end()
  await server?.stop()
})

/** What of the other workspace is in a text: canaries and ids. */
function ofTheirs(text: string): string[] {
  const ids = [...text.matchAll(uuids)].map(([id]) => id).filter((id) => theirIds.has(id))
  return [...text.matchAll(new RegExp(`${theirs.mark}[0-9a-z]+`, 'g'))].map(([canary]) => canary).concat(ids)
}

const readers: readonly { name: string; attacker: (tenant: Tenant) => Pick<Attacker, 'headers'> }[] = [
  ...(['administrator', 'supervisor', 'agent', 'outsider'] as const).map((person) => ({
    name: person === 'outsider' ? 'an agent of another queue' : `the ${person}`,
    attacker: ({ people }: Tenant) => ({ headers: { cookie: people[person].cookie } }),
  })),
  ...Role.options.map((role) => ({
    name: `a key of the role ${role}`,
    attacker: ({ keys }: Tenant) => ({ headers: { authorization: `Bearer ${keys[role]}` } }),
  })),
]

const { placesOf, inputFor } = inputsOf(description as unknown as Description)
const questions = describedOperations(description as unknown as Description).filter(({ method }) => method === 'GET')

/** Every question, about everything: with each id of one's own where one can be named, with none where not. */
function inputsFor(question: Described, tenant: Tenant): unknown[] {
  const ids = (type: string) => tenant.ids[type] ?? ''
  const places = placesOf(question)
  const widest = { ...(inputFor(question, null, ({ type }) => ids(type)) as object), ...wide[question.path] }
  return [widest, ...places.map((place) => inputFor(question, place, ({ type }) => ids(type)))]
}

/** As much as may be asked for at once. */
const wide: Readonly<Record<string, object>> = {
  '/api/interactions': { limit: 200 },
  '/api/contacts/find': { text: 'Contact' },
  '/api/dispositions/report': { from: 0, to: 4_000_000_000_000 },
}

/** Everything this person can read, as one text. `unbroken`: no answer may be a failure of ours. */
async function everythingOf(
  by: Pick<Attacker, 'headers'>,
  tenant: Tenant,
  { unbroken = true }: { unbroken?: boolean } = {},
): Promise<string> {
  const texts: string[] = []
  for (const question of questions)
    for (const input of inputsFor(question, tenant)) {
      const { status, text } = await tryCall(server.url, by, { ...question, input })
      if (unbroken) expect(status, `${question.path} ${text.slice(-200)}`).toBeLessThan(500)
      texts.push(text)
    }
  for (const path of [`/api/attachments/${tenant.ids.AttachmentId}`, '/metrics', '/api/auth/get-session'])
    texts.push((await tryCall(server.url, by, { method: 'GET', path, input: {} })).text)
  return texts.join('\n')
}

/** The journal since the last person was saved, after which everybody starts anew, over a socket, to its end. */
async function journalOf(by: Pick<Attacker, 'headers'>, tenant: Tenant): Promise<string> {
  const { rows } = await owner.query<{ last: string; first: string }>(
    `select journal_seq as last, (select max(seq) from journal j where j.workspace_id = w.id and type = 'agent.saved') as first
     from workspace w where id = $1`,
    [tenant.workspaceId],
  )
  const [last, first] = [Number(rows[0]?.last), Number(rows[0]?.first)]
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { origin: server.url, ...by.headers },
  })
  let heard = ''
  let reached = 0
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'subscribe', after: first }))
    socket.send(JSON.stringify({ type: 'doing', conversationId: theirs.ids.ConversationId, doing: 'reading' }))
  })
  socket.on('message', (bytes) => {
    heard += String(bytes)
    const message = FromServer.parse(JSON.parse(String(bytes)))
    if (message.type === 'lines') reached = message.from + message.lines.length - 1
  })
  while (reached < last && socket.readyState <= WebSocket.OPEN) await wait(10)
  socket.close()
  expect(reached, 'the whole journal was heard').toBeGreaterThanOrEqual(last)
  return heard
}

test(`each workspace keeps more than ${CANARIES} strings that are nowhere else`, async () => {
  for (const tenant of [mine, theirs]) {
    const kept = new Set<string>()
    for (const { name, column } of await workspaceTables(owner)) {
      const { rows } = await owner.query<{ row: string }>(
        `select t::text as row from "${name}" t where ${column} = $1`,
        [tenant.workspaceId],
      )
      for (const { row } of rows)
        for (const [canary] of row.matchAll(new RegExp(`${tenant.mark}[0-9a-z]{4}`, 'g'))) kept.add(canary)
    }
    expect(kept.size).toBeGreaterThanOrEqual(CANARIES)
  }
})

for (const { name, attacker } of readers) {
  test(`${name} reads everything they can, and nothing of the other workspace comes`, async () => {
    const text = await everythingOf(attacker(mine), mine)
    expect(ofTheirs(text)).toEqual([])
    expect(ofTheirs(await journalOf(attacker(mine), mine))).toEqual([])
  })

  test(`${name} reads everything while the application has forgotten its own conditions`, async () => {
    const before = ofOurs(await everythingOf(attacker(mine), mine))
    forgetful = forgetConditions(server.kernel.app)
    const text = await everythingOf(attacker(mine), mine)
    expect(ofTheirs(text)).toEqual([])
    expect(forgetful.forgotten(), 'conditions were taken out of the statements').toBeGreaterThan(20)
    // And it is all still there: row-level security alone gives the same answers.
    expect(ofOurs(text)).toEqual(before)
    expect(ofTheirs(await journalOf(attacker(mine), mine))).toEqual([])
  })
}

/** The canaries of one's own workspace in a text. */
const ofOurs = (text: string): string[] =>
  [...new Set([...text.matchAll(new RegExp(`${mine.mark}[0-9a-z]{4}`, 'g'))].map(([canary]) => canary))].sort()

test('the canaries cross as soon as row-level security is off too: the attempts above can see a leak', async () => {
  forgetful = forgetConditions(server.kernel.app, { alsoRowSecurity: true })
  // Without any walls the audit trails of two workspaces count in one row, and collide.
  const administrator = { headers: { cookie: mine.people.administrator.cookie } }
  const text = await everythingOf(administrator, mine, { unbroken: false })
  expect(ofTheirs(text).length).toBeGreaterThan(CANARIES / 2)
})

test('everybody listens while the other workspace works, and hears nothing of it', async () => {
  const { rows } = await owner.query<{ seq: string }>('select journal_seq as seq from workspace where id = $1', [
    mine.workspaceId,
  ])
  const sockets = readers.map(({ attacker }) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
      headers: { origin: server.url, ...attacker(mine).headers },
    })
    const heard: string[] = []
    socket.on('message', (bytes) => heard.push(String(bytes)))
    // Let in or sent away: only then the others begin.
    const answered = new Promise((done) => socket.once('open', done).once('error', done))
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', after: Number(rows[0]?.seq) }))
      for (const topic of FromBrowser.options)
        if ('conversationId' in topic.shape)
          socket.send(
            JSON.stringify({
              type: topic.shape.type.value,
              conversationId: theirs.ids.ConversationId,
              doing: 'reading',
            }),
          )
    })
    return { socket, heard, answered }
  })
  await Promise.all(sockets.map(({ answered }) => answered))
  await hear(theirs, 'told-to-them')
  await hear(mine, 'told-to-us')
  // Who may see their own has heard it; whatever the others did came before it.
  const who = [sockets[0]!, sockets[1]!, sockets[2]!]
  while (!who.every(({ heard }) => heard.join('').includes('told-to-us'))) await wait(10)
  for (const { socket, heard } of sockets) {
    expect(heard.join('')).not.toContain('told-to-them')
    expect(ofTheirs(heard.join(''))).toEqual([])
    socket.close()
  }
})

async function hear(tenant: Tenant, text: string): Promise<void> {
  const message = {
    from: '447700900199',
    id: `wamid.${text}`,
    timestamp: '1763600001',
    type: 'text',
    text: { body: text },
  }
  const contacts = [{ profile: { name: text }, wa_id: '447700900199' }]
  const { status } = await postHook(
    server.url,
    tenant.channel,
    webhookBody(tenant.line, { contacts, messages: [message] }),
  )
  expect(status).toBe(200)
}
