import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoAdministrator, demoUsers } from '../../src/app/demo.ts'
import type { AttachmentId, ConversationId } from '../../src/contract/ids.ts'
import { sendMessage } from '../../src/contract/operations/conversations.ts'
import { setPresence } from '../../src/contract/operations/presence.ts'
import { acceptOffer, getView } from '../../src/contract/operations/routing.ts'
import { present } from '../../src/kernel/assert.ts'
import { newId } from '../../src/kernel/new-id.ts'
import { createWorkspace } from '../../src/modules/identity/create-workspace.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { startServer, type TestServer } from '../../src/testing/server.ts'
import { gif, gifScript, html, jpeg, pdfWithScript, pictureWithPage, png, script, svg, webp, zip } from './malicious.ts'

let server: TestServer
let owner: pg.Client
let agent: Client
/** Of another queue: sees none of this. */
let stranger: Client
/** An administrator of another workspace of the same installation. */
let foreigner: Client
/** Of the same workspace. */
let administrator: Client
let conversationId: ConversationId
/** Of another contact, waiting: nobody holds it. */
let otherConversationId: ConversationId

const [ines, tom] = demoUsers
const PASSWORD = 'correct horse battery'

beforeAll(async () => {
  server = await startServer({ demo: true })
  owner = new pg.Client({ connectionString: server.testDatabase.url })
  await owner.connect()
  agent = await signIn(server.url, ines.email, ines.password)
  await agent.must(setPresence, { state: 'available' })
  conversationId = await heldConversation('amara')
  otherConversationId = await heldConversation('gil')
  await owner.query('delete from queue_member where agent_id in (select id from agent where email = $1)', [tom.email])
  stranger = await signIn(server.url, tom.email, tom.password)
  administrator = await signIn(server.url, demoAdministrator.email, demoAdministrator.password)
  const rui = { name: 'Rui Costa', email: 'rui@elsewhere.example', password: PASSWORD }
  await createWorkspace(owner, { name: 'Elsewhere', at: server.kernel.clock.now(), administrator: rui })
  foreigner = await signIn(server.url, rui.email, PASSWORD)
})
afterAll(async () => {
  await owner.end()
  await server.stop()
})

