/**
 * Claim: what is committed reaches every socket whose person may see it about as fast as bare `ws` can write, and a
 * reader who stops reading delays nobody.
 *
 * Lanes, interleaved: `ws` sending ready-made messages · ours, at 100, 500, 1,000 and 2,000 sockets; then ours without
 * and with stalled readers, at a steady pace. Both lanes begin with the same lines, already durable.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type DomainEvent, maySee } from '../../src/contract/events.ts'
import { type Claim, type Figure, interleave, percentile } from '../claim.ts'
import { type Commit, type FromLane, type Lane, sharedNow, startLane } from './lane.ts'
import { factsPerCommit, type Reader } from './lines.ts'
import { type Arrivals, openTab, type Tab, type Truth } from './reader.ts'

const ROUNDS = 5
const LARGEST = 2_000
const SIZES = [100, 500, 1_000, LARGEST]
/** Lines times sockets of one round; a socket sees about a third of the lines. */
const forms = { everyday: 200_000, full: 2_000_000 }
const PACED = { lines: 100, everyMs: 150, fillers: 1_500 }
/** One in twenty stops reading; all of them are supervisors, who see everything. */
const isStalled = (index: number): boolean => index % 20 === 10
/** Supervisors who go on reading: the sender keeps pace with them, in both lanes. */
const isPacing = (index: number): boolean => index % 20 === 0
const TELL_EVERY_MS = 3
/** Before memory is looked at for the first time, the code has run. */
const [WARM_SOCKETS, WARM_LINES] = [40, 300]
const SETTLE_MS = 500
const LIMIT_MS = 180_000
const AT_ONCE = 50
const folder = import.meta.dirname

