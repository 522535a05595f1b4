import { fileTypeFromBuffer } from 'file-type'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { kindOfType, uploadTrouble } from './media.ts'
import { sample } from './samples.ts'
import { SEED_NUMBER } from './seed.ts'
import { errorCode, PNID, type Stage, setStage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const bearer = { authorization: `Bearer ${SEED_NUMBER.accessToken}` }
const DAY_MS = 86_400_000

async function upload(
  bytes: Buffer,
  type: string,
  fields: Record<string, string> = { messaging_product: 'whatsapp', type },
): Promise<{ status: number; body: JsonObject }> {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), 'file.bin')
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  const response = await fetch(`${stage.running.graphUrl}/v23.0/${PNID}/media`, {
    method: 'POST',
    headers: bearer,
    body: form,
  })
  return { status: response.status, body: (await response.json()) as JsonObject }
}

const addressOf = async (id: string): Promise<string> => String((await stage.graph('GET', `/${id}`)).body.url)
const photo = sample('image')

test('a file is uploaded, described, downloaded, sent and deleted', async () => {
  const { status, body } = await upload(photo.bytes, 'image/png')
  expect({ status, body }).toEqual({ status: 200, body: { id: expect.stringMatching(/^\d+$/) } })
  const id = String(body.id)
  const described = await stage.graph('GET', `/${id}?phone_number_id=${PNID}`)
  expect(described.body).toEqual({
    messaging_product: 'whatsapp',
    url: expect.stringContaining(`${stage.running.url}/lookaside/${id}?`),
    mime_type: 'image/png',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    file_size: photo.bytes.length,
    id,
  })
  const response = await fetch(String(described.body.url), { headers: bearer })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await response.arrayBuffer()).equals(photo.bytes)).toBe(true)

  await stage.openWindow()
  expect((await stage.send({ type: 'image', image: { id } })).status).toBe(200)
  expect((await stage.graph('DELETE', `/${id}`)).body).toEqual({ success: true })
  expect((await stage.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 })
  expect(errorCode(await stage.send({ type: 'image', image: { id } }))).toBe(131009)
})

test('what a phone sends can be fetched, by id and by its own address', async () => {
  await stage.act('amara', { type: 'voice' })
  await stage.idle()
  const audio = stage.app.messages()[0]!.audio as JsonObject
  for (const url of [String(audio.url), await addressOf(String(audio.id))]) {
    const response = await fetch(url, { headers: bearer })
    expect(Buffer.from(await response.arrayBuffer()).equals(sample('voice').bytes)).toBe(true)
  }
})

test.each([
  ['no token', {}, 401],
  ['a wrong token', { authorization: 'Bearer nonsense' }, 401],
  ['the right token', bearer, 200],
])('a download with %s', async (_what, headers, status) => {
  const { body } = await upload(photo.bytes, 'image/png')
  expect((await fetch(await addressOf(String(body.id)), { headers })).status).toBe(status)
})

test('an address lives for 5 minutes, and a new one can be had', async () => {
  const { body } = await upload(photo.bytes, 'image/png')
  const url = await addressOf(String(body.id))
  await stage.advance(5 * 60_000 - 1)
  expect((await fetch(url, { headers: bearer })).status).toBe(200)
  await stage.advance(1)
  expect((await fetch(url, { headers: bearer })).status).toBe(404)
  expect((await fetch(await addressOf(String(body.id)), { headers: bearer })).status).toBe(200)
})

test('an address cannot be made longer by hand', async () => {
  const { body } = await upload(photo.bytes, 'image/png')
  const url = new URL(await addressOf(String(body.id)))
  url.searchParams.set('ext', String(Number(url.searchParams.get('ext')) + 3_600_000))
  expect((await fetch(url, { headers: bearer })).status).toBe(404)
})

test('the fault: an address that is gone before it is fetched', async () => {
  await stage.faults({ mediaAddressGone: true })
  const { body } = await upload(photo.bytes, 'image/png')
  expect((await fetch(await addressOf(String(body.id)), { headers: bearer })).status).toBe(404)
})

