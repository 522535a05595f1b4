import type { Presence, PresenceState, QueueCard, ReadyRule } from '../../../contract/cards.ts'
import type { Instant, ReasonId } from '../../../contract/ids.ts'
import type { Reason } from '../../../contract/operations/presence.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** What screens show of a presence, and what only the house needs. */
export type AgentPresence = Presence & {
  /** The reason of the break that was asked for; it becomes `reasonId` when the break begins. */
  readonly requestedReasonId: ReasonId | null
  /** What was asked for: a break, or working offline. */
  readonly requestedState: 'on_break' | 'working_offline'
  /** Since when this agent has had nothing to do: who is idle longest is asked first. */
  readonly idleSince: Instant
  /** When what they hold goes back to the queues that say so; null: it does not. */
  readonly workReturnsAt: Instant | null
}

/** What a person can say about themselves. That they are away only the house says. */
export type ChosenState = Exclude<PresenceState, 'away'>

/** What a queue does to who misses or rejects an offer (D-03). */
export type MissPolicy = QueueCard['onTimeout']

/** Before a person first signs in. */
export const signedOut = (at: Instant): AgentPresence => ({
  state: 'signed_out',
  reasonId: null,
  since: at,
  stopNew: false,
  breakRequested: false,
  requestedReasonId: null,
  requestedState: 'on_break',
  breakBeginsAt: null,
  notReady: false,
  notResponding: false,
  returnsAt: null,
  onCallSince: null,
  away: null,
  workReturnsAt: null,
  idleSince: at,
})

/** May this agent be offered something now? Not with a break asked for, or the last one would never be done. */
export const isReady = ({ state, stopNew, breakRequested, notReady, notResponding }: Readable): boolean =>
  state === 'available' && !stopNew && !breakRequested && !notReady && !notResponding

/** What decides whether somebody is ready. */
export type Readable = Pick<Presence, 'state' | 'stopNew' | 'breakRequested' | 'notReady' | 'notResponding'>

/** The part that screens show. */
export function toCard(presence: AgentPresence): Presence {
  const { state, reasonId, since, stopNew, breakRequested, breakBeginsAt, notReady, notResponding } = presence
  const { returnsAt, onCallSince, away } = presence
  const switches = { stopNew, breakRequested, breakBeginsAt, notReady, notResponding }
  return { state, reasonId, since, ...switches, returnsAt, onCallSince, away }
}

/** Would a screen show these two differently? */
export const looksDifferent = (a: AgentPresence, b: AgentPresence): boolean =>
  JSON.stringify(toCard(a)) !== JSON.stringify(toCard(b))

/** The breaks to show for what an agent still has to dispose of: until then they are not available. */
export type Pauses = readonly ReasonId[]

/** What an agent says, and what decides whether they may. */
export type Said = {
  readonly state: ChosenState
  readonly reason: Reason | null
  readonly pauses: Pauses
  /** How many they hold: active and wrapping up. */
  readonly held: number
  readonly readyRule: ReadyRule
  /** How long what they hold stays with them after they sign out. */
  readonly graceSeconds: number
  readonly at: Instant
}

/**
 * The agent says what they do. It replaces all that was pending: a switch, a break asked for, a return set by the
 * system. Under force ready nobody leaves their work for a break or to work offline: they ask, and work off what they
 * hold. Signing out is always possible. Whoever comes back to something they must still dispose of is shown on
 * its break; on that already, they are refused `disposition_required`.
 */
export function choose(presence: AgentPresence, said: Said): Result<AgentPresence> {
  const { state, reason, pauses, held, readyRule, at } = said
  if (reason !== null && !suits(reason, state)) return refuse('invalid_input', `no reason for ${state}`)
  const [pause = null] = pauses
  if (state === 'available' && pause !== null)
    return isOnPause(presence, pauses)
      ? refuse('disposition_required')
      : ok(moved(presence, { state: 'on_break', reasonId: pause, at }))
  const leaves = state === 'on_break' || state === 'working_offline'
  if (leaves && readyRule === 'force_ready' && isAtWork(presence, pauses) && held > 0) return refuse('only_by_request')
  const chosen = moved(presence, { state, reasonId: reason?.id ?? null, at })
  return ok(state === 'signed_out' ? goneFrom(presence, chosen, said) : chosen)
}