export const claim: Claim = {
  name: 'fan-out',
  says: 'committed lines → sockets, each with its person’s permissions',
  notes: [
    'Both lanes begin with lines that are already durable in the journal: the commits are not part of it. A delivery is one line that one person may see, on one socket.',
    'ws is given for each commit and person the message that person would see, made beforehand, and sends it (no compression): no permissions, no sessions, no catching up, no limit on what a stalled reader makes it keep.',
    'Ours is the product’s stream with its journal, database and sign-in: it decides who sees what, joins what comes close together into one write, holds stalled readers back and reads them what they missed from the journal when they read again.',
    '200 people (one in ten a supervisor, the others in one to three of 12 queues) share the sockets and come in with API keys: the hashing of 2,000 passwords is not what is measured. Every line on every socket is compared with the journal in the database, and every reader ends complete.',
    'Memory is that of the server’s process with the sockets less without them: resident after collecting garbage, or what lives where that is more; at the height: the most that was ever resident, garbage and all.',
  ],
  async measure({ full, log }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const ours = await startLane(join(folder, 'ours.ts'), [dataDir])
    const { databaseUrl } = ours.about as About
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    const raw = await startLane(join(folder, 'raw.ts'), [JSON.stringify(ours.about)])
    try {
      return { figures: await measureAll({ ours, raw, pool, perRound: full ? forms.full : forms.everyday, log }) }
    } finally {
      await raw.stop()
      await pool.end()
      await ours.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

type Resident = Extract<FromLane, { type: 'resident' }>
type About = { databaseUrl: string; workspaceId: string; readers: Reader[] }
type Bench = { ours: Lane; raw: Lane; pool: pg.Pool; perRound: number; log: (line: string) => void }
type Side = { lane: Lane; tabs: Tab[]; isOurs: boolean }

async function measureAll({ ours, raw, pool, perRound, log }: Bench): Promise<Figure[]> {
  const about = ours.about as About
  const sides = { raw: { lane: raw, tabs: [], isOurs: false }, ours: { lane: ours, tabs: [], isOurs: true } } as Record<
    'raw' | 'ours',
    Side
  >
  const journal = journalOf(pool, about)
  const figures: Figure[] = []
  let rounds = 0

  /** Lines that are durable, and that both lanes can now tell. */
  async function next(lines: number, fillers = 0): Promise<Round> {
    const made = await ours.ask({ type: 'commit', lines, fillers, round: ++rounds }, 'committed')
    const truth = await journal.read(made.commits)
    for (const { lane } of Object.values(sides)) await lane.ask({ type: 'prepare', commits: made.commits }, 'prepared')
    return { ...truth, commits: made.commits }
  }

  figures.push(...(await memory(sides.ours, about, journal, next)))
  for (const size of SIZES) {
    const last = await journal.last()
    for (const side of Object.values(sides)) await grow(side, size, about.readers, last)
    let lines: Round
    const value = await interleave(
      ROUNDS,
      [
        [
          `ws at ${size}`,
          async () => {
            lines = await next(Math.round(perRound / size))
            return named('raw', await stalledRound(sides.raw, lines))
          },
        ],
        [`ours at ${size}`, async () => named('ours', await stalledRound(sides.ours, lines))],
      ],
      log,
    )
    figures.push({
      name: `${size} sockets: deliveries/s`,
      ours: value('ours deliveries'),
      beside: value('raw deliveries'),
      target: { atLeast: 0.6 },
      why: 'what a burst costs before its first delivery (the commit, reading the lines back, deciding who may see them) is the same for few sockets as for many, and ws has none of it: the fewer there are and the shorter the round, the more it weighs. Rounds of 120,000 deliveries to 100 sockets reached half of ws, those of 250,000 as much as ws, on the same computer.',
    })
  }
  const paced = async (stalled: boolean) => latencies(sides.ours, stalled, await next(PACED.lines, PACED.fillers))
  const late = await interleave(
    ROUNDS,
    [
      ['ours, everybody reads', async () => named('all', await paced(false))],
      ['ours, one in twenty is stalled', async () => named('stalled', await paced(true))],
    ],
    log,
  )
  for (const p of ['p50', 'p99'] as const)
    figures.push({
      name: `stalled readers: ${p} ms of the others, beside without them`,
      ours: late(`stalled ${p}`),
      beside: late(`all ${p}`),
      target: p === 'p99' ? { atMost: 1.3 } : null,
      why: 'readers who read again after a pause are given what they missed from the journal, which takes its turn among the others; the limit is one of our own.',
    })
  return figures
}

/** What a socket costs the server: before anything else happens, so that no other garbage is counted, or hides it. */
async function memory(side: Side, { readers }: About, journal: Journal, next: Next): Promise<Figure[]> {
  await grow(side, WARM_SOCKETS, readers, await journal.last())
  await stalledRound(side, await next(WARM_LINES))
  const before = await resident(side.lane)
  await grow(side, LARGEST, readers, await journal.last())
  const connected = await resident(side.lane)
  await stalledRound(side, await next(WARM_LINES))
  const loaded = await resident(side.lane)
  const figure = (when: string, { bytes, living }: Resident): Figure => ({
    name: `${LARGEST} sockets, ${when}: kB of memory each`,
    // What was resident and free before hides a part of what came: what lives is counted then.
    ours: Math.max(bytes - before.bytes, living - before.living) / 1_000 / (LARGEST - WARM_SOCKETS),
    beside: null,
    target: { atMost: 60 },
  })
  const highest: Figure = {
    name: `${LARGEST} sockets, at the height of a burst: kB of memory each`,
    ours: (loaded.highest - before.bytes) / 1_000 / (LARGEST - WARM_SOCKETS),
    beside: null,
    target: { atMost: 60 },
  }
  for (const tab of side.tabs.splice(0)) tab.close()
  return [figure('connected', connected), figure('after a burst', loaded), highest]
}

const named = (lane: string, values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${lane} ${name}`, value]))

type Round = Truth & { commits: Commit[] }
type Next = (lines: number, fillers?: number) => Promise<Round>
type Part = { from: number; end: number; everyMs: number | null }

/** Stalled readers stop, the round is told as fast as the others take it, then those catch up. */
async function stalledRound(side: Side, round: Round): Promise<Record<string, number>> {
  begin(side, round)
  stall(side)
  const { seconds } = await tell(side, round, { from: 0, end: round.commits.length, everyMs: null })
  const delivered = side.tabs.reduce((sum, tab, index) => sum + (isStalled(index) ? 0 : tab.seen()), 0)
  await finish(side, round)
  return { deliveries: delivered / seconds }
}

/** First so much that the kernel's buffers fill and ours begin to; then a steady pace, at which the others are timed. */
async function latencies(side: Side, stalled: boolean, round: Round): Promise<Record<string, number>> {
  begin(side, round)
  if (stalled) stall(side)
  const fillers = Math.ceil(PACED.fillers / factsPerCommit)
  await tell(side, round, { from: 0, end: fillers, everyMs: null })
  const arrivals: Arrivals = []
  for (const [index, tab] of side.tabs.entries()) if (!isStalled(index)) tab.noteTo(arrivals)
  const part = { from: fillers, end: round.commits.length, everyMs: PACED.everyMs }
  const { atMs } = await tell(side, round, part)
  for (const tab of side.tabs) tab.noteTo(null)
  await finish(side, round)
  const placeOf = round.commits.flatMap(({ count }, place) => new Array<number>(count).fill(place))
  const delaysMs = arrivals.flatMap(({ line, atMs: came }) => {
    const told = atMs[(placeOf[line - round.first] ?? 0) - fillers]
    // Lines are durable before they are told: who had to catch up may have read them in the journal already.
    return told === undefined || came < told ? [] : [came - told]
  })
  return { p50: percentile(delaysMs, 50), p99: percentile(delaysMs, 99) }
}

function begin({ tabs }: Side, round: Round): void {
  for (const tab of tabs) tab.expect(round)
}

function stall({ tabs }: Side): void {
  for (const [index, tab] of tabs.entries()) if (isStalled(index)) tab.pause()
}

/** Tell a part of a round, and wait until everybody who reads has it: of an earlier part, those who see all of it. */
async function tell(
  { lane, tabs }: Side,
  { commits }: Round,
  part: Part,
): Promise<{ seconds: number; atMs: number[] }> {
  const pacing = tabs.filter((_, index) => isPacing(index))
  const awaited = part.end === commits.length ? tabs.filter((_, index) => !isStalled(index)) : pacing
  const lastCommit = commits[part.end - 1] ?? { from: 0, count: 0 }
  const last = lastCommit.from + lastCommit.count - 1
  const telling = setInterval(
    () => lane.send({ type: 'read', seq: Math.min(...pacing.map((tab) => tab.had())) }),
    TELL_EVERY_MS,
  )
  try {
    const { atMs } = await lane.ask({ type: 'publish', ...part }, 'published')
    await until(
      () => awaited.every((tab) => tab.had() >= last || tab.lost()),
      'the readers have it',
      () => {
        const late = awaited.filter((tab) => tab.had() < last)
        return `${late.length} of ${awaited.length} are not at ${last}: the first is at ${late[0]?.had()}`
      },
    )
    return { seconds: (sharedNow() - (atMs[0] ?? 0)) / 1_000, atMs }
  } finally {
    clearInterval(telling)
  }
}

/** Everybody reads on, and ends with every line they may see, once and in order; who was told to start again does. */
async function finish(side: Side, round: Round): Promise<void> {
  const { tabs, lane, isOurs } = side
  for (const tab of tabs) tab.resume()
  await until(() => tabs.every((tab) => tab.had() >= round.last || tab.lost()), 'everybody has caught up')
  for (const [index, tab] of tabs.entries()) {
    const [fault] = tab.faults()
    if (fault) throw new Error(`${isOurs ? 'ours' : 'ws'}, socket ${index}: ${fault}`)
    if (tab.lost() && !isStalled(index))
      throw new Error(`socket ${index}, which never stalled, was told to start again`)
    const expected = round.masks.get(tab.reader.agentId)?.reduce((sum, one) => sum + one, 0)
    if (!tab.lost() && tab.seen() !== expected)
      throw new Error(`socket ${index} saw ${tab.seen()} lines of ${expected}`)
    if (!tab.lost()) continue
    tab.close()
    tabs[index] = await openTab(lane.port, tab.reader, round.last, isOurs)
  }
}

/** Open sockets until there are so many. */
async function grow(side: Side, size: number, readers: readonly Reader[], after: number): Promise<void> {
  const { tabs, lane, isOurs } = side
  while (tabs.length < size) {
    const next = Array.from({ length: Math.min(AT_ONCE, size - tabs.length) }, (_, index) => tabs.length + index)
    const opened = next.map((index) => openTab(lane.port, readers[index % readers.length] as Reader, after, isOurs))
    tabs.push(...(await Promise.all(opened)))
  }
}

async function resident(lane: Lane): Promise<Resident> {
  await wait(SETTLE_MS)
  return lane.ask({ type: 'memory' }, 'resident')
}

type Journal = { last(): Promise<number>; read(commits: readonly Commit[]): Promise<Truth> }

/** The journal in the database: what everybody is compared with. */
function journalOf(pool: pg.Pool, { workspaceId, readers }: About): Journal {
  return {
    async last() {
      const { rows } = await pool.query<{ seq: string }>('select journal_seq as seq from workspace where id = $1', [
        workspaceId,
      ])
      return Number(rows[0]?.seq)
    },
    async read(commits) {
      const first = commits[0]?.from ?? 1
      const { rows } = await pool.query<{ seq: string; text: string }>(
        'select seq, event::text as text from journal where workspace_id = $1 and seq >= $2 order by seq',
        [workspaceId, first],
      )
      if (rows.some(({ seq }, index) => Number(seq) !== first + index)) throw new Error('the journal has a hole')
      const events = rows.map(({ text }) => JSON.parse(text) as DomainEvent)
      return {
        first,
        last: first + rows.length - 1,
        texts: rows.map(({ text }) => Buffer.from(text)),
        masks: new Map(
          readers.map((reader) => [reader.agentId, Uint8Array.from(events, (event) => Number(maySee(reader, event)))]),
        ),
      }
    },
  }
}

async function until(condition: () => boolean, what: string, state = () => ''): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`not in time: ${what}. ${state()}`)
    await wait(TELL_EVERY_MS)
  }
}
