import { expect, test } from 'vitest'
import type { AgentId } from '../../../contract/ids.ts'
import {
  accepts,
  active,
  ana,
  at,
  beginning,
  ben,
  check,
  lapse,
  offer,
  offered,
  offerTo,
  other,
  rejects,
  run,
  take,
  waiting,
  withdraw,
} from '../../../testing/interactions.ts'
import { maxPassedOver } from './evolve.ts'
import { begun, type Interaction, loads, nobodyPreferred } from './interaction.ts'

test('an offer can be accepted until it expires, and not at that instant', () => {
  check(offered, accepts(ana, 29.999), 'assigned')
  check(offered, accepts(ana, 30), 'offer_expired')
})

test('an offer lapses at its instant and not before', () => {
  check(offered, lapse(29.999), '')
  check(offered, lapse(30), 'offer_lapsed')
})

test('a lapse that loses the race to an acceptance does nothing', () => {
  check(active, lapse(), '')
})

test('a lapsed, rejected or withdrawn offer cannot be accepted late', () => {
  check([...offered, lapse()], accepts(ana), 'offer_gone')
  check([...offered, rejects(ana)], accepts(ana), 'offer_gone')
  check([...offered, withdraw()], accepts(ana), 'offer_gone')
  check([...offered, lapse(), offerTo(ana, other, 90)], accepts(ana), 'offer_gone')
})

test('rejecting twice, or what has lapsed meanwhile, is no error', () => {
  check([...offered, rejects(ana)], rejects(ana), '')
  check([...offered, lapse(), offerTo(ben, other)], rejects(ana), '')
})

test('waiting keeps its age through offers, and remembers who let it pass', () => {
  const back = check([...offered, lapse(), offerTo(ben, other, 60)], rejects(ben, other), 'offer_rejected')
  expect(back).toMatchObject({ state: 'waiting', waitingSince: at(0), passedOver: [ana, ben] })
})

test('a withdrawn offer is nobody’s fault', () => {
  expect(check(offered, withdraw(), 'offer_withdrawn')).toMatchObject({ state: 'waiting', passedOver: [] })
})

test('asking somebody a second time begins a new round', () => {
  const again = check([...offered, lapse(), offerTo(ben, other), lapse(30, other)], offerTo(ana), 'offered')
  expect(again.passedOver).toEqual([])
  expect(run(again, lapse()).passedOver).toEqual([ana])
})

test('a round of offers remembers a limited number of people, the latest', () => {
  const names = Array.from({ length: maxPassedOver + 1 }, (_, n) => `agent-${n}` as AgentId)
  const tired = names.flatMap((name) => [offerTo(name), rejects(name)]).reduce<Interaction>(run, waiting)
  expect(tired.passedOver).toEqual(names.slice(1))
})

test('accepting forgets who let it pass and fixes when it was accepted', () => {
  const taken = check([offerTo(ben), lapse(), offerTo(ana, other, 60)], accepts(ana, 40, other), 'assigned')
  expect(taken).toMatchObject({ state: 'active', agentId: ana, acceptedAt: at(40), passedOver: [] })
})

test('taking by hand needs membership, availability and room, in that order', () => {
  check([], take(ana, { member: false, available: false, room: false }), 'not_queue_member')
  check([], take(ana, { available: false, room: false }), 'not_available')
  check([], take(ana, { room: false }), 'no_room')
  check([], take(ana, { fits: false }), 'busy_otherwise')
})

test('taking what is offered to oneself needs no room: its place is already kept', () => {
  check(offered, take(ana, { room: false }), 'assigned')
})

test('offered to several: whoever accepts first has it, and the others come too late', () => {
  const ringing = [offerTo([ana, ben])]
  expect(check(ringing, accepts(ben), 'assigned')).toMatchObject({ state: 'active', agentId: ben, passedOver: [] })
  check([...ringing, accepts(ben)], accepts(ana), 'offer_gone')
  check([...ringing, accepts(ben)], rejects(ana), 'offer_gone')
  expect(check(ringing, take(ana, { room: false }), 'assigned')).toMatchObject({ agentId: ana })
  expect(loads(ringing.reduce<Interaction>(run, waiting))).toEqual([ana, ben])
})

test('offered to several: whoever rejects leaves it to the rest; after the last it waits again', () => {
  const ringing = [offerTo([ana, ben])]
  const rest = check(ringing, rejects(ana), 'offer_rejected')
  expect(rest).toMatchObject({ state: 'offered', offer: { id: offer, agentIds: [ben], expiresAt: at(30) } })
  expect(rest.passedOver).toEqual([ana])
  check([...ringing, rejects(ana)], rejects(ana), '')
  check([...ringing, rejects(ana)], accepts(ana), 'not_your_offer')
  check([...ringing, rejects(ana)], accepts(ben), 'assigned')
  const nobody = check([...ringing, rejects(ana)], rejects(ben), 'offer_rejected')
  expect(nobody).toMatchObject({ state: 'waiting', passedOver: [ana, ben] })
})

test('offered to several: at the end of the time all who were still asked let it pass', () => {
  const lapsed = check([offerTo([ana, ben])], lapse(), 'offer_lapsed')
  expect(lapsed).toMatchObject({ state: 'waiting', passedOver: [ana, ben] })
  expect(check([offerTo([ana, ben]), rejects(ana)], lapse(), 'offer_lapsed').passedOver).toEqual([ana, ben])
  const again = check([offerTo([ana, ben]), lapse()], offerTo([ana, ben], other, 90), 'offered')
  expect(again.passedOver).toEqual([])
})

test('offered to several: it is taken back from one alone, and is not over for the rest', () => {
  const rest = check([offerTo([ana, ben])], withdraw(offer, [ana]), 'offer_withdrawn')
  expect(rest).toMatchObject({ state: 'offered', offer: { agentIds: [ben] }, passedOver: [] })
  check([offerTo([ana, ben]), withdraw(offer, [ana])], withdraw(offer, [ana]), '')
  check([offerTo([ana, ben]), withdraw(offer, [ana])], accepts(ana), 'not_your_offer')
  expect(check([offerTo([ana, ben])], withdraw(offer, [ana, ben]), 'offer_withdrawn').state).toBe('waiting')
})

test('whoever lets it pass is preferred no longer; whoever others pass it before still is', () => {
  const preferred = { preferredAgentId: ana, preferredUntil: at(90) }
  const prefersAna = begun({ ...beginning, preferred })
  for (const says of [(by: AgentId) => rejects(by), () => lapse()]) {
    expect([offerTo(ben), says(ben)].reduce<Interaction>(run, prefersAna)).toMatchObject(preferred)
    expect([offerTo(ana), says(ana)].reduce<Interaction>(run, prefersAna)).toMatchObject(nobodyPreferred)
  }
})
