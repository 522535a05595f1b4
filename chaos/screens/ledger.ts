/**
 * Screens that are never reloaded: twenty tabs of a firm's people on two servers, while lines break, computers sleep,
 * answers come late, servers are killed and rights are taken away. After each run every screen must be what a fresh one
 * would be, and nothing may have reached anybody later than a second after they lost the right to it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { AgentCard } from '../../src/contract/cards.ts'
import { migrate } from '../../src/kernel/migrate.ts'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { randomFrom } from '../../src/sim/random.ts'
import type { Ledger, Told } from '../ledger.ts'
import { type Firm, makeFirms, openFirm, WORDS, writtenRights } from './firm.ts'
import { type Nodes, startNodes } from './nodes.ts'
import { BROWSERS, type Found, openStage } from './play.ts'
import { type RightsWatch, type Saved, watchRights } from './rights.ts'

export type ScreensOptions = Told & {
  /** A database of its own, as its owner. */
  url: string
  runs: number
  /** It ends after this, however many there were. */
  limitMs: number
  /** Firms that play at the same time. */
  firms: number
  restarts: number
  seed: number
}

const NODES = 2
const LOG_EVERY_RUNS = 50

export const ledger: Ledger = {
  name: 'screens',
  says: 'twenty browsers a run, with drops, sleeps, second tabs, late answers, restarts and rights taken away; each compared with a fresh one, and what reached it with what it may see',
  async run({ full, seed, log, trouble }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-screens-'))
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log })
    try {
      const form = full
        ? { runs: 2_000, limitMs: 60 * 60_000, firms: 4, restarts: 40 }
        : { runs: 100, limitMs: 55_000, firms: 4, restarts: 3 }
      const report = await screens({ url: postgres.url, ...form, seed, log, trouble })
      // The everyday form is as long as its time; the full one is as long as it says.
      return { ...report, met: report.met && (!full || report.sent >= form.runs) }
    } finally {
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
  },
}

/** Play the runs, and say what was found. */
export async function screens(options: ScreensOptions) {
  const { url, firms: count, log } = options
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-screens-nodes-'))
  const owner = new pg.Pool({ connectionString: url, max: 2 })
  owner.on('error', () => {})
  let nodes: Nodes | undefined
  try {
    await migrate(url)
    const client = await owner.connect()
    await makeFirms(client, count).finally(() => client.release())
    nodes = await startNodes(url, folder, NODES)
    const firms = await Promise.all(Array.from({ length: count }, (_, firm) => openFirm(nodes?.origins[0] ?? '', firm)))
    return await play(options, nodes, firms, owner)
  } catch (error) {
    log(nodes?.output() ?? '')
    throw error
  } finally {
    await nodes?.stop()
    await owner.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function play(options: ScreensOptions, nodes: Nodes, firms: readonly Firm[], owner: pg.Pool) {
  const { runs, limitMs, restarts, seed, log, trouble } = options
  const began = performance.now()
  const random = randomFrom(seed)
  const stages = firms.map((firm, place) => {
    const watch = watchRights(WORDS)
    return { watch, firm, ...openStage({ firm, place, nodes, watch, trouble }) }
  })
  let next = 0
  let restarted = 0
  let mending: Promise<void> = Promise.resolve()

  async function playOn({ run }: (typeof stages)[number]): Promise<void> {
    while (next < runs && performance.now() - began < limitMs) {
      const number = next++
      if (restarted < restarts && number >= ((restarted + 0.5) * runs) / restarts) {
        restarted++
        mending = mending.then(() => nodes.restart(random.below(NODES)))
      }
      await run(seed * 100_000 + number)
      if (number % LOG_EVERY_RUNS === 0) log(`run ${number}, ${Math.round((performance.now() - began) / 1000)} s`)
    }
  }
  await Promise.all(stages.map(playOn))
  await mending
  for (const stage of stages) stage.close()
  const leaked = await Promise.all(stages.map(({ watch, firm }) => leaksOf(owner, watch, firm)))
  return verdict(stages, { leaked: sum(leaked), restarts: restarted, wanted: runs, seed, began, trouble })
}

/** Hold what reached people against the lines that say what they may see. */
async function leaksOf(owner: pg.Pool, watch: RightsWatch, { people, queues }: Firm): Promise<number> {
  const { rows } = await owner.query<{ seq: string; event: { agent: AgentCard } }>(
    `select seq, event from journal where type = 'agent.saved'
       and workspace_id = (select workspace_id from agent where id = $1) order by seq`,
    [people[0]?.id],
  )
  const read = writtenRights(queues)
  const saved = rows.map(({ seq, event }): Saved => {
    return { seq: Number(seq), agentId: event.agent.id, rights: read(event.agent) }
  })
  return watch.leaked(saved)
}

const sum = (values: readonly number[]): number => values.reduce((all, n) => all + n, 0)

type Played = Pick<Told, 'trouble'> & {
  leaked: number
  restarts: number
  wanted: number
  seed: number
  began: number
}

function verdict(stages: readonly { found: Found; watch: RightsWatch }[], played: Played) {
  const { leaked, restarts, wanted, seed, began, trouble } = played
  for (const { watch } of stages) for (const words of watch.examples()) trouble(words)
  const total = (what: keyof Found) => sum(stages.map(({ found }) => found[what]))
  const late = sum(stages.map(({ watch }) => watch.late()))
  const [lost, doubled, misordered, stillShown] = [
    total('differ'),
    total('doubled'),
    total('misordered'),
    total('stillShown'),
  ]
  return {
    seed,
    sent: total('runs'),
    faults: total('faults') + restarts,
    lost,
    doubled,
    misordered,
    wanted,
    browsers: total('runs') * BROWSERS,
    restarts,
    linesLookedAt: sum(stages.map(({ watch }) => watch.looked())),
    laterThanASecond: late,
    afterTheLoss: leaked,
    stillShown,
    seconds: Math.round((performance.now() - began) / 1000),
    met: lost + doubled + misordered + late + leaked + stillShown === 0,
  }
}