/** Whoever signs out leaves what they hold behind, for a while. Saying it again does not lengthen that. */
function goneFrom(before: AgentPresence, after: AgentPresence, { graceSeconds, at }: Said): AgentPresence {
  if (before.state === 'signed_out' || before.state === 'away') return { ...after, workReturnsAt: before.workReturnsAt }
  return { ...after, workReturnsAt: (at + graceSeconds * 1_000) as Instant }
}

/**
 * Their line has been dead for longer than the grace period: a closed laptop, a network that is gone. `lastSeenAt`:
 * since when. What they hold goes back at once where its queue says so.
 */
export function vanish(
  presence: AgentPresence,
  { lastSeenAt, at }: { lastSeenAt: Instant; at: Instant },
): AgentPresence {
  if (presence.state === 'signed_out' || presence.state === 'away') return presence
  const away = { since: lastSeenAt, returned: 0 }
  return { ...moved(presence, { state: 'away', reasonId: null, at }), away, workReturnsAt: at }
}

/** Is it time to give back what this agent holds? */
export const isWorkDue = ({ workReturnsAt }: AgentPresence, at: Instant): boolean =>
  workReturnsAt !== null && workReturnsAt <= at

/** So many interactions of theirs have gone back. Early or twice: nothing. */
export function workReturned(
  presence: AgentPresence,
  { returned, at }: { returned: number; at: Instant },
): AgentPresence {
  if (!isWorkDue(presence, at)) return presence
  const { away } = presence
  return { ...presence, workReturnsAt: null, away: away && { ...away, returned: away.returned + returned } }
}

/**
 * Get nothing new, or resume. `held`: active and wrapping up; what is only offered is taken back. With nothing
 * held, the last one is already done.
 */
export function stopNew(
  presence: AgentPresence,
  { on, held, pauses, at }: { on: boolean; held: number; pauses: Pauses; at: Instant },
): Result<AgentPresence> {
  if (!on && !presence.stopNew) return ok(presence)
  if (!isAtWork(presence, pauses)) return on ? refuse('not_available') : ok({ ...presence, stopNew: false })
  if (on && held === 0) return ok(moved(presence, { state: 'working_offline', reasonId: null, at }))
  return ok({ ...presence, stopNew: on, notResponding: false, returnsAt: null })
}

/**
 * Ask for a break, or to work offline, that begins when the last interaction is done; or take that back. With nothing
 * held it begins after `waitSeconds`, so that somebody can object, and at once for who is not ready anyway.
 */
export function requestBreak(
  presence: AgentPresence,
  { on, state, reason, held, pauses, waitSeconds, at }: BreakRequest,
): Result<AgentPresence> {
  if (!on) return ok({ ...presence, ...noRequest })
  if (reason !== null && !suits(reason, state)) return refuse('invalid_input', `no reason for ${state}`)
  if (!isAtWork(presence, pauses)) return refuse('not_available')
  const wasReady = isReady({ ...presence, breakRequested: false })
  const asked = { ...presence, breakRequested: true, requestedReasonId: reason?.id ?? null, requestedState: state }
  if (held > 0) return ok({ ...asked, breakBeginsAt: null })
  if (waitSeconds === 0 || !wasReady) return ok(beginRequestedBreak(asked, at))
  return ok({ ...asked, breakBeginsAt: presence.breakBeginsAt ?? ((at + waitSeconds * 1_000) as Instant) })
}

export type BreakRequest = {
  readonly on: boolean
  readonly state: 'on_break' | 'working_offline'
  readonly reason: Reason | null
  /** How many they hold: active and wrapping up. */
  readonly held: number
  readonly pauses: Pauses
  readonly waitSeconds: number
  readonly at: Instant
}

/** An offer that lapsed or was rejected, and why, where they said so. */
export type Missed = {
  readonly policy: MissPolicy
  readonly returnSeconds: number | null
  readonly reasonId?: ReasonId | null
  readonly at: Instant
}

