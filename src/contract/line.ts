import { z } from 'zod'
import { QueueId } from './ids.ts'

/** What becomes of who finds a line full, or waited too long in it: they stay and are told, go elsewhere, or it ends. */
export const Overflow = z.object({
  does: z.enum(['stay', 'move', 'close']),
  /** Where to, for `move`. */
  queueId: QueueId.nullable(),
  /** What the contact is told; null: nothing. */
  text: z.string().trim().min(1).max(1000).nullable(),
})
export type Overflow = z.infer<typeof Overflow>

/** The line before a queue: who stands where in it, how long it may be, and what those who wait are told. */
export const QueueLine = z.object({
  /** With which interactions begin here: 0 to 1,000, higher is more urgent. */
  priority: z.number().int().min(0).max(1000),
  /** One point of priority counts as so many seconds of waiting; null: whoever is more urgent is always first. */
  pointSeconds: z.number().int().min(1).max(3600).nullable(),
  /** For agents of several queues: a minute of waiting here counts as so many. */
  weight: z.number().int().min(1).max(100),
  /** How many may wait; null: any number. */
  mostWaiting: z.number().int().min(1).max(10_000).nullable(),
  /** How long somebody may wait, in seconds; null: for ever. */
  longestWaitSeconds: z.number().int().min(10).max(86_400).nullable(),
  overflow: Overflow,
  /** Whoever has waited so long is told how long it will take; null: nobody is. */
  announce: z
    .object({
      afterSeconds: z.number().int().min(5).max(3600),
      /** `{minutes}` and `{ahead}` are filled in. */
      text: z.string().trim().min(1).max(1000),
    })
    .nullable(),
})
export type QueueLine = z.infer<typeof QueueLine>

/** A line as long as it gets, strictly by priority and age. */
export const plainLine: QueueLine = {
  priority: 0,
  pointSeconds: null,
  weight: 1,
  mostWaiting: null,
  longestWaitSeconds: null,
  overflow: { does: 'stay', queueId: null, text: null },
  announce: null,
}
