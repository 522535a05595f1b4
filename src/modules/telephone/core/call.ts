import type { Instant } from '../../../contract/ids.ts'

/** A call as far as it was told. `startedAt` null: its end was heard first; `limitAt` null: it is not under way. */
export type Call = {
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
  readonly limitAt: Instant | null
}

/** What a telephone system says: on a call, or off it, since when. */
export type CallNews = { readonly state: 'on' | 'off'; readonly at: Instant }

/** An end that never comes is not waited for any longer than this, in milliseconds. */
export const longestCallMs = 4 * 3_600_000

/**
 * The call after this news; null: it says nothing new. News may come twice and in any order: the later time counts, an
 * end ends whatever began before it, and what begins after an end is the same call taken up again.
 */
export function hear(call: Call | null, { state, at: told }: CallNews, now: Instant): Call | null {
  const at = told < now ? told : now // Nothing has happened yet that lies ahead, whatever their clock says.
  if (state === 'off') {
    if (call !== null && call.endedAt !== null && at <= call.endedAt) return null
    if (call !== null && call.startedAt !== null && at < call.startedAt) return null // The end of an earlier part.
    return { startedAt: call?.startedAt ?? null, endedAt: at, limitAt: null }
  }
  if (call !== null && call.endedAt !== null && at <= call.endedAt) return null // Overtaken by its end.
  if (call?.limitAt != null) return null // Said before: it has been under way since.
  const limitAt = (at + longestCallMs) as Instant
  return { startedAt: at, endedAt: call?.endedAt ?? null, limitAt: limitAt > now ? limitAt : null }
}

/** Since when somebody is on the telephone, by all their calls; null: they are not. */
export function onCallSince(calls: readonly Call[]): Instant | null {
  const begun = calls.flatMap(({ startedAt, limitAt }) => (limitAt !== null && startedAt !== null ? [startedAt] : []))
  return begun.length === 0 ? null : (Math.min(...begun) as Instant)
}
