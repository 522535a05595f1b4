import { maxFileBytes } from './media-actions.ts'

/** How much may be in hand at once: files, and their bytes. */
export type Amount = { count: number; bytes: number }

export type UploadLimits = {
  /** For one person. */
  each: Amount
  /** For everybody this process serves. */
  all: Amount
}

/** A file is held in memory while it arrives; a composer takes ten of them at once. */
const LIMITS: UploadLimits = {
  each: { count: 12, bytes: 2.5 * maxFileBytes },
  // The half is for small files, while large ones fill the rest.
  all: { count: 1_000, bytes: 5.5 * maxFileBytes },
}

/** Room in memory for files that are arriving. */
export type UploadRoom = {
  /** Take room for a file of this length. Answers with what gives it back, or null: there is none now. */
  take(personId: string, bytes: number): (() => void) | null
}

/** Room for one process: nobody can fill its memory by beginning many uploads, alone or with others. */
export function createUploadRoom(limits: UploadLimits = LIMITS): UploadRoom {
  const all: Amount = { count: 0, bytes: 0 }
  const heldBy = new Map<string, Amount>()
  return {
    take(personId, bytes) {
      const held = heldBy.get(personId) ?? { count: 0, bytes: 0 }
      if (held.count >= limits.each.count || held.bytes + bytes > limits.each.bytes) return null
      if (all.count >= limits.all.count || all.bytes + bytes > limits.all.bytes) return null
      heldBy.set(personId, held)
      for (const amount of [all, held]) change(amount, 1, bytes)
      return () => {
        for (const amount of [all, held]) change(amount, -1, -bytes)
        if (held.count === 0) heldBy.delete(personId)
      }
    },
  }
}

function change(amount: Amount, count: number, bytes: number): void {
  amount.count += count
  amount.bytes += bytes
}
