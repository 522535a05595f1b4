import { z } from 'zod'
import { isKnownCode } from './errors.ts'
import type { Json } from './json.ts'
import { pick, type Random, seededRandom } from './random.ts'

/** Faults that are on or off, each with a chance of its own. */
export const SWITCHES = [
  'duplicate',
  'outOfOrder',
  'statusBeforeResponse',
  'skipDelivered',
  'wrongSignature',
  'oldSecret',
  'malformedEntry',
  'escapeUnicode',
  'heldForQuality',
  'invalidResponseJson',
  'wrongMediaHash',
  'mediaAddressGone',
] as const
export type Switch = (typeof SWITCHES)[number]

/** What each fault does, for the screen. */
export const FAULT_WORDS: Readonly<Record<Switch | 'delay' | 'batch' | 'failNext', string>> = {
  delay: 'Webhooks arrive late',
  duplicate: 'Each webhook arrives twice',
  outOfOrder: 'Statuses arrive in the wrong order',
  statusBeforeResponse: 'Statuses arrive before the send is answered',
  skipDelivered: 'An open chat reports read without delivered',
  wrongSignature: 'Webhooks carry a wrong signature',
  oldSecret: 'Webhooks are signed with the secret before the last one',
  batch: 'Several updates arrive in one webhook',
  malformedEntry: 'A broken entry stands beside the good ones',
  escapeUnicode: 'Characters outside ASCII arrive escaped',
  heldForQuality: 'Templates are held for a quality check',
  invalidResponseJson: 'Filled-in forms arrive as broken JSON',
  wrongMediaHash: 'Media are announced with a wrong hash',
  mediaAddressGone: 'Media addresses have expired when they are fetched',
  failNext: 'The next send fails',
}

const MAX_DELAY_MS = 600_000
const MAX_BATCH = 1000
const MAX_TIMES = 1000

/**
 * How a send can fail: with a code of Meta's; `timeout` and `reset` after it was accepted, which only its statuses will
 * tell; `timeout_before` and `reset_before` with nothing sent; `500` with Meta's 131000.
 */
export const FailureMode = z.union([
  z.number().int().refine(isKnownCode, 'is not a code of Meta'),
  z.enum(['timeout', 'timeout_before', '500', 'reset', 'reset_before']),
])
export type FailureMode = z.infer<typeof FailureMode>

const FailNext = z.strictObject({
  code: FailureMode,
  times: z.number().int().min(1).max(MAX_TIMES).default(1),
  /** In the answer, or accepted first and then failed by a status. Only codes can come by status. */
  by: z.enum(['response', 'status']).default('response'),
})

const chance = z.number().min(0).max(1)

/** All switches. Everything is off unless somebody turned it on. */
export const Faults = z.strictObject({
  delayMs: z.number().int().min(0).max(MAX_DELAY_MS),
  /** How many updates are gathered into one webhook; 1 is off. */
  batch: z.number().int().min(1).max(MAX_BATCH),
  ...(Object.fromEntries(SWITCHES.map((name) => [name, z.boolean()])) as Record<Switch, z.ZodBoolean>),
  failNext: FailNext.nullable(),
  /** How often each running fault happens; 1 when not named. */
  chance: z.partialRecord(z.enum([...SWITCHES, 'delay', 'failNext']), chance),
  seed: z.number().int().min(0).max(4_294_967_295),
})
export type Faults = z.infer<typeof Faults>
/** What a screen may change at once. */
export const FaultChanges = Faults.partial()
export type FaultChanges = z.infer<typeof FaultChanges>

export const NO_FAULTS: Faults = {
  delayMs: 0,
  batch: 1,
  duplicate: false,
  outOfOrder: false,
  statusBeforeResponse: false,
  skipDelivered: false,
  wrongSignature: false,
  oldSecret: false,
  malformedEntry: false,
  escapeUnicode: false,
  heldForQuality: false,
  invalidResponseJson: false,
  wrongMediaHash: false,
  mediaAddressGone: false,
  failNext: null,
  chance: {},
  seed: 7,
}

/** The switches, and the dice they are thrown with. */
export type FaultBox = {
  get(): Faults
  /** Names of the faults that run now. */
  running(): (keyof typeof FAULT_WORDS)[]
  set(changes: FaultChanges): void
  /** Everything off; the seed stays and begins anew. */
  clear(): void
  /** Whether this fault happens this time. */
  strikes(name: Switch): boolean
  delayMs(): number
  /** The failure of this send, if one was ordered; counts it down. */
  takeFailure(): { code: FailureMode; by: 'response' | 'status' } | null
  /** A broken entry, never the same twice in a row for long. */
  brokenEntry(): Json
}

export function createFaultBox(initial: Faults, changed: () => void): FaultBox {
  let faults = initial
  let random: Random = seededRandom(initial.seed)

  const hits = (name: keyof Faults['chance']): boolean => {
    const odds = faults.chance[name] ?? 1
    return odds >= 1 || random() < odds
  }

  function set(changes: FaultChanges): void {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    faults = { ...faults, ...given }
    if (changes.seed !== undefined) random = seededRandom(changes.seed)
    changed()
  }

  return {
    get: () => faults,
    running: () => [
      ...(faults.delayMs > 0 ? (['delay'] as const) : []),
      ...(faults.batch > 1 ? (['batch'] as const) : []),
      ...SWITCHES.filter((name) => faults[name]),
      ...(faults.failNext ? (['failNext'] as const) : []),
    ],
    set,
    clear: () => set({ ...NO_FAULTS, seed: faults.seed }),
    strikes: (name) => faults[name] && hits(name),
    delayMs: () => (faults.delayMs > 0 && hits('delay') ? faults.delayMs : 0),
    takeFailure() {
      const { failNext } = faults
      if (!failNext || !hits('failNext')) return null
      set({ failNext: failNext.times > 1 ? { ...failNext, times: failNext.times - 1 } : null })
      return { code: failNext.code, by: failNext.by }
    },
    brokenEntry: () => pick(random, BROKEN_ENTRIES),
  }
}

/** Entries no parser may stumble over: wrong kinds, missing parts, a message without its content. */
const BROKEN_ENTRIES: readonly Json[] = [
  null,
  'entry',
  { id: 17, changes: 'none' },
  { changes: [null, { field: 'messages' }] },
  {
    id: '900100200300401',
    changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata: null, messages: 'none' } }],
  },
  {
    id: '900100200300401',
    changes: [
      {
        field: 'messages',
        value: { metadata: { phone_number_id: '700800900100201' }, messages: [{ type: 'text' }, null, 5] },
      },
    ],
  },
  {
    id: '900100200300401',
    changes: [
      {
        field: 'messages',
        value: {
          metadata: { phone_number_id: '700800900100201' },
          statuses: [{ id: 'wamid.broken', status: 'teleported', timestamp: 'soon' }],
        },
      },
    ],
  },
]
