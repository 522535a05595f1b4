/**
 * The live board, the what-if room and the line of a queue with a crowd: 300 agents and 2,000 who wait, made through the
 * product's own parts, looked at in three widths and both themes. `node tools/board-crowd.ts <folder>` writes the
 * pictures there, and says how smoothly the list of who waits is scrolled. The pages must be built.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { demoUsers } from '../src/app/demo.ts'
import { startServer } from '../src/app/server.ts'
import type { AgentId, Instant, QueueId, WorkspaceId } from '../src/contract/ids.ts'
import { ok } from '../src/contract/refusals.ts'
import { present } from '../src/kernel/assert.ts'
import { readConfig } from '../src/kernel/config.ts'
import { createLog } from '../src/kernel/log.ts'
import { newId } from '../src/kernel/new-id.ts'
import { type Actor, inWork, type Work } from '../src/kernel/work.ts'
import { lockInbound, receiveFacts } from '../src/modules/conversations/index.ts'
import { agentCards, insertAgent } from '../src/modules/identity/repo.ts'
import { allLanes } from '../src/modules/inbox/core/lanes.ts'
import { setPresence } from '../src/modules/presence/actions.ts'
import { saveQueue } from '../src/modules/routing/queue-actions.ts'

const agents = 300
const contacts = 2_000
const batch = 200
const longName = 'Kundenbetreuung-Nord-West:A'
const widths = [1440, 768, 390]
const states = ['available', 'on_break', 'working_offline', 'on_break'] as const

const firstNames =
  'Ada Bruno Chiara Dmitri Elif Farid Greta Hana Ivo Jun Katarzyna-Wilhelmina Luca Mina Nils Olga'.split(' ')
const lastNames =
  'Almeida Berg Castellanos Dubois Eriksen Fonseca Grünwald Hashimoto Ibrahim Jansen Kowalczyk-Steinbrenner'.split(' ')

/** Runs in the page: scroll what holds a table to its end in 120 steps, and say how long each took to be painted. */
const scrolled = `
  globalThis.scrolled = async (table) => {
    const scroller = table.parentElement
    const gaps = []
    let last = performance.now()
    for (let step = 0; step < 120; step++) {
      scroller.scrollTop += scroller.scrollHeight / 120
      await new Promise((painted) => requestAnimationFrame(painted))
      gaps.push(performance.now() - last)
      last = performance.now()
    }
    gaps.sort((a, b) => a - b)
    const rows = table.querySelectorAll('[role=row], tr').length
    return { median: gaps[60], p95: gaps[114], longest: gaps[119], rows }
  }
  globalThis.plain = () => {
    const list = document.createElement('div')
    list.id = 'plain'
    list.style.cssText = 'position: fixed; inset: 300px 20px 60px 880px; overflow: auto; z-index: 9; background: white'
    const row = (_, n) => '<tr style="height: 53px"><td>Person ' + n + '</td><td>Orders</td></tr>'
    list.innerHTML = '<table style="width: 100%">' + Array.from({ length: 2000 }, row).join('') + '</table>'
    document.body.append(list)
    return list.firstChild
  }
  0`

const mara = present(
  demoUsers.find(({ role }) => role === 'administrator'),
  'an administrator',
)

/** What is looked at, each until it is there. */
const scenes: Record<string, (page: Page) => Promise<unknown>> = {
  async board(page) {
    await page.goto('/board')
    await page.getByRole('table', { name: 'Waiting' }).waitFor()
  },
  async waiting(page) {
    await page
      .getByLabel(/^Mark /)
      .nth(2)
      .check()
    await page.getByRole('table', { name: 'Waiting' }).evaluate((table) => table.scrollIntoView({ block: 'end' }))
  },
  async 'what-if'(page) {
    await page.goto('/admin/what-if')
    await page.getByRole('combobox', { name: 'Begin with' }).selectOption('A large house, 300 agents')
    await page.getByText('The figures are up to date.').waitFor({ timeout: 300_000 })
  },
  async 'what-if-charts'(page) {
    await page.getByRole('figure').first().scrollIntoViewIfNeeded()
  },
  async line(page) {
    await page.goto('/admin/queues')
    await page.getByRole('link', { name: longName }).click()
    const line = page.getByRole('region', { name: 'The line' })
    for (const name of ['Waiting makes up', 'Nobody waits longer', 'Whoever waits is told'])
      await line.getByRole('switch', { name: new RegExp(`^${name}`) }).check()
    await line.getByRole('radio', { name: 'They go to another queue' }).check()
    await line
      .getByLabel('What they are told')
      .fill('A long word: Donaudampfschifffahrtsgesellschaftskapitänsmütze. '.repeat(4))
    await line.getByRole('heading', { name: 'The line' }).scrollIntoViewIfNeeded()
    await line.evaluate((section) => section.scrollIntoView({ block: 'start' }))
  },
  async 'line-end'(page) {
    await page.getByRole('region', { name: 'The line' }).evaluate((section) => section.scrollIntoView({ block: 'end' }))
  },
}