async function heldConversation(phone: string): Promise<ConversationId> {
  const response = await fetch(`${server.url}/simulator/api/control/phones/${phone}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ to: SEED_NUMBER.phoneNumberId, action: { type: 'text', text: 'hello' } }),
  })
  expect(response.status).toBe(200)
  for (;;) {
    const { interactions } = await agent.must(getView, {})
    const card = Object.values(interactions).find(({ offer }) => offer !== null)
    if (card) {
      await agent.must(acceptOffer, { interactionId: card.id, offerId: present(card.offer, 'the offer').id })
      return card.conversation.id
    }
    await wait(10)
  }
}

type Upload = { bytes: Buffer; type: string; name: string }
type Kept = { attachmentId: AttachmentId; mimeType: string; fileName: string | null }

async function upload({ bytes, type, name }: Upload, who = agent, to: string = conversationId): Promise<Response> {
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name)
  return fetch(`${server.url}/api/attachments?conversationId=${to}`, {
    method: 'POST',
    headers: { cookie: who.cookie, origin: server.url },
    body: form,
  })
}

async function kept(file: Upload): Promise<Kept> {
  const response = await upload(file)
  expect(response.status).toBe(200)
  return (await response.json()) as Kept
}

const open = (id: string, headers: Record<string, string> = {}, who = agent) =>
  fetch(`${server.url}/api/attachments/${id}`, { headers: { cookie: who.cookie, ...headers } })

/** What every file says, so that a browser runs nothing of it. */
function isHarmless(response: Response): void {
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain('sandbox')
  expect(policy).not.toMatch(/allow-(scripts|same-origin)/)
  expect(response.headers.get('content-type')).not.toMatch(/html|xml|script|svg|pdf/)
}

function isDownload(response: Response): void {
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
}

describe('a file that a browser would run', () => {
  const files: [name: string, file: Upload][] = [
    ['a drawing with a script', { bytes: svg, type: 'image/svg+xml', name: 'logo.svg' }],
    ['a drawing with a script, said to be a PNG', { bytes: svg, type: 'image/png', name: 'logo.png' }],
    ['a page', { bytes: html, type: 'text/html', name: 'page.html' }],
    ['a page said to be a picture', { bytes: html, type: 'image/png', name: 'picture.png' }],
    ['a page said to be a JPEG in capitals', { bytes: html, type: 'IMAGE/JPEG; charset=utf-8', name: 'P.JPG' }],
    ['a page said to be text', { bytes: html, type: 'text/plain', name: 'notes.txt' }],
    ['a page said to be a video', { bytes: html, type: 'video/mp4', name: 'film.mp4' }],
    ['a page with a double ending', { bytes: html, type: 'image/jpeg', name: 'invoice.pdf.html' }],
    [
      'a page with the ending of a server script',
      { bytes: Buffer.from(`<?php ${script}`), type: 'image/png', name: 'a.pht' },
    ],
    ['a page with the ending of another server script', { bytes: html, type: 'image/png', name: 'a.phtml.png' }],
    ['a page with no ending', { bytes: html, type: '', name: 'page' }],
    [
      'a page of XML',
      {
        bytes: Buffer.from(`<?xml version="1.0"?><a xmlns:x="http://www.w3.org/1999/xhtml"><x:script>1</x:script></a>`),
        type: 'application/xhtml+xml',
        name: 'a.xhtml',
      },
    ],
    [
      'a page archived with its pictures',
      {
        bytes: Buffer.from(`MIME-Version: 1.0\nContent-Type: multipart/related\n\n${script}`),
        type: 'message/rfc822',
        name: 'a.mht',
      },
    ],
    ['a script', { bytes: Buffer.from('fetch("/api/view")'), type: 'text/javascript', name: 'a.js' }],
    ['a PDF with a script', { bytes: pdfWithScript, type: 'application/pdf', name: 'a.pdf' }],
    ['a type with a line break', { bytes: html, type: 'image/png\r\nx: y', name: 'a.png' }],
  ]
  test.each(files)('%s, is opened in our own origin', async (_, file) => {
    const { attachmentId } = await kept(file)
    const response = await open(attachmentId)
    isHarmless(response)
    isDownload(response)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(file.bytes)
  })

  test.each(files.slice(0, 4))('%s, is put into a page as a picture, a frame or a script', async (_, file) => {
    const { attachmentId } = await kept(file)
    for (const what of ['image', 'iframe', 'frame', 'embed', 'object', 'script', 'style', 'worker', 'xslt', 'video'])
      expect((await open(attachmentId, { 'sec-fetch-dest': what })).status).toBe(415)
  })

  test('a picture with a page behind its end, is opened as the page', async () => {
    const { attachmentId } = await kept({ bytes: pictureWithPage, type: 'text/html', name: 'a.html' })
    const response = await open(attachmentId)
    isHarmless(response)
    expect(response.headers.get('content-type')).toBe('image/png')
  })

  test('a GIF that is also a script, is opened as the script', async () => {
    const { attachmentId } = await kept({ bytes: gifScript, type: 'text/javascript', name: 'a.js' })
    const response = await open(attachmentId)
    isHarmless(response)
    expect(response.headers.get('content-type')).toBe('image/gif')
  })
})

describe('a file that unfolds in who shows or looks into it', () => {
  const pictures: [name: string, bytes: Buffer, type: string][] = [
    ['a PNG of one pixel that claims 60,000 by 60,000', png(60_000, 60_000), 'image/png'],
    ['a PNG that claims four thousand million in one direction', png(0xffffffff, 1), 'image/png'],
    ['a PNG just above what is shown', png(20_000, 6_001), 'image/png'],
    ['a JPEG that claims 65,000 by 65,000', jpeg(65_000, 65_000), 'image/jpeg'],
    ['a JPEG that claims it behind a megabyte of EXIF', jpeg(65_000, 65_000, 1_000_000), 'image/jpeg'],
    ['a GIF that claims 65,000 by 65,000, with 5,000 frames', gif(65_000, 65_000, 5_000), 'image/gif'],
    ['a WebP that claims 16 million by 16 million', webp(16_777_216, 16_777_216), 'image/webp'],
  ]
  test.each(pictures)('%s, is shown in a thread', async (_, bytes, type) => {
    const { attachmentId } = await kept({ bytes, type, name: 'picture' })
    isDownload(await open(attachmentId))
    expect((await open(attachmentId, { 'sec-fetch-dest': 'image' })).status).toBe(415)
  })

  test.each<[string, Buffer, string]>([
    ['a PNG', png(4_000, 3_000), 'image/png'],
    ['a JPEG with much EXIF', jpeg(4_000, 3_000, 200_000), 'image/jpeg'],
    ['a GIF with frames', gif(640, 480, 50), 'image/gif'],
    ['a WebP', webp(1_600, 1_200), 'image/webp'],
  ])('but %s of a size that people send is shown', async (_, bytes, type) => {
    const { attachmentId } = await kept({ bytes, type, name: 'picture' })
    const response = await open(attachmentId, { 'sec-fetch-dest': 'image' })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    isHarmless(response)
  })

  test.each(['[Content_Types].xml', 'mimetype', 'META-INF/manifest.xml', '../../../../etc/cron.d/x'])(
    'a ZIP with %s that unfolds to 200 MB, is looked into',
    async (name) => {
      const bytes = zip(name, 200 * 1024 * 1024)
      const before = process.memoryUsage().arrayBuffers
      const { attachmentId } = await kept({ bytes, type: 'application/zip', name: 'a.zip' })
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024 * 1024)
      isDownload(await open(attachmentId))
    },
  )
})

describe('a name of a file', () => {
  const names: [name: string, given: string, kept: string | null][] = [
    ['leads out of the folder', '../../../etc/passwd', 'passwd'],
    ['leads out of the folder, as Windows writes it', '..\\..\\windows\\system.ini', 'system.ini'],
    ['leads to the root', '/etc/passwd', 'passwd'],
    ['is only dots and slashes', '../../', null],
    ['turns its ending round on screen', 'invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['hides its ending behind isolates', 'a\u2066.exe\u2069.pdf', 'a.exe.pdf'],
    ['is longer than any column', `${'a'.repeat(5_000)}.txt`, 'a'.repeat(200)],
  ]
  test.each(names)('%s', async (_, given, expected) => {
    const { attachmentId, fileName } = await kept({ bytes: Buffer.from('text'), type: 'text/plain', name: given })
    expect(fileName).toBe(expected)
    const header = (await open(attachmentId)).headers.get('content-disposition') ?? ''
    expect(header).not.toMatch(/[\\/]etc|\.\.[\\/]|\u202e/)
  })

  test.each([
    ['breaks out of its quotes', 'a"; filename="b.html'],
    ['begins another header', 'a\r\nset-cookie: x=y'],
    ['begins another header, escaped', 'a%0d%0aset-cookie: x=y'],
    ['names another by the extended form', "a.txt; filename*=UTF-8''b.html"],
    ['is beyond ASCII', 'Fotografía de março — 写真.html'],
    ['has half of a character', 'a\ud800.html'],
  ])('%s, in the header that says it', async (_, name) => {
    const { attachmentId } = await kept({ bytes: html, type: 'text/html', name })
    const response = await open(attachmentId)
    isDownload(response)
    expect(response.headers.get('set-cookie') ?? '').not.toContain('x=y')
    // RFC 6266: one filename in quotes, and perhaps one in the extended form.
    const header = response.headers.get('content-disposition') ?? ''
    expect(header).toMatch(/^attachment; filename="(?:[^"\\\r\n]|\\.)*"(?:; filename\*=UTF-8''[\w!#$&+.^`|~%-]*)?$/)
  })
})

