/**
 * One node of the ledger, a process of its own: the product's kernel and its loops for what is routed, timed and said on the shared database,
 * and the hands of the agents who are connected to it. Started with an IPC channel; told what to do by `ledger.ts`.
 */
import { reactions } from '../../src/app/reactions.ts'
import type { WorkspaceId } from '../../src/contract/ids.ts'
import { movableClock } from '../../src/kernel/clock.ts'
import { isDatabaseAway, openPool } from '../../src/kernel/db.ts'
import { createLog } from '../../src/kernel/log.ts'
import { createLoop, type Loop } from '../../src/kernel/loops.ts'
import type { Kernel } from '../../src/kernel/work.ts'
import { presenceLoop } from '../../src/modules/presence/jobs.ts'
import { returnWork } from '../../src/modules/routing/gone-actions.ts'
import { routerLoop, timersLoop } from '../../src/modules/routing/jobs.ts'
import { parkForCall, returnAfterCall } from '../../src/modules/routing/parking-actions.ts'
import { callsLoop } from '../../src/modules/telephone/jobs.ts'
import { openHands } from './hands.ts'
import { countedFacts, type Deed, type FromNode, type Start, type ToNode } from './words.ts'

/** The product looks every second; here time is short. */
const EVERY_MS = 200
const REPORT_EVERY_MS = 50
const POOL_SIZE = 8

const clock = movableClock()
const log = createLog({ level: 'warn' })
const say = (message: FromNode): void => void process.send?.(message)

process.on('disconnect', () => process.exit(0))
process.on('message', (message: ToNode) => {
  if (message.type === 'start') void begin(message.start)
  else if (message.type === 'clock') clock.advance(message.aheadMs - clock.offset())
})

async function begin(start: Start): Promise<void> {
  clock.advance(start.aheadMs)
  const loops = new Map<string, Loop>()
  let deeds: Deed[] = []
  let troubles: string[] = []
  let counted = 0
  let looks = 0
  const onTrouble = (error: unknown): void => {
    if (!isDatabaseAway(error)) troubles.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const kernel: Kernel = {
    app: openPool({ url: start.url, role: 'switchboard_app', size: POOL_SIZE, pipeline: true, onTrouble: () => {} }),
    system: openPool({ url: start.url, role: 'switchboard_system', size: 2, onTrouble: () => {} }),
    clock,
    reactions,
    committed({ events }) {
      for (const { type } of events) if (countedFacts.has(type)) counted++
    },
    wake: (name, workspaceId) => loops.get(name)?.wake(workspaceId),
  }
  const now = () => kernel.clock.now()
  const turn = <T>(run: () => Promise<T>): Promise<T> =>
    run().catch((error: unknown) => {
      onTrouble(error)
      throw error
    })
  for (const { name, due, run } of [
    { name: 'router', ...routerLoop },
    { name: 'timers', ...timersLoop },
    { name: 'calls', ...callsLoop({ parkForCall, returnAfterCall }) },
    {
      name: 'presence',
      due: presenceLoop.due,
      run: (kernel: Kernel, id: WorkspaceId) => presenceLoop.run(kernel, id, returnWork),
    },
  ])
    loops.set(
      name,
      createLoop({
        name,
        everyMs: EVERY_MS,
        atOnce: 4,
        log,
        due: () => due(kernel.system, now()),
        run: (workspaceId) => turn(() => run(kernel, workspaceId)),
      }),
    )

  const hands = openHands({
    kernel,
    start,
    done: (deed) => void deeds.push(deed),
    looked: () => void looks++,
    onTrouble,
  })
  setInterval(() => {
    say({ type: 'report', deeds, counted, looks, troubles })
    deeds = []
    troubles = []
    counted = 0
    looks = 0
  }, REPORT_EVERY_MS)
  process.on('message', (message: ToNode) => {
    if (message.type === 'rest') void hands.rest().then(() => say({ type: 'resting' }))
  })
  say({ type: 'ready' })
}
