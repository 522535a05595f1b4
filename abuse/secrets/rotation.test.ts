import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoAdministrator, demoUsers } from '../../src/app/demo.ts'
import { type Rotated, rotateKey } from '../../src/app/rotate-key.ts'
import {
  type ChannelSettings,
  listChannels,
  saveChannel,
  testConnection,
} from '../../src/contract/operations/channels.ts'
import { sendMessage } from '../../src/contract/operations/conversations.ts'
import { setPresence } from '../../src/contract/operations/presence.ts'
import { acceptOffer, getView } from '../../src/contract/operations/routing.ts'
import { present } from '../../src/kernel/assert.ts'
import { keepKeys, openKeyring } from '../../src/kernel/keyring.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { isSealedWith, sealer } from '../../src/kernel/secrets.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'

const CHANNELS = 12
const STRANGER = 'Rosa Lima'
const LOOK_EVERY_MS = 20

let server: TestServer
let owner: pg.Client
let administrator: Client
beforeAll(async () => {
  server = await startServer({ demo: true })
  owner = new pg.Client({ connectionString: server.testDatabase.url })
  await owner.connect()
  administrator = await signIn(server.url, demoAdministrator.email, demoAdministrator.password)
  for (let at = 1; at < CHANNELS; at++) await addChannel(at)
})
afterAll(async () => {
  await owner.end()
  await server.stop()
})

const keyFile = () => join(server.folder, 'secret-key')
const keysKept = async () => (await readFile(keyFile(), 'utf8')).trim().split('\n')
const config = () => ({ dataFolder: server.folder, secretKey: null, oldSecretKeys: [] })
const rotate = (say: (sentence: string) => void = () => {}): Promise<Rotated> =>
  rotateKey({ config: config(), url: server.testDatabase.url, say, batch: 5 })

async function theDemo(): Promise<ChannelSettings> {
  const { channels } = await administrator.must(listChannels, {})
  return present(
    channels.find(({ key }) => key === 'WA'),
    'the channel of the demonstration',
  )
}

async function addChannel(at: number): Promise<void> {
  const demo = await theDemo()
  const own = { id: null, version: 0, key: `K${at}`, name: `Number ${at}`, optIn: null, recontact: null }
  const connection = { ...demo.connection, phoneNumberId: `70000${at}` }
  const displayNumber = `+44 7700 9003${String(at).padStart(2, '0')}`
  const secrets = { accessToken: `token-${at}-${randomBytes(8).toString('hex')}`, addAppSecret: `app-secret-of-${at}` }
  await administrator.must(saveChannel, { ...demo, ...own, connection, displayNumber, ...secrets })
}

/** Everything the database keeps sealed. */
async function sealedThings(): Promise<string[]> {
  const { rows } = await owner.query<{ sealed: string }>(
    `select access_token_sealed as sealed from channel union all select unnest(app_secrets_sealed) from channel
     union all select verify_token from channel union all select sealed from auth.secret`,
  )
  return rows.map(({ sealed }) => sealed)
}

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await wait(LOOK_EVERY_MS)
  }
}

async function allSealedWith(keyId: string): Promise<void> {
  const things = await sealedThings()
  expect(things.length).toBe(CHANNELS * 3 + 1)
  expect(things.filter((sealed) => !isSealedWith(sealed, keyId))).toEqual([])
}

test('somebody has the key of yesterday: all is sealed with a new one, and the old one opens nothing', async () => {
  const [before] = await keysKept()
  const stolen = sealer(Buffer.from(before!, 'base64'))
  const done = await rotate()
  expect(done).toMatchObject({ from: stolen.keyId(), channels: CHANNELS, broken: [] })
  const after = await keysKept()
  expect(after).toHaveLength(1)
  expect(after).not.toContain(before)
  await allSealedWith(done.to)
  for (const sealed of await sealedThings()) expect(() => stolen.open(sealed, 'any')).toThrow(/another secret key/)
})