/** The time that a break which was asked for waits is over. Early, twice, or with something in hand: nothing. */
export function breakIsDue(presence: AgentPresence, { held, at }: { held: number; at: Instant }): AgentPresence {
  if (presence.breakBeginsAt === null || presence.breakBeginsAt > at) return presence
  return held === 0 ? beginRequestedBreak(presence, at) : { ...presence, breakBeginsAt: null }
}

/** They were given something, or it came back to them. Who takes one at a time is not ready until they say so, or are done with it. */
export function afterReceiving(presence: AgentPresence, { readyRule }: { readyRule: ReadyRule }): AgentPresence {
  if (readyRule !== 'one_by_one' || presence.state !== 'available' || presence.notReady) return presence
  return { ...presence, notReady: true }
}

/**
 * An offer lapsed or was rejected: what the queue's policy makes of the agent (D-03). They go to the end of the line in
 * any case, or one silent desk would hold up every newcomer. What they said themselves meanwhile stands: who wants
 * nothing new is not brought back by the clock.
 */
export function afterMiss(
  presence: AgentPresence,
  { policy, returnSeconds, reasonId = null, at }: Missed,
): AgentPresence {
  const last = { ...presence, idleSince: at }
  if (policy === 'none' || presence.state !== 'available') return last
  const wantsNoMore = presence.stopNew && presence.returnsAt === null
  const returnsAt = returnSeconds === null || wantsNoMore ? null : ((at + returnSeconds * 1_000) as Instant)
  const missed = { ...last, notResponding: true, returnsAt }
  switch (policy) {
    case 'stop_new':
      return { ...missed, stopNew: true }
    case 'on_break':
      return { ...missed, state: 'on_break', reasonId, since: at }
    case 'offline':
      return { ...missed, state: 'working_offline', reasonId, since: at }
  }
}

/**
 * The time that a queue set for coming back is over (D-03). Early or twice: nothing. While something is to be disposed
 * of its break is shown instead (`heldPauseReasonId`). A break that they asked for is still asked for.
 */
export function returnFromMiss(
  presence: AgentPresence,
  { heldPauseReasonId, at }: { heldPauseReasonId: ReasonId | null; at: Instant },
): AgentPresence {
  if (presence.returnsAt === null || presence.returnsAt > at) return presence
  const state = heldPauseReasonId === null ? 'available' : 'on_break'
  const { breakRequested, requestedReasonId, requestedState, breakBeginsAt } = presence
  const asked = { breakRequested, requestedReasonId, requestedState, breakBeginsAt }
  return { ...moved(presence, { state, reasonId: heldPauseReasonId, at }), ...asked }
}

/** What decides how an agent goes on after work on an interaction (D-07). */
export type WorkDone = {
  /** How many others they still hold: active and wrapping up. */
  readonly held: number
  /** The break to show until the interaction in question is disposed of; null: none is set. */
  readonly pauseReasonId: ReasonId | null
  readonly at: Instant
}

/**
 * A conversation is over, and from now until it is disposed of the break of its channel is shown. What was
 * switched on, asked for or set by the system meanwhile stays for afterwards: a break that was asked for waits for the
 * disposition.
 */
export function afterEnd(presence: AgentPresence, { pauseReasonId, at }: Omit<WorkDone, 'held'>): AgentPresence {
  if (pauseReasonId === null || presence.state !== 'available') return presence
  return shownAs(presence, 'on_break', pauseReasonId, at)
}

/**
 * The wrap-up time is over, but something required is missing: the break of the channel stays. One that was asked for
 * comes before it, with nothing else in hand (D-07).
 */
export function afterHold(presence: AgentPresence, { held, pauseReasonId, at }: WorkDone): AgentPresence {
  if (presence.breakRequested && held === 0) return beginRequestedBreak(presence, at)
  return afterEnd(presence, { pauseReasonId, at })
}

/**
 * An interaction is done, and `held` others are left. In the order of D-07: a break that was asked for, another one that
 * is to be disposed of (`heldPauseReasonId`: its break), stop new, and then force ready or what the queue says. An agent
 * who has said something else meanwhile keeps that. Whether the break they are on is such a one is known by its reason.
 */
