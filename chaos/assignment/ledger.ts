/**
 * Who is given what, on four nodes that share one database: offered to one or to all, picked, set aside and woken, passed
 * on and given back, taken back, moved, left behind at a sign-out, while nodes are killed and clocks leap; then the whole history is read again by a checker that shares nothing with the product.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { migrate } from '../../src/kernel/migrate.ts'
import { startPostgres } from '../../src/kernel/postgres.ts'
import { randomFrom } from '../../src/sim/random.ts'
import type { Ledger, Told } from '../ledger.ts'
import { type Broken, type Checker, type Line, openChecker } from './checker.ts'
import { buildTown, type House, inventTown, type Town } from './town.ts'
import { countedFacts, type Deed, type FromNode, type ToNode } from './words.ts'

export type AssignmentOptions = Told & {
  /** A migrated database of its own, as its owner. */
  url: string
  /** Offers and what became of them, to be reached before it ends. */
  operations: number
  /** It ends after this, however many there were. */
  limitMs: number
  kills: number
  houses: number
  agents: number
  seed: number
}

const NODES = 4
/** Whenever everybody has looked at their screen, all clocks leap: whatever nobody answered lapses. */
const LEAP_MS = 16_000
const LOOKS_BETWEEN_LEAPS = 2
const LEAP_LIMIT_MS = 2_000
const LOOK_EVERY_MS = 25
const READY_LIMIT_MS = 60_000
/** How long nothing may be written until the town counts as quiet, and how long it may take. */
const QUIET_MS = 1_500
const QUIET_LIMIT_MS = 90_000
const LOG_EVERY_MS = 15_000
/** Lines read at once when the history is checked. */
const PAGE_LINES = 10_000
const TROUBLES_SHOWN = 5

export const ledger: Ledger = {
  name: 'assignment',
  says: 'offered, rung at all, picked, parked, passed on, taken back, moved and left behind, on four nodes that are killed and restarted; the journal read again by an independent checker',
  async run({ full, seed, log, trouble }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-assignment-'))
    const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log })
    try {
      await migrate(postgres.url)
      const form = full
        ? { operations: 1_000_000, limitMs: 60 * 60_000, kills: 60, houses: 4, agents: 60 }
        : { operations: 20_000, limitMs: 45_000, kills: 6, houses: 3, agents: 40 }
      const report = await assignment({ url: postgres.url, ...form, seed, log, trouble })
      // The everyday form is as long as its time; the full one is as long as it says.
      return { ...report, met: report.met && (!full || report.sent >= form.operations) }
    } finally {
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    }
  },
}

/** Let the town live until enough has happened, then hold its history against everything that was promised. */
export async function assignment(options: AssignmentOptions) {
  const { url, seed, trouble } = options
  const owner = new pg.Pool({ connectionString: url, max: 4 })
  owner.on('error', () => {})
  const town = inventTown(seed, options)
  await buildTown(owner, town, new Date())
  const clock = { aheadMs: 0 }
  const seen: Seen = { deeds: [], counted: 0, troubles: [], looks: new Array<number>(NODES).fill(0) }
  const nodes = Array.from({ length: NODES }, (_, place) => openNode({ url, town, place, seed, clock, seen }))
  try {
    await Promise.all(nodes.map((node) => node.start(true)))
    const { kills, seconds } = await live(nodes, clock, seen, options)
    await Promise.all(nodes.map((node) => node.rest()))
    await quiet(owner)
    // What stands now must end by itself, although everybody who knew of it is gone.
    await Promise.all(nodes.map((node) => node.kill()))
    clock.aheadMs += 3_600_000
    await nodes[0]?.start(false)
    await quiet(owner)
    const now = Date.now() + clock.aheadMs
    const judged = await Promise.all(town.houses.map((house) => judge(owner, house, seen.deeds, now)))
    for (const words of seen.troubles.slice(0, TROUBLES_SHOWN)) trouble(words)
    return verdict(judged, { ...options, kills, seconds, troubles: seen.troubles.length, deeds: seen.deeds.length })
  } finally {
    await Promise.all(nodes.map((node) => node.kill()))
    await owner.end()
  }
}

/** What the nodes reported. */
type Seen = { deeds: Deed[]; counted: number; troubles: string[]; looks: number[] }

type Node = {
  start(awake: boolean): Promise<void>
  /** Let its agents finish what they do, and do no more. The loops go on. */
  rest(): Promise<void>
  kill(): Promise<void>
  tellClock(): void
}

type NodeOptions = { url: string; town: Town; place: number; seed: number; clock: { aheadMs: number }; seen: Seen }

