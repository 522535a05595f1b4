import { expect, test } from 'vitest'
import type { AgentId, OfferId } from '../../../../contract/ids.ts'
import { agent, at, card, channel, idOf, queue, view } from '../../../testing/samples.ts'
import { derived, loadOf } from './presence.ts'

const presence = agent().presence
const load = { held: 2, places: 8, wrappingUp: 0, undivided: false }

test('places are those of the channels of my queues, unless I have a limit of my own', () => {
  const sms = channel({ id: idOf('sms'), capacity: 3 })
  const off = channel({ id: idOf('off'), capacity: 5, active: false })
  const elsewhere = channel({ id: idOf('else'), capacity: 7, queueId: idOf('returns') })
  const all = { ...view(1), channels: { a: channel(), b: sms, c: off, d: elsewhere } }
  expect(loadOf(all).places).toBe(11)
  expect(loadOf({ ...all, agents: { [all.me.agentId]: agent({ capacity: 4 }) } }).places).toBe(4)
})
test('held counts wrap-up, not what is offered or waits', () => {
  const cards = [
    card(),
    card({ id: idOf('b'), state: 'wrapping_up' }),
    card({ id: idOf('c'), state: 'waiting', agentId: null }),
  ]
  expect(loadOf(view(1, cards))).toMatchObject({ held: 2, wrappingUp: 1 })
})
test('what wants me undivided is said until it is done, from the moment I am asked; not what I have set aside (R-059)', () => {
  const complaints = queue({ id: idOf('complaints'), eligible: 'undivided' })
  const place = { queueId: complaints.id }
  const parked = { reason: 'manual', since: at(0), until: null } as const
  const asked = { id: idOf<OfferId>('offer'), agentIds: [idOf<AgentId>('ines')], expiresAt: at(20) }
  const isUndivided = (change: Parameters<typeof card>[0]) => {
    const all = view(1, [card(change)])
    return loadOf({ ...all, queues: { ...all.queues, [complaints.id]: complaints } }).undivided
  }
  expect(isUndivided({})).toBe(false)
  expect(isUndivided(place)).toBe(true)
  expect(isUndivided({ ...place, state: 'wrapping_up' })).toBe(true)
  expect(isUndivided({ ...place, parked })).toBe(false)
  expect(isUndivided({ ...place, state: 'offered', agentId: null, offer: asked })).toBe(true)
  expect(isUndivided({ ...place, state: 'waiting', agentId: null })).toBe(false)
  expect(derived(presence, { ...load, wrappingUp: 1, undivided: true })).toEqual({ what: 'undivided' })
  expect(derived({ ...presence, state: 'on_break' }, { ...load, undivided: true })).toEqual({
    what: 'since',
    at: at(0),
  })
})
test('on the telephone is said before anything but not responding', () =>
  expect(derived({ ...presence, onCallSince: at(30) }, load)).toEqual({ what: 'on_call', at: at(30) }))

test('the most telling comes first', () => {
  expect(derived({ ...presence, notResponding: true, stopNew: true }, load)).toEqual({ what: 'not_responding' })
  expect(derived({ ...presence, state: 'on_break', returnsAt: at(30) }, load)).toEqual({ what: 'returns', at: at(30) })
  expect(derived({ ...presence, stopNew: true }, load)).toEqual({ what: 'stop_new' })
  expect(derived(presence, { ...load, wrappingUp: 1 })).toEqual({ what: 'wrapping_up', count: 1 })
  expect(derived(presence, { ...load, held: 8 })).toEqual({ what: 'full' })
  expect(derived(presence, load)).toEqual({ what: 'since', at: at(0) })
})