test('a change that is broken off anywhere loses nothing, and ends when it is run again', async () => {
  for (const brokenAfter of ['beside the old one', '5 channels', '10 channels']) {
    const [before] = await keysKept()
    const breaking = rotate((sentence) => {
      if (sentence.includes(brokenAfter)) throw new Error('the power went')
    })
    await expect(breaking).rejects.toThrow('the power went')
    expect(await keysKept()).toHaveLength(2)
    // What is half done serves as well as before.
    const { checks } = await administrator.must(testConnection, { id: (await theDemo()).id })
    expect(checks.filter(({ ok }) => !ok)).toEqual([])

    const done = await rotate()
    const after = await keysKept()
    expect(after).toHaveLength(1)
    expect(after).not.toContain(before)
    await allSealedWith(done.to)
  }
})

test('while the key changes, no webhook and no message is lost, and nobody is signed out', async () => {
  const [agent] = demoUsers
  const person = await signIn(server.url, agent.email, agent.password)
  await person.must(setPresence, { state: 'available' })
  const channel = await theDemo()
  const hook = async (id: string) => {
    const body = webhookOf(id)
    const signature = createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
    return (await fetch(channel.webhookUrl, { method: 'POST', headers, body })).status
  }
  await writeOnPhone()
  const card = await until(async () =>
    Object.values((await person.must(getView, {})).interactions).find(
      ({ offer, conversation }) => offer !== null && conversation.contact.name !== STRANGER,
    ),
  )
  await person.must(acceptOffer, { interactionId: card.id, offerId: present(card.offer, 'the offer').id })

  let rotating = true
  const taken: string[] = []
  const texts: string[] = []
  async function traffic(): Promise<void> {
    for (let at = 0; rotating; at++) {
      expect(await hook(`wamid.ROTATING.${at}`)).toBe(200)
      taken.push(`wamid.ROTATING.${at}`)
      const content = { kind: 'text', text: `answer ${at}` } as const
      await person.must(sendMessage, { conversationId: card.conversation.id, clientId: newId(), content })
      texts.push(content.text)
    }
  }
  const busy = traffic()
  for (let times = 0; times < 3; times++) {
    const others = await Promise.all([rotate(), saveAnew(times)])
    await allSealedWith(others[0].to)
  }
  rotating = false
  await busy

  expect(taken.length).toBeGreaterThan(0)
  const { rows: arrived } = await until(async () => {
    const found = await owner.query<{ id: string }>(
      `select provider_message_id as id from message where provider_message_id like 'wamid.ROTATING.%'`,
    )
    return found.rows.length >= taken.length && found
  })
  expect(arrived.map(({ id }) => id).toSorted()).toEqual(taken.toSorted())
  const { rows: gone } = await until(async () => {
    const found = await owner.query<{ text: string }>(
      `select content ->> 'text' as text from message where direction = 'out' and author = 'agent' and delivery not in ('queued', 'sending')`,
    )
    return found.rows.length >= texts.length && found
  })
  expect(gone.map(({ text }) => text).toSorted()).toEqual(texts.toSorted())
  const { rows: failed } = await owner.query(`select failure from message where delivery in ('failed', 'unknown')`)
  expect(failed).toEqual([])
})