function openNode({ url, town, place, seed, clock, seen }: NodeOptions): Node {
  let child: ChildProcess | null = null
  let lives = 0
  const tell = (message: ToNode): void => {
    if (child?.connected) child.send(message)
  }

  function hear(message: FromNode): void {
    if (message.type !== 'report') return
    for (const deed of message.deeds) seen.deeds.push(deed)
    seen.troubles.push(...message.troubles)
    seen.counted += message.counted
    seen.looks[place] = (seen.looks[place] ?? 0) + message.looks
  }

  return {
    async start(awake) {
      const started = fork(join(import.meta.dirname, 'node.ts'), {
        execArgv: [],
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      })
      child = started
      started.on('message', hear)
      const start = { url, town, place, nodes: NODES, seed: seed + 1_000 * lives++, aheadMs: clock.aheadMs, awake }
      tell({ type: 'start', start })
      await said(started, 'ready')
      // It may have leapt while this one was starting.
      tell({ type: 'clock', aheadMs: clock.aheadMs })
    },
    async rest() {
      if (!child) return
      const resting = said(child, 'resting')
      tell({ type: 'rest' })
      await resting
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
    tellClock: () => tell({ type: 'clock', aheadMs: clock.aheadMs }),
  }
}

/** Until the node says this. Throws when it ends before that, or takes too long. */
function said(child: ChildProcess, what: FromNode['type']): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`a node did not say ${what} in time`)), READY_LIMIT_MS)
    const ended = () => reject(new Error(`a node ended before it said ${what}`))
    const hear = ({ type }: FromNode) => {
      if (type !== what) return
      clearTimeout(late)
      child.off('message', hear).off('exit', ended)
      resolve()
    }
    child.on('message', hear).on('exit', ended)
  })
}

/** Until there were enough operations, or the time is over. Answers with how often a node was killed. */
async function live(
  nodes: readonly Node[],
  clock: { aheadMs: number },
  seen: Seen,
  { operations, limitMs, kills, seed, log }: AssignmentOptions,
): Promise<{ kills: number; seconds: number }> {
  const random = randomFrom(seed + 7)
  const began = performance.now()
  const gone = () => performance.now() - began
  const done = () => Math.max(seen.counted / operations, gone() / limitMs)
  let killed = 0
  let mending: Promise<void> = Promise.resolve()
  let nextLog = LOG_EVERY_MS
  while (done() < 1) {
    await everybodyLooked(seen)
    clock.aheadMs += LEAP_MS
    for (const node of nodes) node.tellClock()
    if (killed < kills && done() > (killed + 0.5) / kills) {
      killed++
      const node = random.pick(nodes)
      mending = mending.then(async () => {
        await node.kill()
        await wait(random.below(1_000))
        await node.start(true)
      })
    }
    if (gone() < nextLog) continue
    nextLog += LOG_EVERY_MS
    log(
      `${seen.counted} operations, ${seen.deeds.length} by hand, ${killed} nodes killed, ${Math.round(gone() / 1000)} s`,
    )
  }
  await mending
  return { kills: killed, seconds: Math.round(gone() / 1000) }
}

/** Until the agents of every node have seen what stands there now; a node that is down is not waited for. */
async function everybodyLooked({ looks }: Seen): Promise<void> {
  const until = performance.now() + LEAP_LIMIT_MS
  looks.fill(0)
  while (looks.some((n) => n < LOOKS_BETWEEN_LEAPS) && performance.now() < until) await wait(LOOK_EVERY_MS)
}

/** Until nothing is written any more. Throws when that never happens. */
async function quiet(owner: pg.Pool): Promise<void> {
  const until = Date.now() + QUIET_LIMIT_MS
  const lines = async () => (await owner.query<{ n: string }>('select sum(journal_seq) as n from workspace')).rows[0]?.n
  for (let before = await lines(); ; ) {
    await wait(QUIET_MS)
    const now = await lines()
    if (now === before) return
    if (Date.now() > until) throw new Error('the town does not come to rest')
    before = now
  }
}

type Judged = { checker: Checker; lost: number; differ: number }

/** Read the history of one house, then hold the tables and what was acknowledged against it. */
async function judge(owner: pg.Pool, house: House, deeds: readonly Deed[], now: number): Promise<Judged> {
  const checker = openChecker(house)
  for await (const line of history(owner, house)) checker.read(line)
  checker.atRest(now)
  const acknowledged = deeds.filter(({ workspaceId }) => workspaceId === house.workspaceId)
  const lost = acknowledged.filter((deed) => !isKept(checker, deed)).length
  return { checker, lost, differ: await differences(owner, house, checker) }
}

