import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type RunningServer, startServer } from '../../src/app/server.ts'
import type { QueueId } from '../../src/contract/ids.ts'
import type { Operation } from '../../src/contract/operation.ts'
import * as audit from '../../src/contract/operations/audit.ts'
import * as channels from '../../src/contract/operations/channels.ts'
import * as contacts from '../../src/contract/operations/contacts.ts'
import * as conversations from '../../src/contract/operations/conversations.ts'
import * as dispositions from '../../src/contract/operations/dispositions.ts'
import * as identity from '../../src/contract/operations/identity.ts'
import * as presence from '../../src/contract/operations/presence.ts'
import * as replies from '../../src/contract/operations/replies.ts'
import * as routing from '../../src/contract/operations/routing.ts'
import * as templates from '../../src/contract/operations/templates.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { createLog } from '../../src/kernel/log.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { deriveKey, sealer } from '../../src/kernel/secrets.ts'
import { createWorkspace } from '../../src/modules/identity/create-workspace.ts'
import { json, startServer as startProvider, type TestServer } from '../../src/providers/whatsapp-cloud/test-server.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { freshDatabase, type TestDatabase } from '../../src/testing/database.ts'

/**
 * A whole server in which every secret is one we know; then everything it lets out is read: what it stores, logs,
 * answers, streams and measures. Nothing of it may hold one of the secrets, in whatever writing.
 */
const random = (): string => randomBytes(18).toString('base64url')
const key = randomBytes(32)
const oldKey = randomBytes(32)
const secrets = {
  'the key that locks credentials': key.toString('base64'),
  'the key used before it': oldKey.toString('base64'),
  'the key that is made of it for sealing': deriveKey(key, 'seal').toString('base64'),
  'the access token of a channel': `EAAG${random()}`,
  'an access token that was replaced': `EAAG${random()}`,
  'an access token that was refused with the rest of the form': `EAAG${random()}`,
  'an access token too long to be one': `EAAG${random()}${'x'.repeat(2_000)}`,
  'an app secret': random(),
  'the verify token of a channel': '',
  'the app secret before it': random(),
  'the password of an administrator': `Adm ${random()}`,
  'the password of an agent': `Agt ${random()}`,
  'the password an agent had before': `Old ${random()}`,
  'a password typed at the wrong account': `Typo ${random()}`,
  'a password typed where the address belongs': `Field ${random()}`,
  'a password too weak to be taken': 'password1',
  'a key of another account, sent to us': `sbk_${random()}${random()}`,
  'a token in the query of a request': random(),
  'the signature in the address of a file': random(),
  'the signature of a webhook': '',
  'the session of an administrator': '',
  'the session of an agent': '',
  'the session that was ended': '',
  'a key of the API': '',
  'a key of the API that was revoked': '',
  'the password of the database': '',
  'what cookies are signed with': '',
}
type Planted = keyof typeof secrets
const names = Object.keys(secrets) as Planted[]

/**
 * Not among them: the verify token and the address of a channel's webhooks, which administrators read in its settings
 * because the provider must be told them. By themselves they let nobody in: what comes there must be signed.
 */

/** Everything that was let out, by where. */
const read = {
  'the dump of the database': [] as string[],
  'the log, at every level': [] as string[],
  'answers to administrators, supervisors and agents': [] as string[],
  'refusals and errors': [] as string[],
  'transcripts and histories': [] as string[],
  'frames of the socket': [] as string[],
  'the metrics': [] as string[],
  'the description of the API': [] as string[],
  'pages and what they load': [] as string[],
  'files of the data folder': [] as string[],
}
type Place = keyof typeof read
const places = Object.keys(read) as Place[]

const contracts = {
  ...audit,
  ...channels,
  ...contacts,
  ...conversations,
  ...dispositions,
  ...identity,
  ...presence,
  ...replies,
  ...routing,
  ...templates,
}
const operations = Object.values(contracts).filter(
  (one): one is Extract<typeof one, Operation> => typeof one === 'object' && 'permission' in one && 'path' in one,
)

const queueId = newId() as QueueId
const LINE = { number: '700800900100201', account: '900100200300401' }

let database: TestDatabase
let owner: pg.Client
let folder: string
let server: RunningServer
let provider: TestServer
let administrator: Client
let agent: Client

