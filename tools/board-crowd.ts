/**
 * The live board with a crowd: 300 agents and 2,000 who wait, made through the product's own parts, looked at in three
 * widths and both themes. `node tools/board-crowd.ts <folder>` writes the pictures there. The pages must be built.
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
import { inWork } from '../src/kernel/work.ts'
import { lockInbound, receiveFacts } from '../src/modules/conversations/index.ts'
import { agentCards, insertAgent } from '../src/modules/identity/repo.ts'
import { allLanes } from '../src/modules/inbox/core/lanes.ts'
import { setPresence } from '../src/modules/presence/actions.ts'

const agents = 300
const contacts = 2_000
const batch = 200
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
    list.style.cssText = 'position: fixed; inset: 300px 20px 60px 880px; overflow: auto; z-index: 9; background: white'
    const row = (_, n) => '<tr style="height: 49px"><td>Person ' + n + '</td><td>Orders</td></tr>'
    list.innerHTML = '<table style="width: 100%">' + Array.from({ length: 2000 }, row).join('') + '</table>'
    document.body.append(list)
    return list.firstChild
  }
  0`

const { positionals } = parseArgs({ allowPositionals: true })
const pictures = positionals[0] ?? 'test-results/board'
const folder = mkdtempSync(join(tmpdir(), 'switchboard-crowd-'))
const config = readConfig({
  PORT: '0',
  SWITCHBOARD_DATA: folder,
  SWITCHBOARD_DEMO: 'on',
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
  await inWork(kernel, house, async (work) => {
    const queues = await work.tx.selectFrom('queue').select('id').where('workspace_id', '=', workspaceId).execute()
    for (let n = 0; n < agents; n++) {
      const id = newId() as AgentId
      people.push(id)
      const name = `${firstNames[n % firstNames.length]} ${lastNames[Math.floor(n / firstNames.length) % lastNames.length]}`
      const plain = { role: 'agent', active: true, capacity: 4, denied: [] } as const
      const email = `agent-${n}@crowd.example`
      await insertAgent(work.tx, { ...plain, denied: [], workspaceId, id, userId: null, at: work.at, name, email })
      const queueId = present(queues[n % queues.length], 'a queue').id as QueueId
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
      const facts = Array.from({ length: batch }, (_, n) => message(lines, from + n, work.at))
      await receiveFacts(work, facts)
      return ok(null)
    })
  for (const [n, agentId] of people.entries())
    await inWork(kernel, { workspaceId, agentId }, (work) =>
      setPresence(work, agentId, { state: states[n % states.length] ?? 'available', reasonId: null }),
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
  const vera = present(
    demoUsers.find(({ role }) => role === 'supervisor'),
    'a supervisor',
  )
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ baseURL: server.url, colorScheme, viewport: { width: 1440, height: 900 } })
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(vera.email)
    await page.getByLabel('Password', { exact: true }).fill(vera.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL('**/desk')
    await page.goto('/board')
    await page.getByRole('table', { name: 'Waiting' }).waitFor()
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: join(pictures, `board-${width}-${colorScheme}.png`), fullPage: false })
    }
    if (colorScheme === 'light') console.log(JSON.stringify(await smoothness(page)))
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
  return { ours, plain }
}
