import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'

/** Consecutive journal lines of one commit. */
export type Commit = { from: number; count: number }

export type ToLane =
  /** Make so many lines durable, in commits, and tell nobody yet. */
  | { type: 'commit'; lines: number; fillers: number; round: number }
  /** Have these ready for sending, as they are in the journal. */
  | { type: 'prepare'; commits: Commit[] }
  /** Tell everybody of these of the prepared: one commit every so many milliseconds, or as fast as they are taken. */
  | { type: 'publish'; from: number; end: number; everyMs: number | null }
  /** Readers have come this far. */
  | { type: 'read'; seq: number }
  | { type: 'memory' }
  | { type: 'stop' }

export type FromLane =
  | { type: 'ready'; port: number; about: unknown }
  | { type: 'committed'; commits: Commit[] }
  | { type: 'prepared' }
  /** When each commit was handed over, by the clock all processes of this computer share. */
  | { type: 'published'; atMs: number[] }
  /** Resident, in use by what lives, and the most that was ever resident: bytes. */
  | { type: 'resident'; bytes: number; living: number; highest: number }

/** Commits that may be on their way to readers at once: beyond it the sender waits for them, in both lanes. */
const WINDOW = 24

/** Milliseconds of a clock that all processes of this computer share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

/** A server in a process of its own. */
export type Lane = {
  readonly port: number
  readonly about: unknown
  send(message: ToLane): void
  ask<T extends FromLane['type']>(message: ToLane, answer: T): Promise<Extract<FromLane, { type: T }>>
  stop(): Promise<void>
}

export async function startLane(file: string, args: string[]): Promise<Lane> {
  const child = fork(file, args, { execArgv: ['--expose-gc'], serialization: 'advanced' })
  const { port, about } = await heard(child, 'ready')
  const send = (message: ToLane) => void child.send(message)
  return {
    port,
    about,
    send,
    async ask(message, answer) {
      const answered = heard(child, answer)
      send(message)
      return answered
    },
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      send({ type: 'stop' })
      await gone
    },
  }
}

function heard<T extends FromLane['type']>(child: ChildProcess, type: T): Promise<Extract<FromLane, { type: T }>> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a server ended by itself (${code})`))
    const hear = (message: FromLane) => {
      if (message.type !== type) return
      child.off('message', hear)
      child.off('exit', ended)
      resolve(message as Extract<FromLane, { type: T }>)
    }
    child.on('message', hear)
    child.once('exit', ended)
  })
}

/** What a lane is made of, for its own process: how it makes lines durable and ready, and how it tells them. */
export type Workings = {
  commit?(what: Extract<ToLane, { type: 'commit' }>): Promise<Commit[]>
  prepare(commits: readonly Commit[]): Promise<void>
  /** Tell everybody of the commit with this place among the prepared. */
  publish(place: number): void
  stop(): Promise<void>
}

export function serveLane(port: number, about: unknown, workings: Workings): void {
  let prepared: readonly Commit[] = []
  let read = 0
  const tell = (message: FromLane) => void process.send?.(message)

  process.on('message', async (message: ToLane) => {
    switch (message.type) {
      case 'commit':
        return tell({ type: 'committed', commits: (await workings.commit?.(message)) ?? [] })
      case 'prepare':
        prepared = message.commits
        read = (prepared[0]?.from ?? 1) - 1
        await workings.prepare(prepared)
        return tell({ type: 'prepared' })
      case 'publish':
        return tell({ type: 'published', atMs: await publishAll(message) })
      case 'read':
        read = message.seq
        return
      case 'memory':
        for (let times = 0; times < 3; times++) {
          globalThis.gc?.()
          await turn()
        }
        return tell({ type: 'resident', ...memoryNow() })
      case 'stop':
        await workings.stop()
        process.exit(0)
    }
  })
  // Whoever measures is gone: nothing of this lives on.
  process.on('disconnect', () => void workings.stop().finally(() => process.exit(1)))
  tell({ type: 'ready', port, about })

  function memoryNow() {
    const { rss: bytes, heapUsed, external } = process.memoryUsage()
    return { bytes, living: heapUsed + external, highest: process.resourceUsage().maxRSS * 1_024 }
  }

  async function publishAll({ from, end, everyMs }: Extract<ToLane, { type: 'publish' }>): Promise<number[]> {
    const atMs: number[] = []
    const began = sharedNow()
    for (let place = from; place < end; place++) {
      if (everyMs === null) await room(place)
      else await at(began + (place - from) * everyMs)
      atMs.push(sharedNow())
      workings.publish(place)
    }
    return atMs
  }

  async function room(place: number): Promise<void> {
    do await turn()
    while (place >= WINDOW && (prepared[place - WINDOW]?.from ?? 0) > read)
  }

  async function at(ms: number): Promise<void> {
    do await wait(1)
    while (sharedNow() < ms)
  }
}
