import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageId } from '../../src/contract/ids.ts'
import { guardedFetch } from '../../src/kernel/guarded-fetch.ts'
import { createStorage } from '../../src/kernel/storage.ts'
import { fetchMedia, type MediaDeps } from '../../src/modules/conversations/media-actions.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { whatsappCloud } from '../../src/providers/whatsapp-cloud/adapter.ts'
import { json, startServer, type TestServer } from '../../src/providers/whatsapp-cloud/test-server.ts'
import { connectLine, type Line } from '../../src/testing/line.ts'
import { createWorld, type World } from '../../src/testing/world.ts'
import { html, jpeg, png, svg } from './malicious.ts'

/** What a contact sends, as the provider hands it on: none of it is believed. */
let world: World
let line: Line
let provider: TestServer
let folder: string
let deps: MediaDeps
let served: Buffer = Buffer.alloc(0)
let announced = 'image/jpeg'
let sequence = 0

beforeAll(async () => {
  world = await createWorld()
  line = await connectLine(world)
  folder = await mkdtemp(join(tmpdir(), 'switchboard-arrived-'))
  provider = await startServer((request, response) => {
    if (request.path.endsWith('/file')) response.writeHead(200).end(served)
    else json(response, 200, { id: '1', url: `${provider.url}/file`, mime_type: announced })
  })
  const guard = guardedFetch({ allowed: [{ host: '127.0.0.1', port: null, path: '/' }], ownHosts: [] })
  deps = {
    ...line.media,
    storage: createStorage(folder),
    fetcher: guard.fetch,
    providerOf: () => whatsappCloud,
    async channelOf(workspaceId, id) {
      const channel = await line.media.channelOf(workspaceId, id)
      return channel && { ...channel, connection: provider.connection }
    },
  }
})
afterAll(async () => {
  await provider.stop()
  await line.close()
  await world.close()
  await rm(folder, { recursive: true })
})

type Arriving = { kind?: 'image' | 'document'; bytes: Buffer; type: string; name?: string; sha256?: string }
type Kept = { mime_type: string; file_name: string | null; state: string; id: string | null }

async function arrive({ kind = 'image', bytes, type, name, sha256 }: Arriving): Promise<Kept> {
  const id = `wamid.FILE.${++sequence}`
  served = bytes
  announced = type
  const hash = sha256 ?? createHash('sha256').update(bytes).digest('base64')
  const media = {
    id: String(9_000 + sequence),
    mime_type: type,
    sha256: hash,
    ...(name === undefined ? {} : { filename: name }),
  }
  const { phoneNumberId, displayNumber, wabaId } = SEED_NUMBER
  const timestamp = String(Math.floor(world.clock.now() / 1000))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayNumber, phone_number_id: phoneNumberId },
    contacts: [{ profile: { name: 'Rosa Lima' }, wa_id: '447700900811' }],
    messages: [{ from: '447700900811', id, timestamp, type: kind, [kind]: media }],
  }
  const body = { object: 'whatsapp_business_account', entry: [{ id: wabaId, changes: [{ field: 'messages', value }] }] }
  expect((await line.hook(JSON.stringify(body))).status).toBe(200)
  await line.applyInbox()
  const [message] = await world.asOwner<{ id: MessageId }>('select id from message where provider_message_id = $1', [
    id,
  ])
  await fetchMedia(deps, world.workspaceId, message!.id)
  const [kept] = await world.asOwner<Kept>(
    `select a.mime_type, a.file_name, m.content #>> '{media,state}' as state, a.id
     from message m left join attachment a on a.id::text = m.content #>> '{media,attachmentId}' where m.id = $1`,
    [message!.id],
  )
  return kept!
}

test.each([
  ['a page', html],
  ['a drawing with a script', svg],
  ['nothing anybody knows', Buffer.from('just some bytes')],
])('a contact sends %s as a JPEG, to be shown as a picture', async (_, bytes) => {
  const { mime_type, state } = await arrive({ bytes, type: 'image/jpeg' })
  expect(state).toBe('stored')
  expect(mime_type).not.toMatch(/^image\/(jpeg|png|gif|webp)/)
})

test.each([
  ['a PNG', png(60_000, 60_000), 'image/png'],
  ['a JPEG', jpeg(65_000, 65_000, 100_000), 'image/jpeg'],
])('a contact sends %s that claims thousands of millions of pixels', async (_, bytes, type) => {
  expect(await arrive({ bytes, type })).toMatchObject({ state: 'stored', mime_type: 'application/octet-stream' })
})

test('a contact sends a PNG as a JPEG: it is what its bytes say', async () => {
  expect(await arrive({ bytes: png(100, 100), type: 'image/jpeg' })).toMatchObject({ mime_type: 'image/png' })
})

test('a contact’s file is exchanged on its way: other bytes than were announced are not kept', async () => {
  const before = await readdir(folder, { recursive: true })
  const sha256 = createHash('sha256').update('another file').digest('base64')
  expect(await arrive({ bytes: html, type: 'text/html', kind: 'document', sha256 })).toMatchObject({
    state: 'wrong_hash',
    id: null,
  })
  expect(await readdir(folder, { recursive: true })).toEqual(before)
})

test.each([
  ['leads out of the folder', '../../../../tmp/evil.sh', 'evil.sh'],
  ['leads to the root', '/etc/cron.d/evil', 'evil'],
  ['turns its ending round on screen', 'fatura\u202Efdp.exe', 'faturafdp.exe'],
  ['begins another header', 'a.txt\r\nset-cookie: x=y', 'a.txtset-cookie: x=y'],
  ['is only dots', '..', null],
])('a contact’s file has a name that %s', async (_, name, expected) => {
  const kept = await arrive({ kind: 'document', bytes: html, type: 'application/pdf', name })
  expect(kept.file_name).toBe(expected)
  // On disk it has a name of ours, in a folder of ours.
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(paths.filter((path) => !/[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f-]{36}$/.test(path))).toEqual([])
  expect(paths.some((path) => path.endsWith(kept.id!))).toBe(true)
})
