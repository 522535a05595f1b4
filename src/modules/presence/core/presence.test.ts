import { expect, test } from 'vitest'
import type { ReadyRule } from '../../../contract/cards.ts'
import type { Instant, ReasonId } from '../../../contract/ids.ts'
import type { Reason } from '../../../contract/operations/presence.ts'
import type { Result } from '../../../contract/refusals.ts'
import {
  type AgentPresence,
  afterDone,
  afterEnd,
  afterHold,
  afterMiss,
  afterReceiving,
  afterResume,
  breakIsDue,
  type ChosenState,
  choose,
  isReady,
  isWorkDue,
  looksDifferent,
  type Pauses,
  requestBreak,
  returnFromMiss,
  signedOut,
  stopNew,
  toCard,
  vanish,
  workReturned,
} from './presence.ts'

const at = (seconds: number) => (seconds * 1000) as Instant
const reason = (id: string, kind: Reason['kind'], active = true): Reason => ({
  id: id as ReasonId,
  kind,
  version: 1,
  name: id,
  active,
})
const lunch = reason('lunch', 'break')
const training = reason('training', 'offline')
const [disposing, otherPause] = ['disposing', 'other'] as unknown as [ReasonId, ReasonId]

/** What is the same whenever somebody says something, but for where it is the point. */
const said = {
  reason: null,
  pauses: [],
  held: 0,
  readyRule: 'by_queue',
  graceSeconds: 60,
  at: at(99),
} as const

type Step = (presence: AgentPresence) => AgentPresence | Result<AgentPresence>
const says =
  (state: ChosenState, reason: Reason | null = null, pauses: Pauses = []): Step =>
  (presence) =>
    choose(presence, { ...said, state, reason, pauses, at: at(10) })
const stops =
  (on: boolean, held = 1, pauses: Pauses = []): Step =>
  (presence) =>
    stopNew(presence, { on, held, pauses, at: at(20) })
const asksBreak =
  (on: boolean, held = 1, reason: Reason | null = lunch, pauses: Pauses = []): Step =>
  (presence) =>
    requestBreak(presence, { on, state: 'on_break', reason, held, pauses, waitSeconds: 0, at: at(20) })
type Policy = Parameters<typeof afterMiss>[1]['policy']
const misses =
  (policy: Policy, returnSeconds: number | null = null): Step =>
  (presence) =>
    afterMiss(presence, { policy, returnSeconds, at: at(30) })
const returns =
  (second: number, heldPauseReasonId: ReasonId | null = null): Step =>
  (presence) =>
    returnFromMiss(presence, { heldPauseReasonId, at: at(second) })
const ends =
  (pauseReasonId: ReasonId | null = disposing): Step =>
  (presence) =>
    afterEnd(presence, { pauseReasonId, at: at(25) })
const isHeld =
  (held = 0, pauseReasonId: ReasonId | null = disposing): Step =>
  (presence) =>
    afterHold(presence, { held, pauseReasonId, at: at(40) })
type Done = { held?: number; was?: ReasonId | null; other?: ReasonId | null; next?: 'available' | 'not_ready' }
const isDone =
  ({ held = 0, was = null, other = null, next = 'available' }: Done = {}): Step =>
  (presence) =>
    afterDone(presence, {
      held,
      pauseReasonId: was,
      heldPauseReasonId: other,
      afterWrapUp: next,
      readyRule: 'by_queue',
      at: at(50),
    })
const resumes =
  (was: ReasonId | null, other: ReasonId | null = null): Step =>
  (presence) =>
    afterResume(presence, { pauseReasonId: was, heldPauseReasonId: other, at: at(50) })

/** In one line: the state, its reason, what is switched on, and whether offers may come. */
function shown(presence: AgentPresence): string {
  const { state, reasonId, stopNew, breakRequested, notResponding, returnsAt } = presence
  const words = [
    state,
    reasonId && `(${reasonId})`,
    stopNew && 'stop-new',
    breakRequested && 'break-requested',
    notResponding && 'not-responding',
    returnsAt !== null && `returns@${returnsAt / 1000}`,
    isReady(presence) && 'READY',
  ]
  return words.filter(Boolean).join(' ')
}

