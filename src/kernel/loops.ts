import type { WorkspaceId } from '../contract/ids.ts'
import { complaints } from './complaints.ts'
import type { Log } from './log.ts'

/**
 * One of our own loops: it does what is due, workspace by workspace. A wake-up is only a hint; the loop also asks by
 * itself, so that a lost one costs `everyMs` and nothing else, and a deadline that was set that long ago nothing.
 */
export type Loop = {
  readonly name: string
  /** Something may be due in this workspace. Any number of these before its next turn are one. */
  wake(workspaceId: WorkspaceId): void
  /** For how long it should already have looked at what is due, in milliseconds; negative while it is in time. */
  lateMs(): number
  numbers(): { turns: number; troubles: number; running: number }
  /** Begin nothing more, and wait for what is in hand. */
  stop(): Promise<void>
}

export type LoopOptions = {
  name: string
  /** How often it asks what is due when nobody wakes it. */
  everyMs: number
  /** Workspaces that may run at the same time in this process; the same one never does. */
  atOnce: number
  /** The workspaces with something due now. */
  due: () => Promise<readonly WorkspaceId[]>
  /**
   * In how many milliseconds the next deadline falls, anywhere; null: none is known. The loop asks again then, and not
   * only every `everyMs`. Nothing is remembered of it: each look asks anew, and rows stay the truth.
   */
  nextDueMs?: () => Promise<number | null>
  /** One turn of one workspace. `more`: the turn was cut short, and the next one shall follow at once. */
  run: (workspaceId: WorkspaceId) => Promise<'more' | 'done' | undefined>
  log: Log
}

/** Deadlines that fall closer together than this are looked for together. */
const LEAST_LOOK_MS = 20
const FIRST_REST_MS = 100
const LONGEST_REST_MS = 5_000

/** Start a loop. Errors are logged once per kind; a workspace whose turn failed rests, longer each time. */
export function createLoop(options: LoopOptions): Loop {
  const { name, everyMs, atOnce, due, nextDueMs, run, log } = options
  const complain = complaints(log, `the ${name}`)
  /** In the order in which they were woken. */
  const woken = new Set<WorkspaceId>()
  const running = new Map<WorkspaceId, Promise<void>>()
  /** Workspaces whose last turn failed. No timer: the rest is over, and the next turn decides. */
  const resting = new Map<WorkspaceId, { restMs: number; timer: NodeJS.Timeout | null }>()
  let looking: Promise<void> | null = null
  let lookTimer: NodeJS.Timeout | undefined
  let lookRestMs = FIRST_REST_MS
  let lookedAt = performance.now()
  let turns = 0
  let troubles = 0
  let stopped = false
  look()

  return {
    name,
    wake,
    lateMs: () => performance.now() - lookedAt - everyMs,
    numbers: () => ({ turns, troubles, running: running.size }),
    async stop() {
      stopped = true
      clearTimeout(lookTimer)
      woken.clear()
      for (const { timer } of resting.values()) clearTimeout(timer ?? undefined)
      await Promise.all([looking, ...running.values()])
    },
  }

  function wake(workspaceId: WorkspaceId): void {
    if (stopped) return
    woken.add(workspaceId)
    goOn()
  }

  function goOn(): void {
    for (const workspaceId of woken) {
      if (running.size >= atOnce) return
      if (running.has(workspaceId) || resting.get(workspaceId)?.timer) continue
      woken.delete(workspaceId)
      running.set(workspaceId, takeTurn(workspaceId))
    }
  }

  async function takeTurn(workspaceId: WorkspaceId): Promise<void> {
    turns++
    try {
      if ((await run(workspaceId)) === 'more' && !stopped) woken.add(workspaceId)
      resting.delete(workspaceId)
      if (resting.size === 0) complain.over()
    } catch (error) {
      troubles++
      complain.about(error)
      rest(workspaceId)
    }
    running.delete(workspaceId)
    goOn()
  }

  /** A turn that failed is tried again, but not at once. */
  function rest(workspaceId: WorkspaceId): void {
    if (stopped) return
    const restMs = Math.min(2 * (resting.get(workspaceId)?.restMs ?? FIRST_REST_MS / 2), LONGEST_REST_MS)
    const timer = setTimeout(() => {
      resting.set(workspaceId, { restMs, timer: null })
      wake(workspaceId)
    }, restMs)
    resting.set(workspaceId, { restMs, timer })
  }

  function look(): void {
    looking = lookNow().finally(() => {
      looking = null
    })
  }

  async function lookNow(): Promise<void> {
    let nextMs = everyMs
    try {
      const [workspaceIds, deadlineMs] = await Promise.all([due(), nextDueMs?.() ?? null])
      for (const workspaceId of workspaceIds) wake(workspaceId)
      lookedAt = performance.now()
      if (deadlineMs !== null) nextMs = Math.min(everyMs, Math.max(LEAST_LOOK_MS, Math.ceil(deadlineMs)))
      lookRestMs = FIRST_REST_MS
    } catch (error) {
      troubles++
      complain.about(error)
      nextMs = lookRestMs
      lookRestMs = Math.min(2 * lookRestMs, LONGEST_REST_MS)
    }
    if (!stopped) lookTimer = setTimeout(look, nextMs)
  }
}