describe('somebody asks for a file', () => {
  let file: Kept
  beforeAll(async () => {
    file = await kept({ bytes: Buffer.from('0123456789'), type: 'text/plain', name: 'a.txt' })
  })

  test('without signing in', async () => {
    expect((await fetch(`${server.url}/api/attachments/${file.attachmentId}`)).status).toBe(401)
  })
  test('of a conversation that is not for them', async () => {
    expect((await open(file.attachmentId, {}, stranger)).status).toBe(404)
  })
  test('of another workspace', async () => {
    expect((await open(file.attachmentId, {}, foreigner)).status).toBe(404)
  })
  test('of another workspace, by asking only for a part of it', async () => {
    expect((await open(file.attachmentId, { range: 'bytes=0-1' }, foreigner)).status).toBe(404)
  })
  test('by a path instead of an id', async () => {
    for (const path of ['..%2f..%2fsecret-key', '%2e%2e%2fsecret-key', '....//secret-key', 'secret-key', '%00', '*'])
      expect([404, 400]).toContain((await open(path)).status)
  })
  test('by the next ids', async () => {
    const last = Number.parseInt(file.attachmentId.slice(-4), 16)
    for (let step = -20; step <= 20; step++) {
      if (step === 0) continue
      const id = file.attachmentId.slice(0, -4) + ((last + step) & 0xffff).toString(16).padStart(4, '0')
      expect((await open(id)).status).toBe(404)
    }
  })
  test('in ranges that lead beyond it', async () => {
    for (const range of ['bytes=10-', 'bytes=99999999999999999999-', 'bytes=5-2'])
      expect((await open(file.attachmentId, { range })).status).toBe(416)
    for (const range of [
      'bytes=-5000000000',
      'bytes=0-0,5-6',
      'bytes=a-b',
      'lines=0-1',
      `bytes=0-${'9'.repeat(400)}`,
    ]) {
      const response = await open(file.attachmentId, { range })
      expect([200, 206]).toContain(response.status)
      expect(await response.text()).toBe('0123456789')
    }
    expect(await (await open(file.attachmentId, { range: 'bytes=2-4' })).text()).toBe('234')
  })
  test('through a cache that others share', async () => {
    expect((await open(file.attachmentId)).headers.get('cache-control')).toMatch(/^private/)
  })
})