export function afterDone(
  presence: AgentPresence,
  done: WorkDone & {
    heldPauseReasonId: ReasonId | null
    afterWrapUp: QueueCard['afterWrapUp']
    readyRule: ReadyRule
  },
): AgentPresence {
  const { held, at } = done
  const free = held === 0 ? { ...presence, idleSince: at } : presence
  if (free.breakRequested && held === 0) return beginRequestedBreak(free, at)
  const wasDisposing = isDisposing(free, done.pauseReasonId)
  if (wasDisposing && done.heldPauseReasonId !== null) return shownAs(free, 'on_break', done.heldPauseReasonId, at)
  if (free.stopNew && held === 0) return moved(free, { state: 'working_offline', reasonId: null, at })
  if (!wasDisposing && free.state !== 'available') return free
  if (done.readyRule !== 'force_ready' && done.afterWrapUp === 'not_ready') return shownAs(free, 'on_break', null, at)
  const again = free.notReady ? { ...free, notReady: false } : free
  return wasDisposing ? shownAs(again, 'available', null, at) : again
}

/**
 * It goes on instead of being disposed of: the break for it ends, unless there is another one. In the hands of somebody
 * who has gone it is left behind like the rest.
 */
export function afterResume(
  presence: AgentPresence,
  { pauseReasonId, heldPauseReasonId, at }: Omit<WorkDone, 'held'> & { heldPauseReasonId: ReasonId | null },
): AgentPresence {
  if (presence.state === 'signed_out' || presence.state === 'away')
    return presence.workReturnsAt === null ? { ...presence, workReturnsAt: at } : presence
  if (!isDisposing(presence, pauseReasonId)) return presence
  return heldPauseReasonId === null
    ? shownAs(presence, 'available', null, at)
    : shownAs(presence, 'on_break', heldPauseReasonId, at)
}

/**
 * Something left the agent's hands without being done: it was parked, passed on, or taken back. With nothing left, what
 * was to come after the last one begins: a break that was asked for, then stop new (D-07).
 */
export function afterLetGo(presence: AgentPresence, { held, at }: { held: number; at: Instant }): AgentPresence {
  if (held > 0) return presence
  const free = { ...presence, idleSince: at, notReady: false }
  if (free.breakRequested) return beginRequestedBreak(free, at)
  return free.stopNew ? moved(free, { state: 'working_offline', reasonId: null, at }) : free
}

const isOnPause = ({ state, reasonId }: Presence, pauses: Pauses): boolean =>
  state === 'on_break' && reasonId !== null && pauses.includes(reasonId)

/** Available, or only shown otherwise while they dispose of something. */
const isAtWork = (presence: Presence, pauses: Pauses): boolean =>
  presence.state === 'available' || isOnPause(presence, pauses)

const isDisposing = (presence: Presence, pauseReasonId: ReasonId | null): boolean =>
  pauseReasonId !== null && isOnPause(presence, [pauseReasonId])

const suits = (reason: Reason, state: PresenceState): boolean =>
  reason.active &&
  ((reason.kind === 'break' && state === 'on_break') ||
    (reason.kind === 'offline' && state === 'working_offline') ||
    (reason.kind === 'sign_out' && state === 'signed_out'))

function beginRequestedBreak(presence: AgentPresence, at: Instant): AgentPresence {
  return moved(presence, { state: presence.requestedState, reasonId: presence.requestedReasonId, at })
}

const noRequest = {
  breakRequested: false,
  requestedReasonId: null,
  requestedState: 'on_break',
  breakBeginsAt: null,
} as const

/** A new state; switches and what is pending stay as they are. */
function shownAs(presence: AgentPresence, state: PresenceState, reasonId: ReasonId | null, at: Instant): AgentPresence {
  if (presence.state === state && presence.reasonId === reasonId) return presence
  return { ...presence, state, reasonId, since: at, idleSince: state === 'available' ? at : presence.idleSince }
}

/** A new state that replaces everything pending. Saying the same again does not restart its time. */
function moved(
  presence: AgentPresence,
  { state, reasonId, at }: { state: PresenceState; reasonId: ReasonId | null; at: Instant },
): AgentPresence {
  const plain = {
    ...noRequest,
    stopNew: false,
    notReady: false,
    notResponding: false,
    returnsAt: null,
    away: null,
    workReturnsAt: null,
  }
  return { ...shownAs(presence, state, reasonId, at), ...plain }
}