/** The only place that calls the API: from signed out, through `given`, what does `when` lead to? */
function check(given: readonly Step[], when: Step, then: string): AgentPresence {
  const before = given.reduce<AgentPresence>(run, signedOut(at(0)))
  const result = when(before)
  if ('ok' in result && !result.ok) {
    expect(result.refusal).toBe(then)
    return before
  }
  const after = 'ok' in result ? result.value : result
  expect(shown(after)).toBe(then)
  return after
}
function run(presence: AgentPresence, step: Step): AgentPresence {
  const result = step(presence)
  if (!('ok' in result)) return result
  if (!result.ok) throw new Error(result.refusal)
  return result.value
}

const available = [says('available')]

test('only who is available, and nothing else, is offered anything (R-074)', () => {
  check([], says('available'), 'available READY')
  check(available, says('on_break', lunch), 'on_break (lunch)')
  check(available, says('working_offline', training), 'working_offline (training)')
  check(available, says('signed_out'), 'signed_out')
  check([...available, says('on_break')], says('available'), 'available READY')
})

test('a reason must suit the state, and be in use', () => {
  check(available, says('on_break', training), 'invalid_input')
  check(available, says('working_offline', lunch), 'invalid_input')
  check(available, says('available', lunch), 'invalid_input')
  check(available, says('signed_out', training), 'invalid_input')
  check(available, says('on_break', reason('tea', 'break', false)), 'invalid_input')
  check(available, asksBreak(true, 1, training), 'invalid_input')
})

test('what an agent says replaces all that was pending', () => {
  const pending = [...available, stops(true), asksBreak(true)]
  check(pending, says('working_offline', training), 'working_offline (training)')
  check(pending, says('available'), 'available READY')
  check([...available, misses('on_break', 60)], says('on_break', lunch), 'on_break (lunch)')
  check([...available, misses('stop_new', 60)], says('available'), 'available READY')
})

test('saying the same again does not restart its time; a new state or reason does', () => {
  const onBreak = run(signedOut(at(0)), says('on_break', lunch))
  expect(run(onBreak, (p) => choose(p, { ...said, state: 'on_break', reason: lunch })).since).toBe(at(10))
  expect(run(onBreak, (p) => choose(p, { ...said, state: 'on_break' })).since).toBe(at(99))
})

test('idle time begins with becoming available, and is kept by saying so again', () => {
  const once = run(signedOut(at(0)), says('available'))
  expect(once.idleSince).toBe(at(10))
  expect(run(once, (p) => choose(p, { ...said, state: 'available' })).idleSince).toBe(at(10))
})

test('stop new: finish what is held, then working offline (R-083)', () => {
  check(available, stops(true, 2), 'available stop-new')
  check([...available, stops(true, 2)], isDone({ held: 1 }), 'available stop-new')
  check([...available, stops(true, 2)], isDone({ held: 0 }), 'working_offline')
  check([...available, stops(true, 2)], stops(false, 2), 'available READY')
})

test('stop new with nothing held: the last one is already done', () => {
  check(available, stops(true, 0), 'working_offline')
})

test('stop new is only for who is available', () => {
  check([...available, says('on_break')], stops(true), 'not_available')
  check([...available, says('on_break')], stops(false), 'on_break')
  check(available, stops(false), 'available READY')
})

test('a break asked for begins when the last one is done, and nothing new comes meanwhile', () => {
  check(available, asksBreak(true, 2), 'available break-requested')
  check([...available, asksBreak(true, 2)], isDone({ held: 1 }), 'available break-requested')
  check([...available, asksBreak(true, 2)], isDone({ held: 0 }), 'on_break (lunch)')
  check([...available, asksBreak(true, 2)], asksBreak(false, 2), 'available READY')
  check(available, asksBreak(true, 0), 'on_break (lunch)')
  check([...available, says('working_offline')], asksBreak(true), 'not_available')
})

test('a missed or rejected offer, by the queue’s policy (D-03)', () => {
  check(available, misses('none', 60), 'available READY')
  check(available, misses('on_break'), 'on_break not-responding')
  check(available, misses('on_break', 60), 'on_break not-responding returns@90')
  check(available, misses('offline', 10), 'working_offline not-responding returns@40')
  check(available, misses('stop_new'), 'available stop-new not-responding')
  check(available, misses('stop_new', 5), 'available stop-new not-responding returns@35')
})

test('a miss never overrides what the agent said meanwhile', () => {
  check([...available, says('working_offline', training)], misses('on_break', 60), 'working_offline (training)')
  check([...available, misses('on_break', 60)], misses('offline'), 'on_break not-responding returns@90')
})

