import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type BrowserContextOptions, test as base, type Page } from '@playwright/test'
import { demoUsers } from '../../src/app/demo.ts'
import { type Client, signIn } from '../../src/testing/client.ts'
import { type RunningProduct, startProduct } from '../../src/testing/process.ts'
import { accept, become } from './desk.ts'
import { createGuard, type Guard } from './guard.ts'
import type { Person } from './person.ts'
import { type Phone, type Phones, phonesAt } from './phones.ts'
import { makeTeam, type Team, type WantedTeam } from './team.ts'

export { expect, type Locator, type Page } from '@playwright/test'
export type { Person } from './person.ts'

const [ines, tom, vera, mara] = demoUsers
/** The people of the demo: two agents, a supervisor and an administrator. */
export const people = { ines, tom, vera, mara }

type OfWorker = {
  /** Files that name another product here get one of their own: one they may kill, or whose clock they move. */
  productOf: string
  /** `on`: with all that a newcomer meets; otherwise people, a queue and a number, and nothing has happened. */
  demo: 'on' | 'bare'
  product: RunningProduct
  phones: Phones
  /** Somebody's calls without a browser, to set a scene. Signed in once. */
  calls: (person: Person) => Promise<Client>
  /** Cookies of whoever has signed in through the page before. */
  sessions: Map<string, BrowserContextOptions['storageState']>
}

type Serving = { page: Page; agent: Person; customer: Phone }

type OfTest = {
  /** A business number with a queue and people of its own. */
  team: <const Names extends readonly string[]>(wanted: WantedTeam<Names>) => Promise<Team<Names>>
  /** Somebody at their desk, who has accepted a customer's first message: a number, a queue and a browser of their own. */
  serving: (scene: { team: string; agent: string; customer: string; says: string }) => Promise<Serving>
  guard: Guard
  /** A new browser of nobody, watched. */
  browserOf: (options?: BrowserContextOptions) => Promise<BrowserContext>
  /** The desk of somebody in a browser of their own. They sign in through the page, once. */
  open: (person: Person, options?: BrowserContextOptions) => Promise<Page>
}

export const test = base.extend<OfTest, OfWorker>({
  productOf: ['everybody', { scope: 'worker', option: true }],
  demo: ['bare', { scope: 'worker', option: true }],

  product: [
    async ({ demo }, use) => {
      const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-journeys-'))
      const product = await startProduct({ dataDir, env: { SWITCHBOARD_DEMO: demo } })
      await use(product)
      await product.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  calls: [
    async ({ product }, use) => {
      const known = new Map<string, Promise<Client>>()
      await use(({ email, password }) => {
        const client = known.get(email) ?? signIn(product.origin, email, password)
        known.set(email, client)
        return client
      })
    },
    { scope: 'worker' },
  ],

  sessions: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
    async ({}, use) => use(new Map()),
    { scope: 'worker' },
  ],

  phones: [async ({ product }, use) => use(phonesAt(product.origin)), { scope: 'worker' }],

  team: async ({ product: { origin }, calls, phones }, use) => {
    const administrator = await calls(people.mara)
    await use((wanted) => makeTeam({ origin, calls, phones, administrator }, wanted))
  },

  serving: async ({ team, open, phones }, use) => {
    await use(async ({ team: name, agent: employed, customer: called, says }) => {
      const { number, agents } = await team({ name, agents: [employed] })
      const page = await open(agents[0])
      await become(page, 'Available')
      const customer = await phones.add(called, number)
      await customer.writes(says)
      await accept(page, customer.name)
      return { page, agent: agents[0], customer }
    })
  },

  guard: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
    async ({}, use) => {
      const guard = createGuard()
      await use(guard)
      const troubles = guard.troubles()
      if (troubles.length > 0) throw new Error(`This should not have happened in any page:\n${troubles.join('\n')}`)
    },
    { auto: true },
  ],

  browserOf: async ({ browser, product, guard }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (options = {}) => {
      const context = await browser.newContext({
        baseURL: product.origin,
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
        timezoneId: 'Europe/London',
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.push(context)
      await guard.watch(context, product.origin)
      return context
    })
    await Promise.all(contexts.map((context) => context.close()))
  },

  open: async ({ browserOf, sessions }, use) => {
    await use(async (person, options = {}) => {
      const storageState = sessions.get(person.email)
      const context = await browserOf({ ...options, ...(storageState && { storageState }) })
      const page = await context.newPage()
      if (!storageState) {
        await signInByPage(page, person)
        sessions.set(person.email, await context.storageState())
      } else await page.goto('/desk')
      await page.getByRole('listbox').or(page.getByText('You are not available')).first().waitFor()
      return page
    })
  },
})

/** Sign in as a person does. Leaves the page on the desk. */
export async function signInByPage(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/desk')
}