beforeAll(async () => {
  database = await freshDatabase()
  secrets['the password of the database'] = decodeURIComponent(new URL(database.url).password)
  folder = await mkdtemp(join(tmpdir(), 'switchboard-planted-'))
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  provider = await startProvider((request, response) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ')
    // Meta repeats a token it cannot read: "Malformed access token …".
    const message = `Malformed access token ${token}`
    if (request.path.endsWith('/messages'))
      json(response, 400, { error: { message, code: 131009, error_data: { details: `${message} of the app` } } })
    else if (request.path.endsWith('/4401'))
      json(response, 200, { id: '4401', url: fileAddress(), mime_type: 'image/png' })
    else if (request.path.endsWith('/file')) response.writeHead(500).end(`no ${token} ${request.query.get('hash')}`)
    else json(response, 401, { error: { message, type: 'OAuthException', code: 190 } })
  })
  server = await startServer(config(), {
    log: createLog({ level: 'trace', to: { write: (line) => read['the log, at every level'].push(line) } }),
  })
  await use()
  await readAll()
})
afterAll(async () => {
  await server.stop()
  await provider.stop()
  await owner.end()
  await database.drop()
  await rm(folder, { recursive: true })
})

const fileAddress = () => `${provider.url}/file?hash=${secrets['the signature in the address of a file']}`

function config() {
  return readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    SWITCHBOARD_DATA: folder,
    SWITCHBOARD_DEMO: 'off',
    SWITCHBOARD_SECRET_KEY: secrets['the key that locks credentials'],
    SWITCHBOARD_OLD_SECRET_KEYS: secrets['the key used before it'],
    ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*',
  })
}

/** Every secret is used, rightly and wrongly. */
async function use(): Promise<void> {
  const email = 'ana@northwind.example'
  const password = secrets['the password of an administrator']
  await createWorkspace(owner, {
    name: 'Northwind',
    at: server.kernel.clock.now(),
    administrator: { name: 'Ana Ribeiro', email, password },
  })
  administrator = await signIn(server.url, email, password)
  secrets['the session of an administrator'] = sessionIn(administrator)
  await people()
  await keys()
  await channel()
  await mistakes()
  const { rows } = await owner.query<{ sealed: string }>('select sealed from auth.secret')
  secrets['what cookies are signed with'] = sealer(key).open(rows[0]!.sealed, 'installation:sign-in')
}

/** The value of the session cookie as it stands in the header. */
const sessionIn = ({ cookie }: Client): string => decodeURIComponent(cookie.split('session_token=')[1]!.split(';')[0]!)

async function people(): Promise<void> {
  const { saveUser, resetPassword } = contracts
  await owner.query(`insert into queue (workspace_id, id, name) select id, $1, 'Support' from workspace`, [queueId])
  const shape = { id: null, version: 0, active: true, capacity: null, denied: [], queueIds: [queueId] }
  const email = 'ben@northwind.example'
  const before = secrets['the password an agent had before']
  const { id } = await administrator.must(saveUser, {
    ...shape,
    name: 'Ben Carter',
    email,
    role: 'agent',
    password: before,
  })
  const ended = await signIn(server.url, email, before)
  secrets['the session that was ended'] = sessionIn(ended)
  await administrator.must(resetPassword, { id, password: secrets['the password of an agent'] })
  agent = await signIn(server.url, email, secrets['the password of an agent'])
  secrets['the session of an agent'] = sessionIn(agent)
}

async function keys(): Promise<void> {
  const kept = await administrator.must(contracts.createApiKey, { name: 'Reports', role: 'administrator' })
  secrets['a key of the API'] = kept.key
  const revoked = await administrator.must(contracts.createApiKey, { name: 'Old reports', role: 'agent' })
  secrets['a key of the API that was revoked'] = revoked.key
  for (const one of [kept, revoked]) await ask('GET', '/api/view', { authorization: `Bearer ${one.key}` })
  await administrator.must(contracts.revokeApiKey, { id: revoked.id })
}

