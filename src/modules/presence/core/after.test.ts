import { expect, test } from 'vitest'
import type { AgentId, Instant, OfferId, QueueId, ReasonId } from '../../../contract/ids.ts'
import type { InteractionChange } from '../../routing/core/changes.ts'
import type { Parked } from '../../routing/core/interaction.ts'
import { movesPresenceOf, presenceAfter, type Surroundings } from './after.ts'
import { type AgentPresence, signedOut } from './presence.ts'

const [ana, ben] = ['ana', 'ben'] as unknown as [AgentId, AgentId]
const [offerId, queueId] = ['offer' as OfferId, 'support' as QueueId]
const [disposing, rushed] = ['disposing', 'rushed'] as unknown as [ReasonId, ReasonId]
const at = (seconds: number) => (seconds * 1_000) as Instant
const available: AgentPresence = { ...signedOut(at(0)), state: 'available' }
const onPause: AgentPresence = { ...available, state: 'on_break', reasonId: disposing }

const lapsed: InteractionChange = {
  type: 'interaction.offer_lapsed',
  offer: { id: offerId, agentIds: [ana, ben], expiresAt: at(9) },
}
const rejected: InteractionChange = { type: 'interaction.offer_rejected', offerId, agentId: ana, reasonId: rushed }
const parked = (reason: Parked['reason']): InteractionChange => ({
  type: 'interaction.parked',
  agentId: ana,
  parked: { reason, since: at(9), until: null },
})
const moved = (fromAgentId: AgentId | null): InteractionChange => ({
  type: 'interaction.moved',
  queueId,
  fromQueueId: queueId,
  fromAgentId,
  by: null,
  why: 'taken_back',
  at: at(9),
  waitingSince: at(9),
  transfer: null,
})
const closed = (agentId: AgentId | null): InteractionChange => ({
  type: 'interaction.closed',
  agentId,
  at: at(9),
  disposition: null,
  fields: [],
  asksContact: false,
})
const resumed: InteractionChange = { type: 'interaction.resumed', agentId: ana }

test('it moves whoever had it or let it pass; nobody where nobody did, nor who is on the telephone', () => {
  expect(movesPresenceOf(lapsed)).toEqual([ana, ben])
  expect(movesPresenceOf(rejected)).toEqual([ana])
  expect([moved(ana), moved(null)].map(movesPresenceOf)).toEqual([[ana], []])
  expect([closed(ana), closed(null)].map(movesPresenceOf)).toEqual([[ana], []])
  expect([parked('manual'), parked('customer_silence'), parked('call')].map(movesPresenceOf)).toEqual([
    [ana],
    [ana],
    [],
  ])
  expect(movesPresenceOf({ type: 'interaction.offer_withdrawn', offerId, agentIds: [ana] })).toEqual([])
})

const usual: Surroundings = {
  queue: { onReject: 'on_break', onTimeout: 'stop_new', afterWrapUp: 'not_ready', returnSeconds: null },
  pauseReasonId: null,
  wasWrappingUp: false,
  held: 0,
  heldPauseReasonId: null,
  readyRule: 'by_queue',
  at: at(10),
}
const after = (change: InteractionChange, more: Partial<Surroundings> = {}, before = available) =>
  presenceAfter(before, change, { ...usual, ...more })

test('what a queue does to who lets pass is asked by how they did it (D-03)', () => {
  expect(after(lapsed)).toMatchObject({ state: 'available', stopNew: true, reasonId: null })
  expect(after(rejected)).toMatchObject({ state: 'on_break', stopNew: false, reasonId: rushed })
})

test('who takes one at a time is not ready once they have it; whoever is not there by then stays as they are', () => {
  const given: InteractionChange = { type: 'interaction.assigned', agentId: ana, by: null, at: at(9) }
  const oneByOne = { readyRule: 'one_by_one' } as const
  expect(after(given, oneByOne).notReady).toBe(true)
  expect(after(given).notReady).toBe(false)
  const away = { ...available, state: 'on_break' as const }
  expect(after(given, oneByOne, away)).toBe(away)
})

test('done, the queue says how they go on; when it was taken out of their hands, it does not', () => {
  expect(after(closed(ana))).toMatchObject({ state: 'on_break', reasonId: null })
  expect(after(moved(ana))).toMatchObject({ state: 'available', idleSince: at(10) })
})

test('the break for a disposition ends with it only where that one was wrapping up', () => {
  const wrapped = { pauseReasonId: disposing, wasWrappingUp: true }
  for (const change of [resumed, moved(ana)]) {
    expect(after(change, wrapped, onPause), change.type).toMatchObject({ state: 'available' })
    expect(after(change, { ...wrapped, wasWrappingUp: false }, onPause), change.type).toMatchObject({
      state: 'on_break',
    })
  }
  const ended: InteractionChange = {
    type: 'interaction.wrap_up_started',
    agentId: ana,
    wrapUp: { startedAt: at(9), endsAt: at(90) },
    disposition: null,
    fields: [],
  }
  expect(after(ended, { pauseReasonId: disposing })).toMatchObject({ state: 'on_break', reasonId: disposing })
})

test('with the last one out of their hands begins what was to come after it: a break that was asked for, then stop new', () => {
  const passed: InteractionChange = {
    type: 'interaction.passed',
    agentId: ana,
    transfer: {
      id: offerId,
      mode: 'blind',
      fromAgentId: ana,
      fromQueueId: queueId,
      toAgentId: ben,
      note: '',
      endsAt: null,
    },
    at: at(9),
  }
  const stops = { ...available, stopNew: true }
  const asked = { ...stops, breakRequested: true, requestedReasonId: rushed }
  for (const change of [parked('manual'), passed]) {
    expect(after(change, {}, asked), change.type).toMatchObject({ state: 'on_break', reasonId: rushed, stopNew: false })
    expect(after(change, {}, stops), change.type).toMatchObject({ state: 'working_offline', stopNew: false })
    expect(after(change, { held: 1 }, asked), change.type).toBe(asked)
    expect(after(change, { held: 1 }, stops), change.type).toBe(stops)
    const free = after(change, {}, { ...available, notReady: true })
    expect(free).toMatchObject({ state: 'available', notReady: false, idleSince: at(10) })
  }
})
