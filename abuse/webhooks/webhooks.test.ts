/**
 * A webhook that is not the provider's: refused with 401 before anything is kept, whatever is tried
 * with its signature. A valid one differs from each in one thing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verify } from '../../src/providers/whatsapp-cloud/signature.ts'
import { signatureOf, webhookBody } from '../tenant.ts'
import { mine, owner, server, THEIR_LINE, theirs } from '../two-houses.ts'

const stored = async (): Promise<number> =>
  Number((await owner.query<{ n: string }>('select count(*) as n from webhook')).rows[0]?.n)
const address = (key: string) => `${server.url}/hooks/whatsapp/${key}`
const said = (text: string) =>
  webhookBody(THEIR_LINE, {
    contacts: [],
    messages: [
      { from: '447700900188', id: `wamid.${text}`, timestamp: '1763600001', type: 'text', text: { body: text } },
    ],
  })

type Forged = { body: string | Buffer; headers: Record<string, string>; key?: string; path?: string; method?: string }

async function post({ body, headers, key = theirs.channel.webhookKey, path = address(key), method = 'POST' }: Forged) {
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

const secretOf = () => theirs.channel.appSecret
const hmac = (algorithm: string, secret: string, body: string) =>
  createHmac(algorithm, secret).update(body).digest('hex')
const body = said('forged')
const signed = (signature: string): Forged => ({ body, headers: { 'x-hub-signature-256': signature } })
const good = () => signatureOf(secretOf(), body)

const forgeries: readonly [tries: string, forged: () => Forged][] = [
  ['without a signature', () => ({ body, headers: {} })],
  ['with an empty signature', () => signed('')],
  ['with the name of the algorithm and nothing else', () => signed('sha256=')],
  ['with a signature of zeros', () => signed(`sha256=${'0'.repeat(64)}`)],
  ['with a signature of another secret', () => signed(signatureOf('not the secret', body))],
  ['signed with an empty secret', () => signed(`sha256=${createHmac('sha256', '').update(body).digest('hex')}`)],
  ['signed with the secret of another workspace', () => signed(signatureOf(mine.channel.appSecret, body))],
  ['signed with the verify token', () => signed(signatureOf(theirs.channel.verifyToken, body))],
  ['signed with the key in the address', () => signed(signatureOf(theirs.channel.webhookKey, body))],
  ['with a signature one digit short', () => signed(good().slice(0, -1))],
  ['with half a signature', () => signed(good().slice(0, 39))],
  ['with a signature one digit long', () => signed(`${good()}0`)],
  ['with the last digit changed', () => signed(good().slice(0, -1) + (good().endsWith('0') ? '1' : '0'))],
  ['with the first digit changed', () => signed(good().replace(/=(.)/, (_, c: string) => `=${c === '0' ? '1' : '0'}`))],
  ['with SHA-1 in the place of SHA-256', () => signed(`sha256=${hmac('sha1', secretOf(), body)}`)],
  ['with SHA-1 under its own name', () => signed(`sha1=${hmac('sha1', secretOf(), body)}`)],
  [
    'with only the old header of SHA-1',
    () => ({ body, headers: { 'x-hub-signature': `sha1=${hmac('sha1', secretOf(), body)}` } }),
  ],
  ['with SHA-512 cut to length', () => signed(`sha256=${hmac('sha512', secretOf(), body).slice(0, 64)}`)],
  ['with the algorithm named none', () => signed('none=')],
  ['with the signature in base64', () => signed(`sha256=${Buffer.from(good().slice(7), 'hex').toString('base64')}`)],
  ['without the name of the algorithm', () => signed(good().slice(7))],
  ['with two signatures in one header', () => signed(`${signatureOf('x', body)}, ${good()}`)],
  [
    'with the signature in the query',
    () => ({ body, headers: {}, path: `${address(theirs.channel.webhookKey)}?x-hub-signature-256=${good()}` }),
  ],
  [
    'with the signature in the body',
    () => ({ body: JSON.stringify({ ...JSON.parse(body), 'x-hub-signature-256': good() }), headers: {} }),
  ],
  [
    'signed over other white space',
    () => ({ body: JSON.stringify(JSON.parse(body), null, 1), headers: { 'x-hub-signature-256': good() } }),
  ],
  [
    'with one byte of the body changed',
    () => ({ body: body.replace('forged', 'forgeD'), headers: { 'x-hub-signature-256': good() } }),
  ],
  ['with a byte after the body', () => ({ body: `${body} `, headers: { 'x-hub-signature-256': good() } })],
  [
    'with a byte-order mark before the body',
    () => ({ body: `\ufeff${body}`, headers: { 'x-hub-signature-256': good() } }),
  ],
  [
    'with a second key of the same name put into the body',
    () => ({ body: body.replace('{', '{"object":"x",'), headers: { 'x-hub-signature-256': good() } }),
  ],
  [
    'with an empty body and the signature of a full one',
    () => ({ body: '', headers: { 'x-hub-signature-256': good() } }),
  ],
  [
    'with escapes in place of the characters that were signed',
    () => ({ body: body.replace('forged', '\\u0066orged'), headers: { 'x-hub-signature-256': good() } }),
  ],
  [
    'in another encoding of characters',
    () => ({ body: Buffer.from(body, 'utf16le'), headers: { 'x-hub-signature-256': good() } }),
  ],
]

for (const [tries, forged] of forgeries) {
  test(`a stranger posts a webhook ${tries}`, async () => {
    const before = await stored()
    const { status } = await post(forged())
    expect(status).toBe(401)
    expect(await stored()).toBe(before)
  })
}

test('the same body with the right signature is kept: the forgeries differ in their forgery alone', async () => {
  const before = await stored()
  expect(await post(signed(good()))).toEqual({ status: 200, text: 'stored' })
  expect(await stored()).toBe(before + 1)
})

test('a webhook is signed with nothing, for a channel whose secret is nothing', () => {
  const bytes = Buffer.from(body)
  const headers = { 'x-hub-signature-256': signatureOf('', bytes) }
  expect(verify({ headers, body: bytes }, [''])).toBe(false)
  expect(verify({ headers, body: bytes }, [])).toBe(false)
  expect(verify({ headers: { 'x-hub-signature-256': signatureOf('x', bytes) }, body: bytes }, ['', 'x'])).toBe(true)
})

test('a recorded webhook is sent again a hundred times', async () => {
  const body = said('recorded')
  const headers = { 'x-hub-signature-256': signatureOf(secretOf(), body) }
  await Promise.all(Array.from({ length: 100 }, () => post({ body, headers })))
  const copies = async (state: string) =>
    Number((await owner.query<{ n: string }>(state, [theirs.workspaceId])).rows[0]?.n)
  const waiting = () => copies(`select count(*) as n from webhook where workspace_id = $1 and state = 'stored'`)
  while ((await waiting()) > 0);
  expect(
    await copies(
      `select count(*) as n from message where workspace_id = $1 and provider_message_id = 'wamid.recorded'`,
    ),
  ).toBe(1)
})

test("a webhook signed with one's own secret names the number of another workspace", async () => {
  const body = said('crossing')
  const key = mine.channel.webhookKey
  expect(
    (await post({ body, key, headers: { 'x-hub-signature-256': signatureOf(mine.channel.appSecret, body) } })).status,
  ).toBe(200)
  const found = `select workspace_id from message where provider_message_id = 'wamid.crossing'`
  const kept = `select count(*) as n from webhook_part where workspace_id = $1 and raw like '%crossing%'`
  while (Number((await owner.query<{ n: string }>(kept, [mine.workspaceId])).rows[0]?.n) === 0);
  expect((await owner.query(found)).rows).toEqual([])
})

test('a webhook comes to an address that no channel has', async () => {
  const before = await stored()
  for (const key of [
    '',
    'x',
    `${theirs.channel.webhookKey}x`,
    theirs.channel.webhookKey.toUpperCase(),
    '%00',
    '../whatsapp/x',
    '__proto__',
  ])
    expect((await post({ ...signed(good()), key })).status, key).toBe(404)
  expect(await stored()).toBe(before)
})

test('a header is sent twice, once right and once wrong, in either order', async () => {
  for (const both of [
    [good(), `sha256=${'0'.repeat(64)}`],
    [`sha256=${'0'.repeat(64)}`, good()],
    [good(), good()],
  ]) {
    const lines = both.map((value) => `X-Hub-Signature-256: ${value}`)
    expect(await raw([`POST /hooks/whatsapp/${theirs.channel.webhookKey} HTTP/1.1`, ...lines], body)).toBe(401)
  }
})

test('a signature holds characters that are no ASCII', async () => {
  const wide = good().replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  const lines = [`POST /hooks/whatsapp/${theirs.channel.webhookKey} HTTP/1.1`, `X-Hub-Signature-256: ${wide}`]
  expect([400, 401]).toContain(await raw(lines, body))
})

test('a stranger asks for the handshake without the verify token, with parts of it, twice, and for markup', async () => {
  const { verifyToken, webhookKey } = theirs.channel
  for (const query of [
    'hub.mode=subscribe&hub.challenge=1',
    `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken.slice(0, -1)}`,
    `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${mine.channel.verifyToken}`,
    `hub.mode=subscribe&hub.challenge=1&hub.verify_token=`,
    `hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verifyToken}&hub.verify_token=x`,
    `hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=${verifyToken}`,
    `hub.mode=subscribe&hub.challenge=<script>alert(1)</script>&hub.verify_token=${verifyToken}`,
  ])
    expect((await fetch(`${address(webhookKey)}?${query}`)).status, query).toBe(403)
  const fits = `hub.mode=subscribe&hub.challenge=77&hub.verify_token=${verifyToken}`
  expect(await (await fetch(`${address(webhookKey)}?${fits}`)).text()).toBe('77')
})

test('a stranger learns from the answer whether only the signature was wrong', async () => {
  const answers = [
    await post(signed('')),
    await post(signed(`${good().slice(0, -1)}x`)),
    await post({ body, headers: {} }),
  ]
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
})

test('a webhook is sent by the methods nobody expects', async () => {
  const before = await stored()
  for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await post({ ...signed(good()), method })).status).toBe(404)
  expect(await stored()).toBe(before)
})

test('the time of an answer tells how much of the signature is right: 10,000 samples', () => {
  const body = Buffer.from('{"object":"whatsapp_business_account"}')
  const right = signatureOf('secret', body)
  const flip = (at: number) => right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1)
  const [early, late] = [flip(7), flip(right.length - 1)]
  const times = { early: new Float64Array(5_000), late: new Float64Array(5_000) }
  for (let sample = 0; sample < 5_000; sample++)
    for (const [name, signature] of sample % 2
      ? ([
          ['early', early],
          ['late', late],
        ] as const)
      : ([
          ['late', late],
          ['early', early],
        ] as const)) {
      const began = process.hrtime.bigint()
      verify({ headers: { 'x-hub-signature-256': signature }, body }, ['secret'])
      times[name][sample] = Number(process.hrtime.bigint() - began)
    }
  // Of two samples, one of each, how often is the late one slower: half of the time, whatever the computer is doing.
  const ranked = [...times.early]
    .map((time) => ({ time, late: 0 }))
    .concat([...times.late].map((time) => ({ time, late: 1 })))
  ranked.sort((a, b) => a.time - b.time)
  let sum = 0
  for (let from = 0; from < ranked.length; ) {
    let to = from
    while (to < ranked.length && ranked[to]!.time === ranked[from]!.time) to++
    // Equal times share their ranks.
    for (let at = from; at < to; at++) sum += ranked[at]!.late * ((from + to + 1) / 2)
    from = to
  }
  const slower = (sum - (5_000 * 5_001) / 2) / (5_000 * 5_000)
  expect(Math.abs(slower - 0.5)).toBeLessThan(0.1)
})

test('a comparison stops at the first wrong byte: the only one there is takes its time', () => {
  const source = readFileSync(join(import.meta.dirname, '../../src/providers/whatsapp-cloud/signature.ts'), 'utf8')
  const compare = source.slice(source.indexOf('export function verify'))
  expect(compare).toContain('timingSafeEqual(given, sign(secret, body))')
  expect(compare).not.toMatch(/\.equals\(|\.compare\(|=== sign/)
  expect(timingSafeEqual(Buffer.from('a'), Buffer.from('a'))).toBe(true)
})

/** A request written by hand; answers with its status. */
function raw(head: readonly string[], body: string): Promise<number> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])))
    const lines = [
      ...head,
      'Host: x',
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  })
}
