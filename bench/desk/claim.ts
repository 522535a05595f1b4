/**
 * Claim: the desk stays quick on a slow computer with a very long queue. The built web app on the real product, its rows
 * put straight into the database; a real browser with its processor throttled four times; every figure is taken in the
 * page, from the press of a button or a key to the paint that shows what it led to.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, CDPSession, Locator, Page } from '@playwright/test'
import pg from 'pg'
import { demoUsers } from '../../src/app/demo.ts'
import type { InteractionCard } from '../../src/contract/cards.ts'
import { listChannels } from '../../src/contract/operations/channels.ts'
import { defaultPreferences, savePreferences } from '../../src/contract/operations/identity.ts'
import { setPresence, setStopNew } from '../../src/contract/operations/presence.ts'
import { endConversation, finishWrapUp, getView, takeInteraction } from '../../src/contract/operations/routing.ts'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import { openBrowser } from './browser.ts'
import { type Writer, writeTo } from './hooks.ts'

const OPEN = 10_000
const HELD = 60
const MESSAGES_EACH = 60
const SLOWER = 4
const ROUNDS = 5
/** Messages a second that arrive in the queue while the busy lanes are measured. */
const ARRIVING = 5
/** A quick typist's pace. */
const KEY_PAUSE_MS = 70
/** From where a hand arrives on a row to where it presses. */
const HAND_MS = 120
/** The height of a row of the list. */
const ROW_PX = 78
const MB = 1_048_576
const [ines, , , mara] = demoUsers
const folder = import.meta.dirname

/** Where the time goes, and what was tried; said beside a figure that is missed. */
const WHY = {
  press:
    'half of it is script (the bubbles of the new thread, and taking away the old ones), the rest layout, style and paint. Tried and kept: head and composer stay, tooltips only under the pointer, buttons of messages after the first paint.',
  key: 'the field is the browser’s own, and the rest of the desk hears of a key after its paint; of what is left half is the browser’s own editing and half the frame. Tried without gain: a layer of its own for the composer, which costs the switch as much.',
} as const

