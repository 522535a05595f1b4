import type { Presence, PresenceState, QueueCard } from '../../../contract/cards.ts'
import type { Instant, ReasonId } from '../../../contract/ids.ts'
import type { Reason } from '../../../contract/operations/presence.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** What screens show of a presence, and what only the house needs. */
export type AgentPresence = Presence & {
  /** The reason of the break that was asked for; it becomes `reasonId` when the break begins. */
  readonly requestedReasonId: ReasonId | null
  /** Since when this agent has had nothing to do: who is idle longest is asked first. */
  readonly idleSince: Instant
}

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
  notResponding: false,
  returnsAt: null,
  onCallSince: null,
  idleSince: at,
})

/** May this agent be offered something now? Not with a break asked for, or the last one would never be done. */
export const isReady = ({
  state,
  stopNew,
  breakRequested,
  notResponding,
}: Pick<Presence, 'state' | 'stopNew' | 'breakRequested' | 'notResponding'>): boolean =>
  state === 'available' && !stopNew && !breakRequested && !notResponding

/** The part that screens show. */
export function toCard(presence: AgentPresence): Presence {
  const { state, reasonId, since, stopNew, breakRequested, notResponding, returnsAt, onCallSince } = presence
  return { state, reasonId, since, stopNew, breakRequested, notResponding, returnsAt, onCallSince }
}

/** Would a screen show these two differently? */
export const looksDifferent = (a: AgentPresence, b: AgentPresence): boolean =>
  JSON.stringify(toCard(a)) !== JSON.stringify(toCard(b))

/**
 * The agent says what they do. It replaces all that was pending: a switch, a break asked for, a return set by the
 * system. `mustDispose`: a required disposition is missing, so they cannot be available yet.
 */
export function choose(
  presence: AgentPresence,
  {
    state,
    reason,
    mustDispose,
    at,
  }: { state: PresenceState; reason: Reason | null; mustDispose: boolean; at: Instant },
): Result<AgentPresence> {
  if (reason !== null && !suits(reason, state)) return refuse('invalid_input', `no reason for ${state}`)
  if (state === 'available' && mustDispose) return refuse('disposition_required')
  return ok(moved(presence, { state, reasonId: reason?.id ?? null, at }))
}

/**
 * Get nothing new, or resume. `held`: active and wrapping up; what is only offered is taken back. With nothing
 * held, the last one is already done.
 */
export function stopNew(
  presence: AgentPresence,
  { on, held, at }: { on: boolean; held: number; at: Instant },
): Result<AgentPresence> {
  if (!on && !presence.stopNew) return ok(presence)
  if (presence.state !== 'available') return on ? refuse('not_available') : ok({ ...presence, stopNew: false })
  if (on && held === 0) return ok(moved(presence, { state: 'working_offline', reasonId: null, at }))
  return ok({ ...presence, stopNew: on, notResponding: false, returnsAt: null })
}

/** Ask for a break that begins when the last interaction is done, or take that back. With nothing held it begins now. */
export function requestBreak(
  presence: AgentPresence,
  { on, reason, held, at }: { on: boolean; reason: Reason | null; held: number; at: Instant },
): Result<AgentPresence> {
  if (!on) return ok({ ...presence, breakRequested: false, requestedReasonId: null })
  if (reason !== null && !suits(reason, 'on_break')) return refuse('invalid_input', 'no reason for a break')
  if (presence.state !== 'available') return refuse('not_available')
  const asked = { ...presence, breakRequested: true, requestedReasonId: reason?.id ?? null }
  return ok(held === 0 ? beginRequestedBreak(asked, at) : asked)
}

/**
 * An offer lapsed or was rejected: what the queue's policy makes of the agent (D-03). They go to the end of the line in
 * any case, or one silent desk would hold up every newcomer. What they said themselves meanwhile stands.
 */
export function afterMiss(
  presence: AgentPresence,
  { policy, returnSeconds, at }: { policy: MissPolicy; returnSeconds: number | null; at: Instant },
): AgentPresence {
  const last = { ...presence, idleSince: at }
  if (policy === 'none' || presence.state !== 'available') return last
  const returnsAt = returnSeconds === null ? null : ((at + returnSeconds * 1_000) as Instant)
  const missed = { ...last, notResponding: true, returnsAt }
  switch (policy) {
    case 'stop_new':
      return { ...missed, stopNew: true }
    case 'on_break':
      return { ...missed, state: 'on_break', reasonId: null, since: at }
    case 'offline':
      return { ...missed, state: 'working_offline', reasonId: null, since: at }
  }
}