async function* history(owner: pg.Pool, { workspaceId }: House): AsyncGenerator<Line> {
  for (let after = 0; ; ) {
    const { rows } = await owner.query<Omit<Line, 'at' | 'seq'> & { seq: string; at: Date }>(
      `select seq, xmin::text as tx, at, by_agent_id as by, event from journal
       where workspace_id = $1 and seq > $2 order by seq limit $3`,
      [workspaceId, after, PAGE_LINES],
    )
    for (const row of rows) yield { ...row, seq: Number(row.seq), at: row.at.getTime() }
    if (rows.length < PAGE_LINES) return
    after = Number(rows.at(-1)?.seq)
  }
}

/** Is what somebody was told is done in the history? A second press of a button is answered like the first. */
function isKept(checker: Checker, { what, interactionId, offerId, agentId, queueId }: Deed): boolean {
  const pairs = checker.pairs()
  const outcome = checker.outcomes().get(offerId ?? '')
  switch (what) {
    case 'accept':
    case 'take':
      return pairs.has(`${interactionId} ${agentId}`)
    case 'reject':
      if (pairs.has(`${interactionId} ${agentId} reject`)) return true
      return outcome !== undefined && outcome !== 'standing' && outcome !== 'accepted'
    case 'end':
    case 'park':
    case 'unpark':
      return pairs.has(`${interactionId} ${agentId} ${what}`)
    case 'pass':
      return pairs.has(`transfer ${offerId}`)
    case 'move':
      return pairs.has(`${interactionId} in ${queueId}`)
  }
}

/** How many rows are not what the history leads to. */
async function differences(owner: pg.Pool, { workspaceId }: House, checker: Checker): Promise<number> {
  const { rows } = await owner.query<{
    id: string
    state: string
    offer_id: string | null
    agent_id: string | null
    parked_reason: string | null
    transfer_id: string | null
  }>(
    `select id, state, offer_id, coalesce(array_to_string(offered_to, ','), agent_id::text) as agent_id, parked_reason,
       transfer ->> 'id' as transfer_id from interaction where workspace_id = $1`,
    [workspaceId],
  )
  const known = checker.interactions()
  const wrong = rows.filter(({ id, state, offer_id, agent_id, parked_reason, transfer_id }) => {
    const one = known.get(id)
    if ((one?.parked?.reason ?? null) !== parked_reason || (one?.transfer?.id ?? null) !== transfer_id) return true
    const holder = one?.offer?.agentIds.join() ?? (one?.state === 'waiting' ? null : one?.holder)
    return one?.state !== state || (one.offer?.id ?? null) !== offer_id || (holder ?? null) !== agent_id
  })
  return wrong.length + Math.abs(known.size - rows.length)
}

type Judgement = AssignmentOptions & { kills: number; seconds: number; troubles: number; deeds: number }

function verdict(judged: readonly Judged[], { seed, kills, seconds, troubles, deeds, trouble }: Judgement) {
  const sum = (values: readonly number[]) => values.reduce((all, n) => all + n, 0)
  const count = (what: string) => sum(judged.map(({ checker }) => checker.counts().get(what) ?? 0))
  const broken = (what: Broken) => sum(judged.map(({ checker }) => checker.broken().get(what) ?? 0))
  for (const { checker } of judged) for (const words of checker.examples()) trouble(words)
  const found = {
    doubleOwners: broken('double owner'),
    overCapacity: broken('over capacity'),
    orphans: broken('orphan'),
    forgotten: broken('forgotten'),
    notAskedOrReady: broken('not asked') + broken('not ready'),
    contradictions: broken('hole') + broken('card') + sum(judged.map(({ differ }) => differ)),
    troubles,
  }
  const lost = sum(judged.map((one) => one.lost)) + found.forgotten
  const misordered = broken('out of turn')
  const sent = sum([...countedFacts].map(count)) + count('signed out')
  return {
    seed,
    sent,
    faults: kills,
    lost,
    doubled: found.doubleOwners,
    misordered,
    offers: count('interaction.offered'),
    assignments: count('interaction.assigned'),
    rejects: count('interaction.offer_rejected'),
    lapses: count('interaction.offer_lapsed'),
    withdrawals: count('interaction.offer_withdrawn'),
    signOuts: count('signed out'),
    parked: count('interaction.parked'),
    woken: count('interaction.unparked'),
    passedOn: count('interaction.passed') + count('moved: passed'),
    asked: count('interaction.consulted'),
    wentBack: count('interaction.returned'),
    moved: count('moved: moved') + count('moved: taken_back'),
    notAnswered: count('moved: not_answered'),
    leftBehind: count('moved: agent_gone') + count('moved: woken'),
    givenBySupervisors: count('given by a supervisor'),
    acknowledged: deeds,
    seconds,
    ...found,
    met: lost + misordered + sum(Object.values(found)) === 0,
  }
}