test('after a miss the agent is last in line, whatever the policy', () => {
  for (const policy of ['none', 'on_break', 'offline', 'stop_new'] as const) {
    expect(run(run(signedOut(at(0)), says('available')), misses(policy)).idleSince).toBe(at(30))
  }
})

test('a break that the system set ends by itself at its instant', () => {
  const missed = [...available, misses('on_break', 60)]
  check(missed, returns(89.999), 'on_break not-responding returns@90')
  expect(check(missed, returns(90), 'available READY').idleSince).toBe(at(90))
  check([...available, misses('stop_new', 60)], returns(90), 'available READY')
  check([...available, says('on_break', lunch)], returns(90), 'on_break (lunch)')
  check(missed, returns(90, disposing), 'on_break (disposing)')
})

test('saying "I am back" ends it at once, and resuming does too', () => {
  check([...available, misses('on_break')], says('available'), 'available READY')
  check([...available, misses('stop_new', 60)], stops(false), 'available READY')
})

test('stopping by oneself after a miss is not undone by the system’s return', () => {
  check([...available, misses('stop_new', 60), stops(true)], returns(90), 'available stop-new')
})

test('what they asked for outlasts the system’s return (R-082, R-083)', () => {
  const asked = [...available, asksBreak(true), misses('stop_new', 60)]
  check(asked, returns(90), 'available break-requested')
  check([...asked, returns(90)], isDone(), 'on_break (lunch)')
  check([...available, asksBreak(true), misses('on_break', 60)], returns(90), 'available break-requested')
  check([...available, misses('stop_new', 60), asksBreak(true)], returns(90), 'available break-requested')
  check([...asked, ends(), returns(90, disposing)], isDone({ was: disposing }), 'on_break (lunch)')
  check([...asked, returns(90)], asksBreak(false), 'available READY')
  check([...available, stops(true)], misses('stop_new', 60), 'available stop-new not-responding')
  check([...available, stops(true), misses('on_break', 60)], isDone(), 'working_offline')
  check([...available, misses('stop_new', 60)], misses('on_break', 60), 'on_break stop-new not-responding returns@90')
})

test('a break that waits, asked for with nothing in hand, begins at its time although they are brought back before', () => {
  const asked = after(signedOut(at(0)), says('available'), (presence) => requestBreak(presence, request))
  const back = after(asked, misses('on_break', 10), returns(40))
  expect(back).toMatchObject({ state: 'available', breakRequested: true, breakBeginsAt: at(50) })
  expect(breakIsDue(back, { held: 0, at: at(50) })).toMatchObject({ state: 'on_break', reasonId: lunch.id })
})

test('after wrap-up, in the order of D-07', () => {
  const all = [...available, stops(true), asksBreak(true)]
  check(all, isDone({ next: 'not_ready' }), 'on_break (lunch)')
  check([...available, stops(true)], isDone({ next: 'not_ready' }), 'working_offline')
  check(available, isDone({ next: 'not_ready' }), 'on_break')
  check(available, isDone({ next: 'available' }), 'available READY')
  check(available, isDone({ held: 2, next: 'not_ready' }), 'on_break')
})

test('after wrap-up an agent who said something else keeps it', () => {
  check([...available, says('on_break', lunch)], isDone(), 'on_break (lunch)')
  check([...available, says('signed_out')], isDone({ next: 'not_ready' }), 'signed_out')
})

test('idle time begins when the last one is done, not before', () => {
  const idle = (held: number) => run(run(signedOut(at(0)), says('available')), isDone({ held })).idleSince
  expect(idle(1)).toBe(at(10))
  expect(idle(0)).toBe(at(50))
})

test('a missing disposition shows the configured break until it is given (R-099)', () => {
  check(available, isHeld(), 'on_break (disposing)')
  check([...available, isHeld()], isDone({ was: disposing }), 'available READY')
  check([...available, isHeld()], isDone({ was: disposing, next: 'not_ready' }), 'on_break')
  check([...available, isHeld()], says('available', null, [disposing]), 'disposition_required')
  check([...available, isHeld()], says('signed_out', null, [disposing]), 'signed_out')
  check(available, isHeld(0, null), 'available READY')
})