export const claim: Claim = {
  name: 'desk',
  says: 'the agent’s desk with 10,000 interactions in its store, on a processor four times slower',
  notes: [
    'A switch of conversation counts from the press on a row to the paint of the thread and its composer, and fetches the thread from the server, which begins while the hand rests on the row; the browser and the server share this computer, so the network costs nothing. What nobody waits for (older messages, the pane beside) is drawn after it, and the next press comes when the page rests.',
    'Key to paint is the browser’s own measure (Event Timing), which knows steps of 8 ms and nothing under 16 ms.',
    'The first load is every script the desk asks for until it is quiet, each packed with gzip -9; brotli, which browsers get, is smaller.',
    'Nobody is beside it: the rivals’ desks were not measured.',
  ],
  async measure({ full, log }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-desk-'))
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log: () => {} })
    const env = { DATABASE_URL: postgres.url, SWITCHBOARD_DEMO: 'bare' }
    const product = await startProduct({ dataDir: join(dataDir, 'house'), env })
    const browser = await openBrowser()
    try {
      await loadRows(postgres.url)
      log(`${OPEN} interactions are in the database`)
      const scene = await sceneOf(product, postgres.url)
      return await measureDesk(browser, scene, full, log)
    } finally {
      await browser.close()
      await product.stop()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

type Scene = {
  product: RunningProduct
  databaseUrl: string
  agent: Client
  write: (writers: readonly Writer[]) => Promise<void>
}

async function loadRows(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const settings = { agent: ines.email, open: OPEN, held: HELD, messages: MESSAGES_EACH }
  for (const [name, value] of Object.entries(settings))
    await client.query('select set_config($1, $2, false)', [`bench.${name}`, String(value)])
  await client.query(readFileSync(join(folder, 'load.sql'), 'utf8'))
  await client.end()
}

async function sceneOf(product: RunningProduct, databaseUrl: string): Promise<Scene> {
  const { origin } = product
  const agent = await signIn(origin, ines.email, ines.password)
  await agent.must(savePreferences, { ...defaultPreferences, undoSeconds: 0 })
  // Takes what waits by hand, and is offered nothing.
  await agent.must(setPresence, { state: 'available' })
  await agent.must(setStopNew, { on: true })
  const administrator = await signIn(origin, mara.email, mara.password)
  const { channels } = await administrator.must(listChannels, {})
  const webhook = new URL(channels[0]!.webhookUrl).pathname
  // Telephones the simulator has never seen get what is sent to them too.
  const settings = await fetch(`${origin}/simulator/api/control/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ strangers: 'reachable' }),
  })
  if (!settings.ok) throw new Error(`the simulator refused its settings: ${settings.status}`)
  return { product, databaseUrl, agent, write: writeTo(`${origin}${webhook}`) }
}

async function measureDesk(browser: Browser, scene: Scene, full: boolean, log: (line: string) => void) {
  const load = await firstLoad(browser, scene)
  log(`the first load took ${load.files} scripts`)
  const context = await contextOf(browser, scene)
  const page = await openDesk(context)
  const devtools = await context.newCDPSession(page)
  await expectWholeStore(page)

  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  // With so few the 95th of a hundred is the slowest of a round; the median of five such is not kinder than it: half of
  // all rounds of 14 have one above their 95.2nd percentile, of 20 one above their 96.6th.
  const presses = full ? 60 : 10
  const keys = full ? 150 : 15
  const walk = walkThroughMine(page)
  for (let warm = 0; warm < 5; warm++) await walk()
  const quiet = (measure: () => Promise<number[]>, name: string) => async () => {
    const p95 = percentile(await measure(), 95)
    log(`${name}: p95 ${p95.toFixed(0)} ms`)
    return { [name]: p95 }
  }
  const busy = (measure: () => Promise<number[]>, name: string) => {
    const measureBusy = quiet(measure, name)
    return () => whileArriving(scene, measureBusy)
  }
  const switches = async () => {
    const all: number[] = []
    for (let press = 0; press < presses; press++) all.push(await walk())
    return all
  }
  const typing = () => typeKeys(page, keys)
  type Lanes = Parameters<typeof interleave>[1]
  const whenQuiet: Lanes = [
    ['switching', quiet(switches, 'switch')],
    ['typing', quiet(typing, 'key')],
  ]
  const whenBusy: Lanes = [
    ['switching while messages arrive', busy(switches, 'switch busy')],
    ['typing while messages arrive', busy(typing, 'key busy')],
  ]
  // Every day only the harder half: the limits are the same.
  const result = await interleave(ROUNDS, full ? [...whenQuiet, ...whenBusy] : whenBusy, log)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const shift = await workShift(page, devtools, scene, full ? 400 : 12, log)
  await context.close()

  const atMost = (name: string, ours: number, target: number, why?: string): Figure => ({
    name,
    ours,
    beside: null,
    target: { atMost: target },
    ...(why && { why }),
  })
  return {
    figures: [
      ...(full ? [atMost('switch conversation p95 ms', result('switch'), 100, WHY.press)] : []),
      atMost('switch conversation p95 ms, 5 messages/s arriving', result('switch busy'), 100, WHY.press),
      ...(full ? [atMost('key to paint p95 ms', result('key'), 32, WHY.key)] : []),
      atMost('key to paint p95 ms, 5 messages/s arriving', result('key busy'), 32, WHY.key),
      atMost('first load, kB of JavaScript gzipped', load.gzipped / 1000, 250),
      atMost('heap grown over a shift, MB', shift.grown / MB, 20),
      { name: 'heap at the beginning of the shift, MB', ours: shift.before / MB, beside: null, target: null },
    ],
    notes: [
      `The shift: ${shift.conversations} conversations opened, answered, closed and replaced, with ${shift.arrived} messages arriving; the store held ${OPEN} interactions throughout.`,
      `Of the ${load.files} scripts of the first load, ${load.packed} came packed, ${Math.round(load.sent / 1000)} kB over the wire.`,
    ],
  }
}

// The first load.

async function firstLoad(browser: Browser, scene: Scene) {
  const context = await contextOf(browser, scene)
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  let sent = 0
  const scripts = new Map<string, { url: string; isPacked: boolean }>()
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type !== 'Script') return
    scripts.set(requestId, { url: response.url, isPacked: 'content-encoding' in lower(response.headers) })
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) sent += encodedDataLength
  })
  await page.goto(`${scene.product.origin}/desk`, { waitUntil: 'networkidle' })
  await page.getByRole('option').first().waitFor()
  await page.waitForLoadState('networkidle')
  let gzipped = 0
  for (const { url } of scripts.values()) {
    const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
    gzipped += gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length
  }
  await context.close()
  if (scripts.size === 0) throw new Error('the desk loaded no script')
  return { gzipped, sent, files: scripts.size, packed: [...scripts.values()].filter(({ isPacked }) => isPacked).length }
}

const lower = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

async function contextOf(browser: Browser, { product, agent }: Scene): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: product.origin,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  await context.addCookies(
    agent.cookie.split('; ').map((cookie) => {
      const at = cookie.indexOf('=')
      return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url: product.origin }
    }),
  )
  await context.addInitScript({ path: join(folder, 'in-page.js') })
  return context
}

async function openDesk(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/desk', { waitUntil: 'networkidle' })
  await page.getByRole('option').first().waitFor()
  return page
}

/** The desk says itself how many rows its lists have: all of them must be in its store. */
async function expectWholeStore(page: Page): Promise<void> {
  let shown = 0
  for (const tab of ['Queue', 'Mine']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await page.getByRole('listbox', { name: tab }).waitFor()
    shown += Number(await page.getByRole('option').first().getAttribute('aria-setsize'))
  }
  if (shown !== OPEN) throw new Error(`the desk has ${shown} interactions in its store, not ${OPEN}`)
}

// Switching and typing.

type AimedAt = { name: string; x: number; y: number }

/** Each call presses another row of what I hold, from the top to the end and again, and says how long it took. */
function walkThroughMine(page: Page): () => Promise<number> {
  let place = 0
  return async () => {
    place = (place % (HELD - 1)) + 1
    await page.evaluate('measured.settled()')
    const row = (await page.evaluate(`measured.aim('Mine', ${place}, ${ROW_PX})`)) as AimedAt
    if (row.name === '') throw new Error(`row ${place} says nobody's name`)
    await page.mouse.move(row.x, row.y)
    await wait(HAND_MS)
    await page.mouse.click(row.x, row.y)
    return (await page.evaluate('measured.thread()')) as number
  }
}

const scrollTo = (list: Locator, top: number): Promise<void> =>
  list.evaluate((box: { scrollTop: number }, to) => {
    box.scrollTop = to
  }, top)

async function typeKeys(page: Page, count: number): Promise<number[]> {
  const field = page.getByRole('textbox', { name: /^Reply to / })
  await field.focus()
  await page.evaluate('measured.keys()')
  const words = 'the sofa comes on friday between nine and twelve '
  for (let key = 0; key < count; key++) {
    await page.keyboard.press(words[key % words.length] === ' ' ? 'Space' : words[key % words.length]!)
    await wait(KEY_PAUSE_MS)
  }
  const all = (await page.evaluate('measured.keys()')) as number[]
  if (all.length !== count) throw new Error(`${all.length} keys were heard of ${count}`)
  if ((await field.inputValue()).length < count) throw new Error('what was typed is not in the composer')
  await field.fill('')
  return all
}

/** People who wait go on writing meanwhile. */
async function whileArriving<T>({ write }: Scene, measure: () => Promise<T>): Promise<T> {
  let going = true
  const arriving = (async () => {
    for (let n = 0; going; n++) {
      const who = HELD + 1 + ((n * 7919) % (OPEN - HELD))
      await write([{ ...contact(who), text: `Is there any news? ${n}` }])
      await wait(1000 / ARRIVING)
    }
  })()
  try {
    return await measure()
  } finally {
    going = false
    await arriving
  }
}

const contact = (n: number): Omit<Writer, 'text'> => ({
  from: `4477009${String(n).padStart(5, '0')}`,
  name: `Contact ${String(n).padStart(5, '0')}`,
})

// The shift.

/**
 * Open, answer, close, take the next: what a day is made of, in quick motion. The first conversations warm everything
 * up; garbage is collected before both readings.
 */
async function workShift(
  page: Page,
  devtools: CDPSession,
  scene: Scene,
  conversations: number,
  log: (l: string) => void,
) {
  const { agent, write } = scene
  const warm = 10
  const view = await agent.must(getView, {})
  const cards = Object.values(view.interactions)
  const mine = cards.filter(({ agentId }) => agentId === view.me.agentId).toSorted((a, b) => a.number - b.number)
  const waiting = cards.filter(({ state }) => state === 'waiting').toSorted((a, b) => a.number - b.number)
  let before = 0
  let arrived = 0
  await page.mouse.move(1000, 450)
  for (let n = 0; n < warm + conversations; n++) {
    if (n === warm) before = await heap(devtools)
    const card = mine.shift()!
    const next = waiting.shift()!
    await handle(page, scene, card)
    await write([
      { from: numberOf(card), name: card.conversation.contact.name, text: `Thank you! ${n}` },
      { ...contact(OPEN + 1 + n), text: `Good morning ${n}` },
      {
        from: numberOf(waiting.at(-1)!),
        name: waiting.at(-1)!.conversation.contact.name,
        text: `Hello? ${n}`,
      },
    ])
    arrived += 3
    await page.getByRole('log').getByText(`Thank you! ${n}`).waitFor()
    const ended = await agent.must(endConversation, { interactionId: card.id })
    if (ended.card.state !== 'closed') await agent.must(finishWrapUp, { interactionId: card.id })
    await agent.must(takeInteraction, { interactionId: next.id })
    mine.push(next)
    if (n % 50 === 49) log(`${n + 1} conversations handled`)
  }
  const after = await heap(devtools)
  await expectHandled(scene, warm + conversations)
  return { before, grown: after - before, conversations, arrived }
}

/** As Meta writes it: without the plus. */
const numberOf = ({ conversation: { contact } }: InteractionCard): string => contact.phone!.slice(1)

/** Open a conversation by its row, as a person does, and answer it. */
async function handle(page: Page, { product }: Scene, card: InteractionCard): Promise<void> {
  const { name } = card.conversation.contact
  await scrollTo(page.getByRole('listbox', { name: 'Mine' }), 0)
  await page.locator(`#row-${card.id}`).click()
  await page.mouse.move(1000, 450)
  const reply = page.getByRole('textbox', { name: `Reply to ${name}` })
  await reply.waitFor()
  if (!page.url().startsWith(product.origin)) throw new Error('the desk was left')
  await reply.fill(`It is on its way, ${name}`)
  await reply.press('Control+Enter')
  await page.getByRole('article', { name: /^Us, / }).getByText(`It is on its way, ${name}`).waitFor()
}

async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.enable')
  // Twice: what the first collection lets go may let go of more.
  for (let turn = 0; turn < 2; turn++) await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.send('HeapProfiler.disable')
  return usedSize
}

/** What the desk showed is what the database has: everything answered and closed, and as many open as before. */
async function expectHandled({ databaseUrl }: Scene, handled: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query(`select
    (select count(*)::int from interaction where state = 'closed') as closed,
    (select count(*)::int from interaction where state <> 'closed') as open,
    (select count(*)::int from message where content->>'text' like 'It is on its way, %') as answers`)
  await client.end()
  const { closed, open, answers } = rows[0] as { closed: number; open: number; answers: number }
  if (closed !== handled || open !== OPEN || answers !== handled)
    throw new Error(`${handled} were handled, but ${closed} are closed, ${open} open and ${answers} answered`)
}
