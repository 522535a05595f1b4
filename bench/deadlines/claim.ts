/**
 * Claim: what falls due is done on time, however much is pending, and many times as fast as a job queue would.
 *
 * Lanes, interleaved: graphile-worker's delayed jobs as shipped, with jobs that do nothing · the same as its
 * documentation tunes it · the product's own sweeps, which end wrap-ups, tell of clocks, wake what is set aside and end
 * what nobody answered: rows, journal, the agents' presences.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Instant } from '../../src/contract/ids.ts'
import { type Claim, type Figure, interleave } from '../claim.ts'
import { asShipped, type Beside, startBeside, tuned } from './beside.ts'
import { type Ours, startOurs } from './ours.ts'
import { type Kind, planOf } from './plan.ts'

const ROUNDS = 5
/** A centre of 15,000 agents ends fewer than a hundred wrap-ups a second. */
const PER_SECOND = { spread: 200, dense: 1_000 }
const forms = {
  everyday: { pending: 30_000, workspaces: 4, seconds: 1, workSeconds: 1 },
  full: { pending: 1_000_000, workspaces: 20, seconds: 10, workSeconds: 10 },
}

export const claim: Claim = {
  name: 'deadlines',
  says: 'pending deadlines, then due: how late, and how many a second',
  notes: [
    'Ours is a quarter each of wrap-ups that end, clocks that are over, what wakes from being set aside, and colleagues who did not answer, all by the product’s own loops: row, card, fact in the journal, the agent’s presence where it moves, and the router is asked each time. Late is from the deadline to the moment the fact is durable and told to sockets; looked at are rows, nothing is kept in memory.',
    'graphile-worker’s jobs do nothing, write nothing but their own end, and belong to no workspace; its log is silenced. As shipped it asks every 2 seconds with one worker; tuned: 24 workers, a local queue of 500, ends written in batches. Late is from its run_at to the moment the job begins, before its end is durable.',
    `Spread: ${PER_SECOND.spread} a second fall due one by one, dense: ${PER_SECOND.dense}. Burst: a fifth of all at one instant for ours, all that are pending for graphile-worker, which works at them for a window of time.`,
  ],
  async measure({ full, log }) {
    const { pending, workspaces, seconds, workSeconds } = full ? forms.full : forms.everyday
    const dataDir = mkdtempSync(join(tmpdir(), 'switchboard-bench-'))
    const from = (now: number) =>
      planOf({ pending, workspaces, rounds: ROUNDS, seconds, perSecond: PER_SECOND, from: now as Instant })
    const ours = await startOurs(dataDir, from)
    try {
      log(`${pending} deadlines are pending`)
      const beside = await startBeside(ours.url, pending)
      try {
        log(`${pending} delayed jobs are pending`)
        const figures = figuresOf(await measured(ours, beside, { seconds, workSeconds, log }))
        await ours.check()
        await beside.check()
        return {
          figures,
          notes: [
            `${pending} pending, in ${workspaces} workspaces whose agents have five in hand each; both lanes in one instance of Postgres.`,
          ],
        }
      } finally {
        await beside.stop()
      }
    } finally {
      await ours.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

type Options = { seconds: number; workSeconds: number; log: (line: string) => void }
type Value = (name: string) => number

/** First what falls due one by one, beside all that is pending; then all of it is due. */
async function measured(ours: Ours, beside: Beside, { seconds, workSeconds, log }: Options): Promise<Value> {
  const named = (lane: string, values: Record<string, number>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${lane} ${name}`, value]))
  const fall = (kind: Kind) => async (round: number) => named(`ours ${kind}`, await ours.letFall(kind, round))
  const work = (lane: string, settings: typeof asShipped) => async () =>
    named(lane, { perSecond: await beside.work(settings, workSeconds) })
  const shippedSpread = async () =>
    named('shipped spread', await beside.spread(PER_SECOND.spread * seconds, PER_SECOND.spread))

  const late = await interleave(
    ROUNDS,
    [
      ['graphile-worker, spread', shippedSpread],
      ['ours, spread', fall('spread')],
      ['ours, dense', fall('dense')],
    ],
    log,
  )
  await beside.fallDue()
  const burst = await interleave(
    ROUNDS,
    [
      ['graphile-worker, burst', work('shipped', asShipped)],
      ['ours, burst', fall('burst')],
      ['graphile-worker tuned, burst', work('tuned', tuned)],
    ],
    log,
  )
  return (name) => (/ (spread|dense) /.test(name) ? late(name) : burst(name))
}

function figuresOf(value: Value): Figure[] {
  return [
    {
      name: 'burst: done/s beside graphile-worker as shipped',
      ours: value('ours burst perSecond'),
      beside: value('shipped perSecond'),
      target: { atLeast: 5 },
    },
    {
      name: 'burst: done/s beside graphile-worker tuned',
      ours: value('ours burst perSecond'),
      beside: value('tuned perSecond'),
      target: null,
    },
    {
      name: `at ${PER_SECOND.spread}/s: late p99 ms`,
      ours: value('ours spread p99'),
      beside: null,
      target: { atMost: 250 },
    },
    {
      name: `at ${PER_SECOND.dense}/s: late p99 ms`,
      ours: value('ours dense p99'),
      beside: null,
      target: { atMost: 250 },
    },
    {
      name: `at ${PER_SECOND.spread}/s: late p50 ms beside as shipped`,
      ours: value('ours spread p50'),
      beside: value('shipped spread p50'),
      target: null,
    },
    {
      name: `at ${PER_SECOND.spread}/s: late p99 ms beside as shipped`,
      ours: value('ours spread p99'),
      beside: value('shipped spread p99'),
      target: null,
    },
    { name: `at ${PER_SECOND.dense}/s: late p50 ms`, ours: value('ours dense p50'), beside: null, target: null },
    { name: 'burst: the last one is late by ms', ours: value('ours burst worst'), beside: null, target: null },
  ]
}