test('the break for disposing is shown from the end of the conversation until it is done, also while time runs (R-099)', () => {
  const ended = [...available, ends()]
  expect(check(available, ends(), 'on_break (disposing)').since).toBe(at(25))
  check(available, ends(null), 'available READY')
  check(ended, isHeld(), 'on_break (disposing)')
  expect(run(run(run(signedOut(at(0)), says('available')), ends()), isHeld()).since, 'one break, not two').toBe(at(25))
  check(ended, isDone({ was: disposing }), 'available READY')
  check([...ended, isHeld()], isDone({ was: disposing }), 'available READY')
  check(ended, isDone({ was: disposing, next: 'not_ready' }), 'on_break')
  check(ended, resumes(disposing), 'available READY')
  check([...available, says('on_break', lunch)], ends(), 'on_break (lunch)')
  check([...available, says('signed_out')], ends(), 'signed_out')
})

test('while disposing: a break, no new ones and going home are still theirs to say; being available is not (R-099)', () => {
  const ended = [...available, ends()]
  const still = [disposing]
  check(ended, says('available', null, still), 'disposition_required')
  check(ended, says('on_break', lunch, still), 'on_break (lunch)')
  check(ended, says('signed_out', null, still), 'signed_out')
  check(ended, stops(true, 1, still), 'on_break (disposing) stop-new')
  check([...ended, stops(true, 1, still)], stops(false, 1, still), 'on_break (disposing)')
  check([...ended, stops(true, 1, still)], isDone({ was: disposing }), 'working_offline')
  check(ended, asksBreak(true, 1, lunch, still), 'on_break (disposing) break-requested')
  check([...ended, asksBreak(true, 1, lunch, still)], isDone({ was: disposing }), 'on_break (lunch)')
  check([...available, says('on_break', lunch)], stops(true, 1, still), 'not_available')
  check([...available, says('on_break', lunch)], asksBreak(true, 1, lunch, still), 'not_available')
})

test('what was asked for before the end waits for the disposition (R-082); who comes back is shown on its break', () => {
  check([...available, asksBreak(true)], ends(), 'on_break (disposing) break-requested')
  check([...available, asksBreak(true), ends()], isDone({ was: disposing }), 'on_break (lunch)')
  check([...available, stops(true)], ends(), 'on_break (disposing) stop-new')
  check([...available, stops(true), ends()], isDone({ held: 1, was: disposing }), 'available stop-new')
  check([...available, misses('stop_new', 60)], ends(), 'on_break (disposing) stop-new not-responding returns@90')
  check([...available, misses('stop_new', 60), ends()], returns(90, disposing), 'on_break (disposing)')
  check([...available, says('on_break', lunch)], says('available', null, [disposing]), 'on_break (disposing)')
  check([...available, says('signed_out')], says('available', null, [disposing, otherPause]), 'on_break (disposing)')
  const second = [...available, isHeld(1, otherPause)]
  check(second, says('available', null, [disposing, otherPause]), 'disposition_required')
})

test('who is already away is not moved by a missing disposition', () => {
  check([...available, says('on_break', lunch)], isHeld(), 'on_break (lunch)')
  check([...available, says('on_break', lunch), isHeld()], isDone({ was: disposing }), 'on_break (lunch)')
})

test('a break that was asked for comes before the one for the disposition, once nothing else is held', () => {
  check([...available, asksBreak(true)], isHeld(0), 'on_break (lunch)')
  check([...available, asksBreak(true)], isHeld(1), 'on_break (disposing) break-requested')
  check([...available, asksBreak(true), isHeld(1)], isDone({ was: disposing }), 'on_break (lunch)')
})

test('two missing dispositions: the break stays until both are given', () => {
  const both = [...available, isHeld(1)]
  check(both, isDone({ held: 1, was: disposing, other: disposing }), 'on_break (disposing)')
  check(both, isDone({ held: 1, was: disposing, other: otherPause }), 'on_break (other)')
  check(
    [...both, isDone({ held: 1, was: disposing, other: otherPause })],
    isDone({ was: otherPause }),
    'available READY',
  )
  check(both, isDone({ held: 1, was: null }), 'on_break (disposing)')
})

test('stop new is remembered while a disposition is missing', () => {
  check([...available, stops(true), isHeld(1)], isDone({ held: 1, was: disposing }), 'available stop-new')
  check([...available, stops(true), isHeld(0)], isDone({ held: 0, was: disposing }), 'working_offline')
})