/** A customer of the simulator writes, so that it lets us answer. */
async function writeOnPhone(): Promise<void> {
  const response = await fetch(`${server.url}/simulator/api/control/phones/amara/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action: { type: 'text', text: 'hello' } }),
  })
  expect(response.status).toBe(200)
}

/** An administrator enters a token in the middle of it. */
async function saveAnew(at: number): Promise<void> {
  const { channels } = await administrator.must(listChannels, {})
  const channel = channels.find(({ key }) => key === 'K1')!
  const accessToken = `token-entered-meanwhile-${at}`
  await administrator.must(saveChannel, { ...channel, accessToken, addAppSecret: null, dropAppSecrets: [] })
}

test('after the change a new start needs the new key alone, and knows who is signed in', async () => {
  await rotate()
  const again = await startServer({ demo: false, beside: server })
  try {
    const view = await fetch(`${again.url}/api/view`, { headers: { cookie: administrator.cookie } })
    expect(view.status).toBe(200)
  } finally {
    await again.stop()
  }
})

test('keys of the environment are changed in the same way, and nothing is written down', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-keys-'))
  const before = Buffer.from((await keysKept())[0]!, 'base64')
  const next = randomBytes(32)
  const environment = { dataFolder: folder, secretKey: next, oldSecretKeys: [before] }
  const { url } = server.testDatabase
  try {
    const done = await rotateKey({ config: environment, url, say: () => {} })
    expect(done).toMatchObject({ channels: CHANNELS, to: sealer(next).keyId() })
    await allSealedWith(sealer(next).keyId())
    expect(await readFile(keyFile(), 'utf8')).toBe(`${before.toString('base64')}\n`)
    await expect(readFile(join(folder, 'secret-key'))).rejects.toThrow('ENOENT')
  } finally {
    // Back to the key the server knows.
    await keepKeys(config(), [before, next])
    await rotateKey({ config: config(), url, say: () => {} })
    await rm(folder, { recursive: true })
  }
  expect((await theDemo()).accessTokenLastFour).toBe(SEED_NUMBER.accessToken.slice(-4))
})

test('what was sealed with a key that is lost is named, and does not stop the rest', async () => {
  const lost = sealer(randomBytes(32)).seal('x', 'nothing we know')
  const { rows } = await owner.query<{ id: string; kept: string }>(
    `select id, access_token_sealed as kept from channel where key = 'K2'`,
  )
  await owner.query(`update channel set access_token_sealed = $1 where key = 'K2'`, [lost])
  const done = await rotate()
  expect(done).toMatchObject({ channels: CHANNELS - 1, broken: [rows[0]!.id] })
})

test('a verify token that was kept as it was is sealed when the key changes, and stays the same', async () => {
  const { verifyToken } = await theDemo()
  await owner.query(`update channel set verify_token = $1 where key = 'WA'`, [verifyToken])
  await rotate()
  const { rows } = await owner.query<{ kept: string }>(`select verify_token as kept from channel where key = 'WA'`)
  expect(rows[0]!.kept).not.toContain(verifyToken)
  expect((await theDemo()).verifyToken).toBe(verifyToken)
})

test('a sealed secret is moved from one channel to another, to sign its webhooks with', async () => {
  const { channels } = await administrator.must(listChannels, {})
  const { webhookUrl } = present(
    channels.find(({ key }) => key === 'K3'),
    'the channel',
  )
  const signedWith = async (secret: string) => {
    const body = webhookOf('wamid.MOVED')
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
    return (await fetch(webhookUrl, { method: 'POST', headers, body })).status
  }
  expect(await signedWith('app-secret-of-3')).toBe(200)
  await owner.query(
    `update channel set version = version + 1, app_secrets_sealed = (select app_secrets_sealed from channel where key = 'K4')
     where key = 'K3'`,
  )
  await until(async () => (await signedWith('app-secret-of-3')) === 401)
  expect(await signedWith('app-secret-of-4')).toBe(401)
})

test('a key file that is half written is refused, and the keys known so far are not forgotten', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-keys-'))
  const settings = { dataFolder: folder, secretKey: null, oldSecretKeys: [] }
  const keys = await openKeyring(settings, async () => true)
  const [first] = keys()
  await writeFile(join(folder, 'secret-key'), 'half')
  expect(() => keys()).toThrow(/does not hold a secret key/)
  await keepKeys(settings, [first!])
  expect(keys()).toEqual([first])
  await rm(folder, { recursive: true })
})

function webhookOf(id: string): string {
  const { phoneNumberId, displayNumber, wabaId } = SEED_NUMBER
  const message = {
    from: '447700900811',
    id,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: 'hello' },
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayNumber, phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: STRANGER }, wa_id: '447700900811' }],
    messages: [message],
  }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: wabaId, changes: [{ field: 'messages', value }] }],
  })
}
