/**
 * The picture of the README, from the product itself: it is started, a short story is played on it with the simulator's
 * telephones, and the desk and the telephone are put side by side into docs/desk-and-telephone.png.
 *
 *   npm run pictures
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from '@playwright/test'
import { demoUsers } from '../src/app/demo.ts'
import { addNote, listInteractions } from '../src/contract/operations/conversations.ts'
import { defaultPreferences, savePreferences } from '../src/contract/operations/identity.ts'
import { setPresence } from '../src/contract/operations/presence.ts'
import { type Client, signIn } from '../src/testing/client.ts'
import { startProduct } from '../src/testing/process.ts'
import { type Phone, phonesAt } from '../tests/browser/phones.ts'

const root = join(import.meta.dirname, '..')
const target = join(root, 'docs/desk-and-telephone.png')
const MAX_BYTES = 400_000
const MINUTE = 60_000
/** What the clocks in the picture say, wherever and whenever it is taken. */
const HOUR = 11
const width = 1440
const [ines, tom] = demoUsers

type Pictures = { desk: Buffer; telephone: Buffer }

const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-pictures-'))
const product = await startProduct({ dataDir, env: { SWITCHBOARD_DEMO: 'bare' } })
const { CHROMIUM_PATH: executablePath } = process.env
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) })
try {
  await sideBySide(browser, await takePictures(browser, product.origin))
} finally {
  await browser.close()
  await product.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
const { size } = statSync(target)
if (size > MAX_BYTES) throw new Error(`${target} has ${size} bytes, more than ${MAX_BYTES}`)
console.log(`${target}, ${Math.round(size / 1000)} kB`)

/** Play the story, and take the desk of Ines and the telephone of Amara at its end. */
async function takePictures(browser: Browser, origin: string): Promise<Pictures> {
  const agent = await signIn(origin, ines.email, ines.password)
  await agent.must(savePreferences, { ...defaultPreferences, theme: 'light', undoSeconds: 0 })
  const context = await browser.newContext({
    baseURL: origin,
    locale: 'en-GB',
    timezoneId: zoneAt(HOUR),
    colorScheme: 'light',
    reducedMotion: 'reduce',
    viewport: { width: 1016, height: 820 },
  })
  const [name = '', value = ''] = agent.cookie.split(/=(.*)/)
  await context.addCookies([{ name, value, url: origin }])
  const desk = await context.newPage()
  await desk.goto('/desk')
  const telephone = await context.newPage()
  await telephone.setViewportSize({ width: 1440, height: 860 })
  await telephone.goto('/simulator')
  await story({ origin, agent, desk, telephone })
  return {
    desk: await desk.screenshot(),
    telephone: await telephone
      .getByRole('region', { name: 'Phone of Amara Bello' })
      .screenshot({ omitBackground: true }),
  }
}

type Stage = { origin: string; agent: Client; desk: Page; telephone: Page }

/** A morning at Velmora Home: four conversations at once, and one on its way in. */
async function story({ origin, agent, desk, telephone }: Stage): Promise<void> {
  const phones = phonesAt(origin)
  await agent.must(setPresence, { state: 'available' })
  const open = (contact: string) => desk.getByRole('option', { name: contact }).click()

  await arrive(desk, await phones.add('Gil Torres Vidal'), 'Morning! Can I still have the sofa in sage?')
  await say(desk, 'Of course, it has not been covered yet. Sage it is.')
  await phones.advance(2 * MINUTE)
  await arrive(desk, await phones.add('Callum Reid'), 'It says delivered, but there is nothing at the door')
  await phones.advance(2 * MINUTE)
  await arrive(desk, await phones.add('Helena Duarte'), 'Bom dia! O sofá Alder chega na sexta?')
  await reply(desk).fill('Bom dia, Helena. Sim, entre as 9')
  await open('Callum Reid')
  await phones.advance(2 * MINUTE)

  const amara = phones.known('amara', 'Amara Bello')
  await arrive(desk, amara, 'Hello! My table VH-20931 should come today. Is the van still coming before noon?')
  await say(desk, 'Good morning, Amara. Let me ask the driver.')
  await noteBy(
    await signIn(origin, tom.email, tom.password),
    'Amara Bello',
    'Van 3 is 20 minutes behind, all else to plan.',
  )
  await desk.getByText('Van 3 is 20 minutes behind').waitFor()
  await say(desk, 'He is twenty minutes behind, and rings before he turns into your street.')
  await amara.writes('Perfect, thank you. Can he take the old table with him?')
  await desk.getByRole('article', { name: /take the old table/ }).waitFor()
  await say(desk, 'Yes, and it costs nothing. I have told him.')
  await desk
    .getByRole('article', { name: /I have told him/ })
    .getByRole('img', { name: 'Read' })
    .waitFor()
  await telephone.getByRole('log').getByText('I have told him').waitFor()
  await reply(desk).fill('Is there anything else')
  await (await phones.add('Beatriz Lima')).writes('Is the walnut shelf back in stock?')
  await desk.getByRole('article', { name: 'Offer: Beatriz Lima' }).waitFor()
}

function reply(desk: Page): Locator {
  return desk.getByRole('textbox', { name: /^Reply to/ })
}

async function arrive(desk: Page, phone: Phone, text: string): Promise<void> {
  await phone.writes(text)
  await desk.getByRole('article', { name: `Offer: ${phone.name}` }).waitFor()
  await desk.keyboard.press('Alt+KeyA')
  await desk
    .getByRole('log', { name: `Conversation with ${phone.name}` })
    .getByText(text)
    .waitFor()
}

async function say(desk: Page, text: string): Promise<void> {
  await reply(desk).fill(text)
  await desk.keyboard.press('Control+Enter')
  await desk
    .getByRole('article', { name: text })
    .getByRole('img', { name: /Delivered|Read/ })
    .waitFor()
}

async function noteBy(colleague: Client, contact: string, text: string): Promise<void> {
  const { interactions } = await colleague.must(listInteractions, { search: contact })
  const [interaction] = interactions
  if (!interaction) throw new Error(`nothing is known of ${contact}`)
  await colleague.must(addNote, { conversationId: interaction.conversation.id, text })
}

/** Both on one ground, as they stand on a screen. */
async function sideBySide(browser: Browser, { desk, telephone }: Pictures): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 876 } })
  const image = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`
  await page.setContent(`
    <body style="margin: 0; padding: 28px; box-sizing: border-box; block-size: 100vh; display: flex; gap: 28px;
                 align-items: center; justify-content: center; background: #DDD9D1">
      <img src="${image(desk)}" style="border-radius: 12px; box-shadow: 0 18px 40px -18px #0006, 0 0 0 1px #0001">
      <img src="${image(telephone)}" style="border-radius: 46px; box-shadow: 0 18px 40px -18px #0006">
    </body>`)
  await page.screenshot({ path: target })
  await page.close()
}

/** A time zone in which it is that hour now. Their names count backwards: in Etc/GMT+3 it is three hours earlier. */
function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24
  return behind <= 12 ? `Etc/GMT+${behind}` : `Etc/GMT-${24 - behind}`
}