test('going on talking ends the break for the disposition', () => {
  check([...available, isHeld()], resumes(disposing), 'available READY')
  check([...available, isHeld()], resumes(disposing, otherPause), 'on_break (other)')
  check([...available, says('on_break', lunch)], resumes(disposing), 'on_break (lunch)')
  check(available, resumes(null), 'available READY')
})

test('screens see the card and nothing of the bookkeeping', () => {
  const presence = run(run(signedOut(at(0)), says('available')), asksBreak(true))
  expect(toCard(presence)).toEqual({
    state: 'available',
    reasonId: null,
    since: at(10),
    stopNew: false,
    breakRequested: true,
    breakBeginsAt: null,
    notReady: false,
    onCallSince: null,
    away: null,
    notResponding: false,
    returnsAt: null,
  })
  expect(looksDifferent(presence, { ...presence, idleSince: at(77), requestedReasonId: null })).toBe(false)
  expect(looksDifferent(presence, { ...presence, stopNew: true })).toBe(true)
})

/** Several steps, one after the other. */
const after = (presence: AgentPresence, ...steps: readonly Step[]): AgentPresence => steps.reduce(run, presence)
const oneByOne = { ...said, readyRule: 'one_by_one' } as const
const receives: Step = (presence) => afterReceiving(presence, { readyRule: 'one_by_one' })
const done = (readyRule: ReadyRule, next: 'available' | 'not_ready', held = 0): Step => {
  const after = { held, pauseReasonId: null, heldPauseReasonId: null, afterWrapUp: next, readyRule, at: at(50) }
  return (presence) => afterDone(presence, after)
}

test('one at a time: who receives one is not ready until they are done with it, or say so (R-081)', () => {
  const taken = after(signedOut(at(0)), says('available'), receives)
  expect(taken).toMatchObject({ state: 'available', notReady: true })
  expect(isReady(taken)).toBe(false)
  expect(isReady(after(taken, done('one_by_one', 'available')))).toBe(true)
  expect(isReady(after(taken, (presence) => choose(presence, { ...oneByOne, held: 1, state: 'available' })))).toBe(true)
  expect(after(taken, done('one_by_one', 'not_ready')).state).toBe('on_break')
  for (const readyRule of ['by_queue', 'force_ready'] as const)
    expect(isReady(afterReceiving(after(signedOut(at(0)), says('available')), { readyRule }))).toBe(true)
})

test('force ready: ready again after each, whatever the queue says; a break only by request (R-081, R-082)', () => {
  const there = after(signedOut(at(0)), says('available'))
  expect(isReady(after(there, done('force_ready', 'not_ready')))).toBe(true)
  expect(after(there, done('by_queue', 'not_ready')).state).toBe('on_break')
  const leaves = (state: ChosenState, held: number) => {
    const answer = choose(there, { ...said, readyRule: 'force_ready', state, held })
    return answer.ok ? answer.value.state : answer.refusal
  }
  expect([leaves('on_break', 1), leaves('working_offline', 2)]).toEqual(['only_by_request', 'only_by_request'])
  expect([leaves('on_break', 0), leaves('signed_out', 3)]).toEqual(['on_break', 'signed_out'])
  const forced = { ...said, readyRule: 'force_ready', held: 2, pauses: [disposing] } as const
  const disposes = afterEnd(there, { pauseReasonId: disposing, at: at(20) })
  expect(choose(disposes, { ...forced, state: 'on_break', reason: lunch })).toMatchObject({
    refusal: 'only_by_request',
  })
})

const request = {
  on: true,
  state: 'on_break',
  reason: lunch,
  held: 0,
  pauses: [],
  waitSeconds: 30,
  at: at(20),
} as const