test('uploads die after 30 days, inbound files after 7', async () => {
  const uploaded = String((await upload(photo.bytes, 'image/png')).body.id)
  await stage.act('amara', { type: 'image' })
  await stage.idle()
  const inbound = String((stage.app.messages()[0]!.image as JsonObject).id)
  const alive = async (): Promise<boolean[]> => [
    (await stage.graph('GET', `/${uploaded}`)).status === 200,
    (await stage.graph('GET', `/${inbound}`)).status === 200,
  ]
  await stage.advance(7 * DAY_MS - 1)
  expect(await alive()).toEqual([true, true])
  await stage.advance(1)
  expect(await alive()).toEqual([true, false])
  await stage.advance(23 * DAY_MS - 1)
  expect(await alive()).toEqual([true, false])
  await stage.advance(1)
  expect(await alive()).toEqual([false, false])
})

test.each([
  ['no messaging_product', { type: 'image/png' }, 100],
  ['a type WhatsApp does not take', { messaging_product: 'whatsapp', type: 'image/gif' }, 131053],
  ['an image that is too large', { messaging_product: 'whatsapp', type: 'image/jpeg' }, 131053],
])('an upload with %s is refused', async (what, fields, code) => {
  const bytes = what.includes('large') ? Buffer.alloc(5 * 1024 * 1024 + 1) : photo.bytes
  const answer = await upload(bytes, 'image/png', fields as Record<string, string>)
  expect(answer.status).toBe(400)
  expect(errorCode(answer)).toBe(code)
})

test('an upload without a file, or not as a form, is refused', async () => {
  expect(
    errorCode(await stage.graph('POST', `/${PNID}/media`, { messaging_product: 'whatsapp', type: 'image/png' })),
  ).toBe(100)
  const form = new FormData()
  form.append('messaging_product', 'whatsapp')
  const response = await fetch(`${stage.running.graphUrl}/v23.0/${PNID}/media`, {
    method: 'POST',
    headers: bearer,
    body: form,
  })
  expect(response.status).toBe(400)
})

test('another account cannot see the file', async () => {
  await stage.control('POST', '/numbers', {
    phoneNumberId: '700800900100202',
    wabaId: '900100200300402',
    displayNumber: '+44 7700 900998',
    accessToken: 'another-token',
  })
  const id = String((await upload(photo.bytes, 'image/png')).body.id)
  expect((await stage.graph('GET', `/${id}`, undefined, 'another-token')).status).toBe(400)
  expect((await fetch(await addressOf(id), { headers: { authorization: 'Bearer another-token' } })).status).toBe(401)
})

test('a large file comes from a phone by multipart, and its bytes are shown safely', async () => {
  const form = new FormData()
  form.append('action', JSON.stringify({ type: 'document', caption: 'Page' }))
  form.append('file', new Blob(['<script>alert(1)</script>'], { type: 'text/html' }), 'página.html')
  const response = await fetch(`${stage.running.url}/control/phones/amara/act`, { method: 'POST', body: form })
  expect(response.status).toBe(200)
  await stage.idle()
  const document = stage.app.messages()[0]!.document as JsonObject
  expect(document).toMatchObject({ mime_type: 'text/html', filename: 'página.html', caption: 'Page' })
  const shown = await fetch(`${stage.running.url}/control/media/${String(document.id)}`)
  expect(shown.headers.get('content-type')).toBe('application/octet-stream')
  expect(shown.headers.get('content-disposition')).toContain('attachment')
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  expect(await shown.text()).toContain('alert')
})

test.each([
  ['image', 'image/png'],
  ['voice', 'audio/ogg; codecs=opus'],
  ['document', 'application/pdf'],
  ['sticker', 'image/webp'],
  ['video', 'video/mp4'],
] as const)('the sample %s is what it says', async (kind, mimeType) => {
  const { bytes, mimeType: said } = sample(kind)
  expect(said).toBe(mimeType)
  expect((await fileTypeFromBuffer(bytes))?.mime).toBe(mimeType)
})

test('types belong to kinds, and what is no file of WhatsApp belongs to none', () => {
  expect(
    [
      'image/jpeg',
      'IMAGE/PNG',
      'audio/ogg; codecs=opus',
      'image/webp',
      'application/x-anything',
      'text/plain',
      'image/gif',
      'video/quicktime',
    ].map(kindOfType),
  ).toEqual(['image', 'image', 'audio', 'sticker', 'document', 'document', null, null])
})

test('a static sticker may have 100 KB, an animated one 500', () => {
  const animated = Buffer.alloc(400_000)
  animated.write('RIFF', 0, 'latin1')
  animated.write('WEBPVP8X', 8, 'latin1')
  const still = Buffer.from(animated)
  animated[20] = 0x02
  expect(uploadTrouble('image/webp', animated)).toBeNull()
  expect(uploadTrouble('image/webp', still)).toContain('102400')
})
