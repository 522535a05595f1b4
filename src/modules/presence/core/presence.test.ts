import { expect, test } from 'vitest'
import type { Instant, ReasonId } from '../../../contract/ids.ts'
import type { Reason } from '../../../contract/operations/presence.ts'
import type { Result } from '../../../contract/refusals.ts'
import {
  type AgentPresence,
  afterDone,
  afterHold,
  afterMiss,
  afterResume,
  choose,
  isReady,
  looksDifferent,
  requestBreak,
  returnFromMiss,
  signedOut,
  stopNew,
  toCard,
} from './presence.ts'

const at = (seconds: number) => (seconds * 1000) as Instant
const reason = (id: string, kind: Reason['kind'], active = true): Reason => ({
  id: id as ReasonId,
  kind,
  name: id,
  active,
})
const lunch = reason('lunch', 'break')
const training = reason('training', 'offline')
const [disposing, otherPause] = ['disposing', 'other'] as unknown as [ReasonId, ReasonId]

type Step = (presence: AgentPresence) => AgentPresence | Result<AgentPresence>
const says =
  (state: AgentPresence['state'], reason: Reason | null = null, mustDispose = false): Step =>
  (presence) =>
    choose(presence, { state, reason, mustDispose, at: at(10) })
const stops =
  (on: boolean, held = 1): Step =>
  (presence) =>
    stopNew(presence, { on, held, at: at(20) })
const asksBreak =
  (on: boolean, held = 1, reason: Reason | null = lunch): Step =>
  (presence) =>
    requestBreak(presence, { on, reason, held, at: at(20) })
type Policy = Parameters<typeof afterMiss>[1]['policy']
const misses =
  (policy: Policy, returnSeconds: number | null = null): Step =>
  (presence) =>
    afterMiss(presence, { policy, returnSeconds, at: at(30) })
const returns =
  (second: number, heldPauseReasonId: ReasonId | null = null): Step =>
  (presence) =>
    returnFromMiss(presence, { heldPauseReasonId, at: at(second) })
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
  expect(
    run(onBreak, (p) => choose(p, { state: 'on_break', reason: lunch, mustDispose: false, at: at(99) })).since,
  ).toBe(at(10))
  expect(
    run(onBreak, (p) => choose(p, { state: 'on_break', reason: null, mustDispose: false, at: at(99) })).since,
  ).toBe(at(99))
})

test('idle time begins with becoming available, and is kept by saying so again', () => {
  const once = run(signedOut(at(0)), says('available'))
  expect(once.idleSince).toBe(at(10))
  expect(
    run(once, (p) => choose(p, { state: 'available', reason: null, mustDispose: false, at: at(99) })).idleSince,
  ).toBe(at(10))
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
  check([...available, isHeld()], says('available', null, true), 'disposition_required')
  check([...available, isHeld()], says('signed_out', null, true), 'signed_out')
  check(available, isHeld(0, null), 'available READY')
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
    notResponding: false,
    returnsAt: null,
  })
  expect(looksDifferent(presence, { ...presence, idleSince: at(77), requestedReasonId: null })).toBe(false)
  expect(looksDifferent(presence, { ...presence, stopNew: true })).toBe(true)
})