test('a break that was asked for with nothing in hand waits, may be taken back, and begins once (R-082)', () => {
  const there = after(signedOut(at(0)), says('available'))
  const asked = after(there, (presence) => requestBreak(presence, request))
  expect(asked).toMatchObject({ state: 'available', breakRequested: true, breakBeginsAt: at(50) })
  expect(isReady(asked)).toBe(false)
  const again = after(asked, (presence) => requestBreak(presence, { ...request, at: at(40) }))
  expect(again.breakBeginsAt, 'asking again does not lengthen the wait').toBe(at(50))
  expect(breakIsDue(asked, { held: 0, at: at(49) })).toBe(asked)
  const begun = breakIsDue(asked, { held: 0, at: at(50) })
  expect(begun).toMatchObject({ state: 'on_break', reasonId: lunch.id, breakRequested: false, breakBeginsAt: null })
  expect(breakIsDue(begun, { held: 0, at: at(60) })).toBe(begun)
  const taken = after(asked, (presence) => requestBreak(presence, { ...request, on: false }))
  expect(taken).toMatchObject({ breakRequested: false, breakBeginsAt: null })
  expect(isReady(taken)).toBe(true)
  const busy = breakIsDue(asked, { held: 1, at: at(50) })
  expect(busy, 'they took one by hand: it begins when that is done').toMatchObject({
    state: 'available',
    breakRequested: true,
  })
})

test('whoever gets nothing new anyway need not wait for their break (R-082)', () => {
  const there = after(signedOut(at(0)), says('available'))
  const asks = (presence: AgentPresence) => after(presence, (before) => requestBreak(before, request))
  expect(asks(after(there, receives))).toMatchObject({ state: 'on_break', reasonId: lunch.id, notReady: false })
  expect(asks(after(there, stops(true)))).toMatchObject({ state: 'on_break', stopNew: false })
})

test('working offline is asked for in the same way, with a reason of its own', () => {
  const there = after(signedOut(at(0)), says('available'))
  const offline = { ...request, state: 'working_offline', reason: training, held: 1 } as const
  const asked = after(there, (presence) => requestBreak(presence, offline))
  expect(after(asked, isDone())).toMatchObject({ state: 'working_offline', reasonId: training.id })
  expect(requestBreak(there, { ...offline, reason: lunch })).toMatchObject({ refusal: 'invalid_input' })
})

test('whose line is dead is away; what they hold goes back at once, and once', () => {
  const there = after(signedOut(at(0)), says('available'), stops(true))
  const gone = vanish(there, { lastSeenAt: at(5), at: at(70) })
  expect(gone).toMatchObject({ state: 'away', since: at(70), stopNew: false, away: { since: at(5), returned: 0 } })
  expect(isReady(gone)).toBe(false)
  expect(isWorkDue(gone, at(70))).toBe(true)
  const returned = workReturned(gone, { returned: 2, at: at(70) })
  expect(returned).toMatchObject({ state: 'away', away: { since: at(5), returned: 2 }, workReturnsAt: null })
  expect(workReturned(returned, { returned: 1, at: at(80) })).toBe(returned)
  expect(vanish(returned, { lastSeenAt: at(6), at: at(90) })).toBe(returned)
  expect(after(returned, says('available'))).toMatchObject({ state: 'available', away: null, workReturnsAt: null })
})

test('who signs out leaves work behind for the grace period; saying it again does not lengthen that', () => {
  const out = after(signedOut(at(0)), says('available'), says('signed_out'))
  expect(out.workReturnsAt).toBe(at(70))
  expect(isWorkDue(out, at(69))).toBe(false)
  expect(after(out, (presence) => choose(presence, { ...said, state: 'signed_out' })).workReturnsAt).toBe(at(70))
  expect(after(out, says('available')).workReturnsAt, 'back in time: nothing happened').toBeNull()
  expect(vanish(out, { lastSeenAt: at(5), at: at(99) })).toBe(out)
  const away = vanish(after(signedOut(at(0)), says('available')), { lastSeenAt: at(5), at: at(70) })
  const home = after(away, (presence) => choose(presence, { ...said, state: 'signed_out' }))
  expect(home.workReturnsAt, 'what they held while away is due already').toBe(at(70))
})

test('what goes on in the hands of somebody who has gone is left behind like the rest', () => {
  const goesOn = (presence: AgentPresence) =>
    afterResume(presence, { pauseReasonId: null, heldPauseReasonId: null, at: at(200) })
  const away = vanish(after(signedOut(at(0)), says('available')), { lastSeenAt: at(5), at: at(70) })
  expect(goesOn(workReturned(away, { returned: 1, at: at(70) })).workReturnsAt).toBe(at(200))
  const out = after(signedOut(at(0)), says('available'), says('signed_out'))
  expect(goesOn(out), 'they have their time to come back').toBe(out)
  const there = after(signedOut(at(0)), says('available'))
  expect(goesOn(there)).toBe(there)
})
