import { readFileSync, renameSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Faults } from './faults.ts'
import type { StoredMedia } from './media.ts'
import type { Template } from './templates.ts'
import type { Webhook } from './webhooks.ts'
import type { Account, BusinessNumber, Phone, Settings, Thread } from './world.ts'

/** Everything that outlives a restart. */
export type SavedState = {
  version: 1
  clockOffset: number
  settings: Settings
  numbers: BusinessNumber[]
  accounts: (Omit<Account, 'templates'> & { templates: Template[] })[]
  phones: Phone[]
  threads: Thread[]
  faults: Faults
  media: StoredMedia[]
  webhooks: Webhook[]
}

const whole = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

/** Enough to tell our own file from a broken one. What stands inside a part was checked when it was made. */
const SavedState: z.ZodType<SavedState> = z.object({
  version: z.literal(1),
  clockOffset: z.number().int().min(0),
  settings: z.object({ strangers: z.enum(['undeliverable', 'reachable']) }),
  numbers: z.array(whole<BusinessNumber>()),
  accounts: z.array(whole<Omit<Account, 'templates'> & { templates: Template[] }>()),
  phones: z.array(whole<Phone>()),
  threads: z.array(whole<Thread>().refine(({ messages }) => Array.isArray(messages))),
  faults: Faults,
  media: z.array(whole<StoredMedia>()),
  webhooks: z.array(whole<Webhook>()),
})

/** Read the state file; null when there is none. A broken one is renamed and named in the log, never deleted. */
export function loadState(path: string, log: (line: string) => void): SavedState | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const state = SavedState.safeParse(jsonOrUndefined(text))
  if (state.success) return state.data
  const aside = `${path}.broken-${Date.now()}`
  renameSync(path, aside)
  log(`Simulator: the state file was broken and is now ${aside}. Beginning anew.`)
  return null
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type StateFile = {
  /** Something changed: write soon. */
  touch(): void
  /** Write now what has changed. */
  flush(): Promise<void>
}

const SOON_MS = 500
/** Writing may take one part in this many of the time. */
const REST_FACTOR = 20

/** Writes the state beside the file and renames it, so that a crash leaves the old one or the new one. */
export function createStateFile(path: string, read: () => SavedState, log: (line: string) => void): StateFile {
  let timer: NodeJS.Timeout | null = null
  let isDirty = false
  let tookMs = 0
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    isDirty = false
    const began = performance.now()
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.new`, JSON.stringify(read()), { flush: true })
      await rename(`${path}.new`, path)
    } catch (error) {
      log(`Simulator: the state could not be written: ${String(error)}`)
    }
    tookMs = performance.now() - began
  }

  function save(): Promise<void> {
    timer = null
    writing = writing.then(() => (isDirty ? write() : undefined))
    return writing
  }

  return {
    touch() {
      isDirty = true
      timer ??= setTimeout(() => void save(), Math.max(SOON_MS, tookMs * REST_FACTOR)).unref()
    },
    flush() {
      if (timer) clearTimeout(timer)
      return save()
    },
  }
}
