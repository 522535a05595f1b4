/**
 * A telephone system that is not the one that was connected (A-07, A-08, A-14, A-15): who is on a call decides what is
 * parked, so nothing that is forged, recorded or somebody else's may say so. A valid one differs from each in one thing.
 */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { TelephoneId } from '../../src/contract/ids.ts'
import * as telephone from '../../src/contract/operations/telephone.ts'
import { signIn } from '../../src/testing/client.ts'
import { json, password, stateOf, type Tenant, tryCall } from '../tenant.ts'
import { mine, owner, server, theirs } from '../two-houses.ts'

type News = { email?: string; extension?: string; state: string; callId: string; at?: number }
type Posted = { body: string | Buffer; signature?: string; key?: string; path?: string }

const address = (key: string) => `${server.url}/hooks/telephone/${key}`
const seconds = (): number => Math.floor(server.kernel.clock.now() / 1000)
const macOf = (secret: string, signed: string, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(signed).digest('hex')
const sign = (secret: string, body: string | Buffer, at = seconds()): string =>
  `t=${at},v1=${macOf(secret, `${at}.${body.toString()}`)}`
const news = (more: Partial<News> = {}): string =>
  JSON.stringify({ extension: theirs.telephone.extension, state: 'on', callId: 'forged', ...more })

async function post({ body, signature, key = theirs.telephone.webhookKey, path = address(key) }: Posted) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': json, ...(signature === undefined ? {} : { 'x-switchboard-signature': signature }) },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
  return { status: answer.status, text: await answer.text() }
}

/** As the telephone system of this house would say it. */
const said = (by: Tenant, body: string, at = seconds()) =>
  post({ body, key: by.telephone.webhookKey, signature: sign(by.telephone.secret, body, at) })

/** Everything of a house but when its telephone system was heard, and how often it was pretended to be it. */
const state = (of: Tenant) => stateOf(owner, of.workspaceId, ['telephone'])
const body = () => news()
const good = () => sign(theirs.telephone.secret, body())
const mac = () => macOf(theirs.telephone.secret, `${seconds()}.${body()}`)
const signed = (signature: string): Posted => ({ body: body(), signature })

const forgeries: readonly [tries: string, forged: () => Posted][] = [
  ['without a signature', () => ({ body: body() })],
  ['with an empty signature', () => signed('')],
  ['with a signature of zeros', () => signed(`t=${seconds()},v1=${'0'.repeat(64)}`)],
  ['with the time alone', () => signed(`t=${seconds()}`)],
  ['without the time', () => signed(`v1=${mac()}`)],
  ['signed with the secret of another house', () => signed(sign(mine.telephone.secret, body()))],
  ['signed with nothing', () => signed(sign('', body()))],
  ['signed with the key in the address', () => signed(sign(theirs.telephone.webhookKey, body()))],
  [
    'signed over the body without its time',
    () => signed(`t=${seconds()},v1=${macOf(theirs.telephone.secret, body())}`),
  ],
  ['with half a signature', () => signed(good().slice(0, -32))],
  ['with a signature one digit long', () => signed(`${good()}0`)],
  ['with the last digit changed', () => signed(good().slice(0, -1) + (good().endsWith('0') ? '1' : '0'))],
  ['with another time than the one that was signed', () => signed(`t=${seconds() + 7},v1=${mac()}`)],
  ['with a second time after the right one', () => signed(`${good()},t=${seconds() + 7}`)],
  ['with a second signature after the right one', () => signed(`${good()},v1=${'0'.repeat(64)}`)],
  [
    'with SHA-1 in the place of SHA-256',
    () => signed(`t=${seconds()},v1=${macOf(theirs.telephone.secret, `${seconds()}.${body()}`, 'sha1')}`),
  ],
  [
    'with the signature in the query',
    () => ({ body: body(), path: `${address(theirs.telephone.webhookKey)}?x-switchboard-signature=${good()}` }),
  ],
  ['with one byte of the body changed', () => ({ body: body().replace('forged', 'forgeD'), signature: good() })],
  ['with a byte after the body', () => ({ body: `${body()} `, signature: good() })],
  ['with a byte-order mark before the body', () => ({ body: `\ufeff${body()}`, signature: good() })],
  ['with the time moved into the body', () => ({ body: `${seconds()}.${body()}`, signature: good() })],
  ['that was signed five minutes ago', () => signed(sign(theirs.telephone.secret, body(), seconds() - 302))],
  ['that was signed five minutes ahead', () => signed(sign(theirs.telephone.secret, body(), seconds() + 302))],
  ['that was signed in milliseconds', () => signed(sign(theirs.telephone.secret, body(), server.kernel.clock.now()))],
]

for (const [tries, forged] of forgeries)
  test(`a stranger says that somebody is on a call ${tries}`, async () => {
    const before = await state(theirs)
    expect((await post(forged())).status).toBe(401)
    expect(await state(theirs)).toBe(before)
  })

test('the same call with the right signature is heard: the forgeries differ in their forgery alone', async () => {
  expect(await said(theirs, news({ callId: 'good' }))).toEqual({ status: 200, text: 'heard' })
  expect(await onCall(theirs)).toBe(true)
  expect(await said(theirs, news({ callId: 'good', state: 'off' }), seconds() + 1)).toMatchObject({ status: 200 })
  expect(await onCall(theirs)).toBe(false)
})