describe('somebody puts a file', () => {
  const small: Upload = { bytes: Buffer.from('x'), type: 'text/plain', name: 'a.txt' }

  test('into a conversation that is not for them', async () => {
    expect((await upload(small, stranger)).status).toBe(404)
  })
  test('into a conversation of another workspace', async () => {
    expect((await upload(small, foreigner)).status).toBe(404)
  })
  test('without signing in', async () => {
    expect((await upload(small, { ...agent, cookie: '' })).status).toBe(401)
  })
  test('from a page of somebody else', async () => {
    const form = new FormData()
    form.set('file', new Blob(['x']), 'a.txt')
    const response = await fetch(`${server.url}/api/attachments?conversationId=${conversationId}`, {
      method: 'POST',
      headers: { cookie: agent.cookie, origin: 'https://evil.example' },
      body: form,
    })
    expect(response.status).toBe(401)
  })
  test('of one conversation into a message of another, to have it sent to somebody else', async () => {
    const { attachmentId } = await kept(small)
    const content = { kind: 'document', attachmentId, caption: null } as const
    const sent = await agent.call(sendMessage, { conversationId: otherConversationId, clientId: newId(), content })
    expect(sent).toMatchObject({ ok: false, refusal: 'not_found' })
  })
  test('of no bytes', async () => {
    expect((await upload({ ...small, bytes: Buffer.alloc(0) })).status).toBe(422)
  })
  test('that never ends', async () => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    const closed = new Promise<number>((resolve) => {
      let sent = 0
      const boundary = 'x'.repeat(20)
      socket.on('error', () => {}) // Hung up on, as it should be.
      socket.on('close', () => resolve(sent))
      socket.on('data', () => socket.destroy())
      socket.write(
        `POST /api/attachments?conversationId=${conversationId} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
          `cookie: ${agent.cookie}\r\norigin: ${server.url}\r\ntransfer-encoding: chunked\r\n` +
          `content-type: multipart/form-data; boundary=${boundary}\r\n\r\n`,
      )
      const part = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`
      socket.write(`${part.length.toString(16)}\r\n${part}\r\n`)
      const block = Buffer.alloc(1024 * 1024)
      const more = () => {
        while (!socket.destroyed) {
          sent += block.length
          const goesOn = socket.write(Buffer.concat([Buffer.from('100000\r\n'), block, Buffer.from('\r\n')]))
          if (!goesOn) return void socket.once('drain', more)
        }
      }
      more()
    })
    const sent = await closed
    // The limit is 100 MB; what was on its way in buffers comes on top.
    expect(sent).toBeLessThan(130 * 1024 * 1024)
  })
  /** Begins files of the largest size, and sends nothing more. Answers with the statuses of those that were refused. */
  async function begin(whose: readonly Client[], refused: number): Promise<string[]> {
    const { port } = new URL(server.url)
    const answers: string[] = []
    const sockets = whose.map((who) => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {}) // Hung up on, as it should be.
      socket.on('data', (bytes) => answers.push(String(bytes).slice(0, 12)))
      socket.write(
        `POST /api/attachments?conversationId=${conversationId} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
          `cookie: ${who.cookie}\r\norigin: ${server.url}\r\ncontent-length: ${100 * 1024 * 1024}\r\n` +
          'content-type: multipart/form-data; boundary=x\r\n\r\n--x\r\n',
      )
      return socket
    })
    while (answers.length < refused) await wait(10)
    const other = await upload(small, administrator)
    for (const socket of sockets) socket.destroy()
    expect(other.status, 'somebody else still may').toBe(200)
    // What they held is free again.
    while ((await upload(small)).status !== 200) await wait(10)
    return answers
  }
  const times = (count: number, who: Client) => Array.from({ length: count }, () => who)

  test('one of many that one person begins at once and never ends', async () => {
    expect(await begin(times(5, agent), 3)).toEqual(Array(3).fill('HTTP/1.1 429'))
  })
  test('one of many that several people begin at once and never end', async () => {
    const all = [...times(2, agent), ...times(2, stranger), ...times(2, foreigner)]
    expect(await begin(all, 1)).toEqual(['HTTP/1.1 429'])
  })
  test('and many more beside it in one request', async () => {
    const form = new FormData()
    for (let at = 0; at < 50; at++) form.append('file', new Blob(['x']), `${at}.txt`)
    const before = await owner.query('select count(*)::int as n from attachment')
    await fetch(`${server.url}/api/attachments?conversationId=${conversationId}`, {
      method: 'POST',
      headers: { cookie: agent.cookie, origin: server.url },
      body: form,
    })
    const after = await owner.query('select count(*)::int as n from attachment')
    expect(after.rows[0].n - before.rows[0].n).toBeLessThanOrEqual(1)
  })
})

test('an administrator of a demonstration signs in, and finds every file of an attacker still as it was sent', async () => {
  const { attachmentId } = await kept({ bytes: svg, type: 'image/svg+xml', name: 'logo.svg' })
  const response = await open(attachmentId, {}, administrator)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(svg)
})
