import type { Log } from './log.ts'

/** Complains about troubles that come again and again: once, then now and then with a count, then that it is over. */
export type Complaints = {
  about(error: unknown): void
  /** It works again. */
  over(): void
}

/** How long the same trouble is only counted. */
const QUIET_MS = 60_000

/** Complaints about one thing. `what` begins the log line: "the router". */
export function complaints(log: Log, what: string): Complaints {
  const kinds = new Map<string, { saidAt: number; unsaid: number }>()

  return {
    about(error) {
      const kind = kindOf(error)
      const now = Date.now()
      const known = kinds.get(kind)
      if (known && now - known.saidAt < QUIET_MS) {
        known.unsaid++
        return
      }
      log.error({ err: error, ...(known ? { alsoBefore: known.unsaid } : {}) }, `${what} has trouble; trying again`)
      kinds.set(kind, { saidAt: now, unsaid: 0 })
    },
    over() {
      if (kinds.size === 0) return
      kinds.clear()
      log.info(`${what} works again`)
    },
  }
}

/** Messages with ids and times in them are of one kind. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return `${error.name} ${code} ${error.message.replace(/[0-9a-f-]{8,}|\d+/g, '…').slice(0, 200)}`
}
