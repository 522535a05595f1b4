import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { sample } from './samples.ts'
import { SEED_NUMBER } from './seed.ts'
import type { SimulatorOptions } from './simulator.ts'
import { errorCode, type Stage, sentId, setStage, standingClock } from './stage.ts'

let folder: string
let stage: Stage | null = null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'))
})
afterEach(async () => {
  await stage?.close()
  stage = null
  await rm(folder, { recursive: true })
})

const stateFile = (): string => join(folder, 'state.json')

/** Stop what runs, and start again on the same file with a clock at real time. */
async function restart(options: SimulatorOptions = {}): Promise<Stage> {
  await stage?.close()
  stage = await setStage({ stateFile: stateFile(), ...options })
  return stage
}

const state = async (): Promise<JsonObject> => (await stage!.control('GET', '/state')).body

test('a restart keeps phones, chats, window, templates, faults and the clock', async () => {
  await restart()
  await stage!.openWindow()
  await stage!.send({ type: 'text', text: { body: 'Kept' } })
  await stage!.control('POST', '/phones', { name: 'Beatriz Lima', number: '+447700900140' })
  await stage!.change('rosa', { online: false })
  await stage!.faults({ delayMs: 250, chance: { delay: 0.5 } })
  await stage!.control('PATCH', '/settings', { strangers: 'reachable' })
  await stage!.control('POST', '/templates', {
    wabaId: SEED_NUMBER.wabaId,
    name: 'added',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hello' }],
  })
  await stage!.control('POST', '/clock', { advanceMs: 3_600_000 })
  await stage!.idle()
  const { phones, templates, faults, running, settings, clock } = await state()

  await restart()
  expect(await state()).toMatchObject({ phones, templates, faults, running, settings, clock })
  await stage!.control('DELETE', '/faults')
  expect((await stage!.send({ type: 'text', text: { body: 'Window still open' } })).status).toBe(200)
  await stage!.advance(23 * 3_600_000)
  expect(errorCode(await stage!.send({ type: 'text', text: { body: 'Closed now' } }))).toBe(131047)
})

test('what was changed in the hour that the clock is ahead is not moved twice', async () => {
  await restart()
  await stage!.advance(3_600_000)
  const ahead = standingClock()
  ahead.advance(7_200_000)
  await restart({ clock: ahead })
  expect(ahead.offset()).toBe(7_200_000)
})

test('files are there after a restart, their old addresses are not', async () => {
  await restart()
  await stage!.act('amara', { type: 'image' })
  await stage!.idle()
  const { id, url } = stage!.app.messages()[0]!.image as JsonObject
  await restart()
  const headers = { authorization: `Bearer ${SEED_NUMBER.accessToken}` }
  const old = String(url).replace(/^http:\/\/[^/]+/, stage!.running.url)
  expect((await fetch(old, { headers })).status).toBe(404)
  const described = await stage!.graph('GET', `/${String(id)}`)
  const response = await fetch(String(described.body.url), { headers })
  expect(Buffer.from(await response.arrayBuffer()).equals(sample('image').bytes)).toBe(true)
})

test('a webhook that nobody accepted before the restart arrives after it', async () => {
  await restart({ retryDelaysMs: [60_000, 60_000] })
  stage!.app.answers.push(503)
  await stage!.act('amara', { type: 'text', text: 'Do not lose me' })
  await expect.poll(() => stage!.app.received.length).toBe(1)
  await expect.poll(() => stage!.running.simulator.traffic.counts().failed).toBe(1)
  await restart({ retryDelaysMs: [60_000, 60_000] })
  // Its first try goes to the address of the app that is gone; the new one is known by then.
  await stage!.advance(60_000)
  await stage!.idle()
  expect(stage!.app.messages().map(({ text }) => text)).toEqual([{ body: 'Do not lose me' }])
})

test('a message accepted just before the restart is still delivered', async () => {
  await restart({ pace: { sentMs: 60_000, deliveredMs: 0, readMs: 0 } })
  await stage!.openWindow()
  const answer = await stage!.send({ type: 'text', text: { body: 'Under way' } })
  await restart()
  await stage!.idle()
  expect(stage!.app.statuses(sentId(answer))).toEqual(expect.arrayContaining(['delivered']))
})

test('secrets of a registered number are kept, so that its app goes on', async () => {
  await restart()
  await stage!.control('POST', '/numbers', {
    phoneNumberId: '700800900100777',
    wabaId: '900100200300777',
    displayNumber: '+44 7700 900777',
    accessToken: 'kept-token',
    appSecret: 'kept-secret',
  })
  await restart()
  expect((await stage!.graph('GET', '/700800900100777', undefined, 'kept-token')).status).toBe(200)
})

test.each(['{"version":1,', '{"version":99}', 'null', '{"version":1,"phones":[]}'])(
  'a broken file is set aside and named: %s',
  async (content) => {
    await writeFile(stateFile(), content)
    const lines: string[] = []
    await restart({ log: (line) => lines.push(line) })
    expect(lines).toEqual([expect.stringContaining('state.json.broken-')])
    const aside = (await readdir(folder)).find((name) => name.includes('.broken-'))
    expect(await readFile(join(folder, aside!), 'utf8')).toBe(content)
    expect((await state()).phoneCount).toBe(4)
  },
)

test('the file is whole at every moment, and no half of one is left', async () => {
  await restart()
  for (let i = 0; i < 20; i++) {
    await stage!.act('amara', { type: 'text', text: `Message ${i}` })
    await stage!.running.simulator.idle()
  }
  await stage!.close()
  const saved = JSON.parse(await readFile(stateFile(), 'utf8')) as { threads: { messages: unknown[] }[] }
  stage = null
  expect(saved.threads[0]!.messages).toHaveLength(20)
  expect(await readdir(folder)).toEqual(['state.json'])
})
