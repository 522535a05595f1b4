import { expect, test } from 'vitest'
import { accepts, ana, at, check, offerTo } from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'

const inHand = [offerTo(ana), accepts(ana)]
const onCall: InteractionCommand = { type: 'park_for_call', at: at(20) }
const over = (isIn: boolean): InteractionCommand => ({ type: 'call_over', at: at(80), isIn })

test('after a call it comes back to its agent', () => {
  const back = check([...inHand, onCall], over(true), 'unparked')
  expect(back).toMatchObject({ state: 'active', agentId: ana, parked: null, quietSince: at(80) })
})

test('whoever went home during the call finds nothing of it: it waits in its queue, from then on', () => {
  const back = check([...inHand, onCall], over(false), 'moved')
  expect(back).toMatchObject({ state: 'waiting', waitingSince: at(80), preferredAgentId: ana })
})

test('the end of a call wakes nothing that was set aside by hand, and nothing twice', () => {
  const byHand: InteractionCommand = { type: 'park', by: ana, at: at(20), until: null, allowed: true }
  check([...inHand, byHand], over(true), '')
  check([...inHand, onCall, over(true)], over(true), '')
  check([...inHand, onCall, over(false)], over(false), '')
})