/**
 * The time that a queue set for coming back is over (D-03). Early or twice: nothing. While a required disposition is
 * missing its break is shown instead (`heldPauseReasonId`).
 */
export function returnFromMiss(
  presence: AgentPresence,
  { heldPauseReasonId, at }: { heldPauseReasonId: ReasonId | null; at: Instant },
): AgentPresence {
  if (presence.returnsAt === null || presence.returnsAt > at) return presence
  const state = heldPauseReasonId === null ? 'available' : 'on_break'
  return moved(presence, { state, reasonId: heldPauseReasonId, at })
}

/** What decides how an agent goes on after work on an interaction (D-07). */
export type WorkDone = {
  /** How many others they still hold: active and wrapping up. */
  readonly held: number
  /** The break to show for a required disposition, of the interaction in question; null: none is set. */
  readonly pauseReasonId: ReasonId | null
  readonly at: Instant
}

/**
 * The wrap-up is over but a required disposition is missing: the configured break is shown until it is given. A break
 * that was asked for comes first (D-07).
 */
export function afterHold(presence: AgentPresence, { held, pauseReasonId, at }: WorkDone): AgentPresence {
  if (presence.breakRequested && held === 0) return beginRequestedBreak(presence, at)
  if (pauseReasonId === null || presence.state !== 'available') return presence
  return { ...presence, state: 'on_break', reasonId: pauseReasonId, since: at, returnsAt: null }
}

/**
 * An interaction is done, and `held` others are left. In the order of D-07: a break that was asked for, another required disposition still missing
 * (`heldPauseReasonId`: its break), stop new, and then what the queue says. An agent who has said something else
 * meanwhile keeps that. Whether the break they are on is one for a disposition is known by its reason.
 */
export function afterDone(
  presence: AgentPresence,
  done: WorkDone & { heldPauseReasonId: ReasonId | null; afterWrapUp: QueueCard['afterWrapUp'] },
): AgentPresence {
  const { held, at } = done
  const free = held === 0 ? { ...presence, idleSince: at } : presence
  if (free.breakRequested && held === 0) return beginRequestedBreak(free, at)
  const wasDisposing = isDisposing(free, done.pauseReasonId)
  if (wasDisposing && done.heldPauseReasonId !== null) return shownAs(free, 'on_break', done.heldPauseReasonId, at)
  if (free.stopNew && held === 0) return moved(free, { state: 'working_offline', reasonId: null, at })
  if (!wasDisposing && free.state !== 'available') return free
  if (done.afterWrapUp === 'not_ready') return shownAs(free, 'on_break', null, at)
  return wasDisposing ? shownAs(free, 'available', null, at) : free
}

/** The agent goes on talking instead of disposing: the break for it ends, unless another one is still missing. */
export function afterResume(
  presence: AgentPresence,
  { pauseReasonId, heldPauseReasonId, at }: Omit<WorkDone, 'held'> & { heldPauseReasonId: ReasonId | null },
): AgentPresence {
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
  const free = { ...presence, idleSince: at }
  if (free.breakRequested) return beginRequestedBreak(free, at)
  return free.stopNew ? moved(free, { state: 'working_offline', reasonId: null, at }) : free
}

const isDisposing = ({ state, reasonId }: Presence, pauseReasonId: ReasonId | null): boolean =>
  state === 'on_break' && pauseReasonId !== null && reasonId === pauseReasonId

const suits = (reason: Reason, state: PresenceState): boolean =>
  reason.active &&
  ((reason.kind === 'break' && state === 'on_break') || (reason.kind === 'offline' && state === 'working_offline'))

function beginRequestedBreak(presence: AgentPresence, at: Instant): AgentPresence {
  return moved(presence, { state: 'on_break', reasonId: presence.requestedReasonId, at })
}

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
    stopNew: false,
    breakRequested: false,
    requestedReasonId: null,
    notResponding: false,
    returnsAt: null,
  }
  return { ...shownAs(presence, state, reasonId, at), ...plain }
}