async function channel(): Promise<void> {
  const connection = {
    provider: 'whatsapp_cloud',
    baseUrl: provider.url,
    version: 'v26.0',
    phoneNumberId: LINE.number,
    businessAccountId: LINE.account,
    appId: '',
  } as const
  const form = {
    key: 'WA',
    name: 'WhatsApp',
    description: '',
    kind: 'whatsapp' as const,
    active: true,
    displayNumber: '+447700900000',
    country: 'GB',
    queueId,
    capacity: 3,
    reopenDays: null,
    calendarId: null,
    holdsWhileClosed: false,
    outOfHoursText: '',
    optIn: null,
    recontact: null,
    resultCodePlanId: null,
    dispositionRequired: false,
    dispositionReasonId: null,
    throughputPerSecond: 80,
    connection,
    dropAppSecrets: [],
  }
  const save = (input: object) =>
    ask('POST', '/api/channels/save', { cookie: administrator.cookie }, { ...form, ...input })
  const first = await save({
    id: null,
    version: 0,
    accessToken: secrets['an access token that was replaced'],
    addAppSecret: secrets['the app secret before it'],
  })
  const { id } = JSON.parse(first) as { id: string }
  await save({
    id,
    version: 1,
    accessToken: secrets['the access token of a channel'],
    addAppSecret: secrets['an app secret'],
  })
  await save({
    id,
    version: 1,
    accessToken: secrets['an access token that was refused with the rest of the form'],
    addAppSecret: null,
  })
  await save({ id, version: 2, accessToken: secrets['an access token too long to be one'], addAppSecret: null })
  await ask('POST', '/api/channels/test', { cookie: administrator.cookie }, { id })
  await ask('POST', '/api/templates/sync', { cookie: administrator.cookie }, { channelId: id })
  await conversation()
}