const { positionals } = parseArgs({ allowPositionals: true })
const pictures = positionals[0] ?? 'test-results/board'
const folder = mkdtempSync(join(tmpdir(), 'switchboard-crowd-'))
const config = readConfig({
  PORT: '0',
  SWITCHBOARD_DATA: folder,
  SWITCHBOARD_DEMO: 'bare',
  ALLOW_PRIVATE_ADDRESSES: '127.0.0.1:*',
})
const server = await startServer(config, { log: createLog({ level: 'warn' }) })
try {
  await crowd()
  await look()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function crowd(): Promise<void> {
  const { kernel } = server
  const { rows } = await kernel.system.query<{ id: WorkspaceId }>('select id from workspace limit 1')
  const workspaceId = present(rows[0], 'the workspace of the demonstration').id
  const house = { workspaceId, agentId: null }
  const people: AgentId[] = []
  for (const name of [longName, 'Sales', 'Returns', 'Spanish', 'Invoices']) await newQueue(house, name)
  await inWork(kernel, house, async (work) => {
    const queues = await queuesOf(work)
    for (let n = 0; n < agents; n++) {
      const id = newId() as AgentId
      people.push(id)
      const name = `${firstNames[n % firstNames.length]} ${lastNames[Math.floor(n / firstNames.length) % lastNames.length]}`
      const plain = { role: 'agent', active: true, capacity: 4, denied: [] } as const
      const email = `agent-${n}@crowd.example`
      await insertAgent(work.tx, { ...plain, denied: [], workspaceId, id, userId: null, at: work.at, name, email })
      const { id: queueId } = present(queues[n % queues.length], 'a queue')
      await work.tx
        .insertInto('queue_member')
        .values({ workspace_id: workspaceId, queue_id: queueId, agent_id: id })
        .execute()
    }
    for (const agent of await agentCards(work.tx, workspaceId, people)) work.record({ type: 'agent.saved', agent })
    return ok(null)
  })
  const { rows: lines } = await kernel.system.query<{ phone_number_id: string }>('select phone_number_id from channel')
  for (let from = 0; from < contacts; from += batch)
    await inWork(kernel, house, async (work) => {
      await lockInbound(work, allLanes, null)
      // Each batch comes to another queue.
      const queues = await queuesOf(work)
      const { id } = present(queues[(from / batch) % queues.length], 'a queue')
      await work.tx.updateTable('channel').set({ queue_id: id }).where('workspace_id', '=', workspaceId).execute()
      const facts = Array.from({ length: batch }, (_, n) => message(lines, from + n, work.at))
      await receiveFacts(work, facts)
      return ok(null)
    })
  for (const [n, agentId] of people.entries())
    await inWork(kernel, { workspaceId, agentId }, (work) =>
      setPresence(work, agentId, { state: states[n % states.length] ?? 'available', reasonId: null }),
    )
}

function queuesOf({ tx, by }: Work): Promise<{ id: QueueId }[]> {
  return tx.selectFrom('queue').select('id').where('workspace_id', '=', by.workspaceId).orderBy('name').execute()
}

async function newQueue(house: Actor, name: string): Promise<void> {
  const rules = { strategy: 'longest_idle', acceptSeconds: 60, onReject: 'none', onTimeout: 'none' } as const
  const times = { returnSeconds: null, wrapUpSeconds: 30, contactSilenceSeconds: null, agentSilenceSeconds: null }
  const rest = { asksToAccept: true, afterWrapUp: 'available', onAgentGone: 'keep', description: '' } as const
  await inWork(server.kernel, house, (work) =>
    saveQueue(work, { ...rules, ...times, ...rest, id: null, version: 0, name, members: [] }),
  )
}

function message(lines: readonly { phone_number_id: string }[], n: number, at: Instant) {
  const name = `${firstNames[n % firstNames.length]} ${lastNames[(n * 7) % lastNames.length]}`
  const value = `+4477011${String(n).padStart(5, '0')}`
  return {
    type: 'message',
    line: present(lines[n % lines.length], 'a line').phone_number_id,
    providerMessageId: `wamid.crowd${n}`,
    from: { addresses: [{ kind: 'phone', value }], name, username: null },
    at: (at - n * 700) as Instant,
    content: { kind: 'text', text: 'Is anybody there?' },
    quotedProviderMessageId: null,
    forwarded: false,
    referral: null,
    product: null,
    opensWindow: true,
    echo: false,
  } as const
}

async function look(): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' })
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ baseURL: server.url, colorScheme, viewport: { width: 1440, height: 900 } })
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(mara.email)
    await page.getByLabel('Password', { exact: true }).fill(mara.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL('**/desk')
    for (const [name, show] of Object.entries(scenes)) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await show(page)
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
      }
      if (name === 'board' && colorScheme === 'light') console.log(JSON.stringify(await smoothness(page)))
    }
    await page.close()
  }
  await browser.close()
}

/** How long the page takes to paint while a list is scrolled to its end; and a plain list of as many, beside it. */
async function smoothness(page: Page) {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.evaluate(scrolled)
  const ours = await page.evaluate(`scrolled(document.querySelector('[role=table][aria-label=Waiting]'))`)
  const plain = await page.evaluate(`scrolled(plain())`)
  await page.evaluate(`document.querySelector('#plain').remove()`)
  return { ours, plain }
}