const onCall = async ({ people, workspaceId }: Tenant): Promise<boolean> => {
  const asked = 'select on_call_since from presence where workspace_id = $1 and agent_id = $2'
  const { rows } = await owner.query<{ on_call_since: Date | null }>(asked, [workspaceId, people.agent.agentId])
  return rows[0]?.on_call_since != null
}

test('a recorded call is sent again after it has ended: whoever hung up is not on the telephone', async () => {
  const recorded = news({ callId: 'recorded' })
  const began = seconds() - 60
  expect((await said(theirs, recorded, began)).status).toBe(200)
  expect((await said(theirs, news({ callId: 'recorded', state: 'off' }), began + 20)).status).toBe(200)
  expect(await onCall(theirs)).toBe(false)
  for (let again = 0; again < 10; again++) expect((await said(theirs, recorded, began)).status).toBe(200)
  expect(await onCall(theirs)).toBe(false)
})

test("one's own telephone system speaks of people of another house, by address and by extension", async () => {
  const before = await state(theirs)
  const known = [{ email: theirs.people.agent.email }, { extension: theirs.telephone.extension }]
  const unknown = [{ email: 'nobody-at-all@switchboard.example' }, { extension: 'nobody-at-all' }]
  for (const [at, who] of known.entries()) {
    const tell = (whom: object) => said(mine, JSON.stringify({ ...whom, state: 'on', callId: 'crossing' }))
    const answer = await tell(who)
    expect(answer.status).toBe(404)
    expect(answer).toEqual(await tell(unknown[at]!))
  }
  expect(await state(theirs)).toBe(before)
})

test('somebody says of people of another house that they are on a call, over the API', async () => {
  const before = await state(theirs)
  const keys = [mine.keys.administrator, mine.keys.supervisor].map((key) => ({ authorization: `Bearer ${key}` }))
  const told = (headers: Record<string, string>, who: object) =>
    tryCall(
      server.url,
      { headers },
      {
        method: 'POST',
        path: '/api/calls/state',
        input: { ...who, state: 'on', callId: 'crossing' },
      },
    )
  for (const headers of [...keys, { cookie: mine.people.administrator.cookie }])
    for (const [known, unknown] of [
      [{ email: theirs.people.agent.email }, { email: 'nobody-at-all@switchboard.example' }],
      [{ extension: theirs.telephone.extension }, { extension: 'nobody-at-all' }],
    ] as const) {
      const answer = await told(headers, known)
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual((await told(headers, unknown)).body)
    }
  expect(await state(theirs)).toBe(before)
})

test('an address that no telephone system has', async () => {
  const { webhookKey } = theirs.telephone
  for (const key of [
    '',
    'x',
    `${webhookKey}x`,
    webhookKey.slice(0, -1),
    '%00',
    '../whatsapp/x',
    '__proto__',
    theirs.channel.webhookKey,
  ])
    expect((await post({ ...signed(good()), key })).status, key).toBe(404)
})

test('what is signed is no call, or one that no column can hold', async () => {
  const before = await state(mine)
  const whom = { extension: mine.telephone.extension, state: 'on', callId: 'odd' }
  for (const odd of [
    '',
    'null',
    '[]',
    '"on"',
    '{',
    JSON.stringify({ ...whom, callId: 'a\0b' }),
    JSON.stringify({ ...whom, callId: '\ud83d' }),
    JSON.stringify({ state: 'on', callId: 'odd', email: 'a\0b' }),
    JSON.stringify({ ...whom, extension: { $ne: '' } }),
    JSON.stringify({ ...whom, extension: "' or 1=1 --" }),
    JSON.stringify({ ...whom, email: mine.people.agent.email }),
    JSON.stringify({ ...whom, state: 'ringing' }),
    JSON.stringify({ ...whom, at: 8_640_000_000_000_001 }),
    JSON.stringify({ ...whom, at: -1 }),
    JSON.stringify({ ...whom, callId: 'x'.repeat(121) }),
  ])
    expect((await said(mine, odd)).status, odd).toBe(400)
  expect((await said(mine, JSON.stringify({ ...whom, padding: 'x'.repeat(16 * 1024) }))).status).toBe(413)
  expect(await state(mine)).toBe(before)
})

test('a call lies a thousand years ahead, or began when time did', async () => {
  for (const at of [8_640_000_000_000_000, 32_503_680_000_000, 0]) {
    const told = { extension: mine.telephone.extension, callId: `time ${at}`, at }
    expect((await said(mine, JSON.stringify({ ...told, state: 'on' }))).status).toBe(200)
    expect((await said(mine, JSON.stringify({ ...told, state: 'off' }))).status).toBe(200)
    expect(await onCall(mine), String(at)).toBe(false)
  }
})

test('a telephone system goes on with the secret it had, after its address was closed or its secret renewed', async () => {
  const by = await signIn(server.url, mine.people.administrator.email, password)
  const id = mine.ids.TelephoneId as TelephoneId
  const { telephones } = await by.must(telephone.listTelephones, {})
  const { name, version } = telephones.find((one) => one.id === id)!
  const call = JSON.stringify({ extension: mine.telephone.extension, state: 'on', callId: 'after' })
  const renewed = await by.must(telephone.saveTelephone, { id, version, name, active: true, renewSecret: true })
  expect((await said(mine, call)).status).toBe(401)
  const off = { id, version: renewed.version, name, active: false, renewSecret: false }
  await by.must(telephone.saveTelephone, off)
  const signature = sign(renewed.secret!, call)
  expect((await post({ body: call, key: mine.telephone.webhookKey, signature })).status).toBe(404)
  expect(await onCall(mine)).toBe(false)
})