/** A contact writes with a picture that cannot be fetched, and is answered with what the provider refuses. */
async function conversation(): Promise<void> {
  const { channels } = await administrator.must(contracts.listChannels, {})
  const { webhookUrl, verifyToken } = channels[0]!
  secrets['the verify token of a channel'] = verifyToken
  for (const given of [verifyToken, `${verifyToken}x`])
    await fetch(`${webhookUrl}?hub.mode=subscribe&hub.challenge=77&hub.verify_token=${given}`)
  const from = '447700900811'
  const timestamp = String(Math.floor(Date.now() / 1000))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '447700900000', phone_number_id: LINE.number },
    contacts: [{ profile: { name: 'Rosa Lima' }, wa_id: from }],
    messages: [
      { from, id: 'wamid.1', timestamp, type: 'text', text: { body: 'hello' } },
      { from, id: 'wamid.2', timestamp, type: 'image', image: { id: '4401', mime_type: 'image/png', sha256: 'x' } },
    ],
  }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: LINE.account, changes: [{ field: 'messages', value }] }],
  })
  const signature = createHmac('sha256', secrets['an app secret']).update(body).digest('hex')
  secrets['the signature of a webhook'] = signature
  for (const sent of [`sha256=${signature}`, `sha256=${secrets['a token in the query of a request']}`])
    await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': sent },
      body,
    })

  const frames = read['frames of the socket']
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/stream`, {
    headers: { cookie: agent.cookie, origin: server.url },
  })
  socket.on('message', (data) => frames.push(String(data)))
  await new Promise((resolve) => socket.once('open', resolve))
  const view = await agent.must(contracts.getView, {})
  socket.send(JSON.stringify({ type: 'subscribe', after: view.seq }))
  await agent.must(contracts.setPresence, { state: 'available' })
  const card = await until(async () =>
    Object.values((await agent.must(contracts.getView, {})).interactions).find(({ offer }) => offer !== null),
  )
  await agent.must(contracts.acceptOffer, { interactionId: card.id, offerId: card.offer!.id })
  const conversationId = card.conversation.id
  await agent.must(contracts.sendMessage, {
    conversationId,
    clientId: newId(),
    content: { kind: 'text', text: 'Good morning' },
  })
  await until(async () => (await owner.query(`select from message where delivery = 'failed'`)).rowCount)
  await until(async () => provider.arrived.some(({ path }) => path.endsWith('/file')))
  await until(async () => frames.some((frame) => frame.includes('"failed"')))
  read['transcripts and histories'].push(
    await ask('GET', `/api/conversations/thread?conversationId=${conversationId}`, { cookie: agent.cookie }),
    await ask('GET', `/api/interactions/get?interactionId=${card.id}`, { cookie: administrator.cookie }),
  )
  socket.close()
}

/** What people and programs do wrong with secrets. */
async function mistakes(): Promise<void> {
  const tries = [
    { email: 'ben@northwind.example', password: secrets['a password typed at the wrong account'] },
    { email: secrets['a password typed where the address belongs'], password: 'x' },
    { email: `${secrets['a password typed where the address belongs'].replace(/ /g, '')}@x.example`, password: 'x' },
  ]
  for (const one of tries) await ask('POST', '/api/auth/sign-in/email', {}, one)
  await ask(
    'POST',
    '/api/me/change-password',
    { cookie: agent.cookie },
    { currentPassword: secrets['the password of an agent'], newPassword: secrets['a password too weak to be taken'] },
  )
  await ask('GET', '/api/view', { authorization: `Bearer ${secrets['a key of another account, sent to us']}` })
  for (const path of ['/api/view', '/api/nothing', '/desk', '/hooks/whatsapp/nobody'])
    await ask('GET', `${path}?access_token=${secrets['a token in the query of a request']}`, { cookie: agent.cookie })
}

async function ask(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<string> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const shown = [...response.headers]
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => `${name}: ${value}`)
  read[response.ok ? 'answers to administrators, supervisors and agents' : 'refusals and errors'].push(
    `${shown}\n${text}`,
  )
  return text
}

async function until<T>(look: () => Promise<T | undefined | false | null | 0>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await wait(10)
  }
}

/** Ask for everything there is to ask for, rightly and wrongly, and read what is kept. */
async function readAll(): Promise<void> {
  for (const { cookie } of [administrator, agent])
    for (const operation of operations) {
      await ask(operation.method, operation.path, { cookie }, operation.method === 'GET' ? undefined : {})
    }
  read['the metrics'].push(await ask('GET', '/metrics', {}))
  read['the description of the API'].push(
    await ask('GET', '/api/openapi.json', {}),
    JSON.stringify(await ask('GET', '/api/public/about', {})),
  )
  for (const path of ['/', '/desk', '/sign-in'])
    read['pages and what they load'].push(await ask('GET', path, { accept: 'text/html' }))
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  for (const { name } of tables) {
    const { rows } = await owner.query<{ line: string }>(`select row_to_json(t)::text as line from ${name} t`)
    read['the dump of the database'].push(...rows.map(({ line }) => `${name} ${line}`))
  }
  // Bytes are dumped in hexadecimal.
  const { rows: bodies } = await owner.query<{ body: Buffer }>('select body from webhook')
  read['the dump of the database'].push(...bodies.map(({ body }) => body.toString('utf8')))
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      read['files of the data folder'].push(await readFile(join(entry.parentPath, entry.name), 'latin1'))
  read['files of the data folder'].push('')
}

/** A secret as it may be written. */
function writings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ...(/^[\w+/]{43}=$/.test(secret) ? [Buffer.from(secret, 'base64').toString('hex')] : []),
  ]
}

test('everything was used and everything was read, so that what follows means something', () => {
  for (const name of names) expect([name, secrets[name].length > 8]).toEqual([name, true])
  for (const place of places) expect([place, read[place].length > 0]).toEqual([place, true])
  expect(
    provider.arrived.some(({ headers }) => headers.authorization?.endsWith(secrets['the access token of a channel'])),
  ).toBe(true)
  expect(read['the log, at every level'].some((line) => line.includes('"debug"'))).toBe(true)
  expect(read['the dump of the database'].some((line) => line.includes('Malformed access token'))).toBe(true)
  expect(read['frames of the socket'].some((line) => line.includes('Malformed access token'))).toBe(true)
})

describe.each(places)('somebody reads %s', (place) => {
  test.each(names)('for %s', (name) => {
    // A key is made for whoever asked and answered this once; the verify token is copied into the provider's form.
    const isMeant = place.startsWith('answers') && /^a key of the API|^the verify token/.test(name)
    const found = writings(secrets[name]).flatMap((writing) => read[place].filter((text) => text.includes(writing)))
    expect(isMeant ? [] : found.map((text) => text.slice(0, 300))).toEqual([])
  })
})
