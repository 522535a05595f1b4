import { expect, test } from 'vitest'
import { at, card, queue } from '../../testing/samples.ts'
import { backToQueue } from './back-to-queue.ts'
import { clockState } from './sla.ts'

test('what is not answered says when it goes back to its queue: from the message or the acceptance on, until the reply (R-084)', () => {
  const takesBack = queue({ agentSilenceSeconds: 300 })
  const owed = card({ awaitingReplySince: at(0), quietSince: at(60) })
  const back = backToQueue(owed, takesBack)
  const states = [60, 299.9, 300, 360].map((seconds) => back && clockState(back, at(seconds)).state)
  expect(states).toEqual(['good', 'good', 'warn', 'bad'])
  expect(back?.dueAt).toBe(at(360))
  const answered = { ...owed, awaitingReplySince: null }
  const aside = { ...owed, parked: { reason: 'manual', since: at(70), until: null } } as const
  const waits = { ...owed, state: 'waiting', agentId: null } as const
  for (const none of [answered, aside, waits]) expect(backToQueue(none, takesBack)).toBeNull()
  expect(backToQueue(owed, queue())).toBeNull()
  expect(backToQueue(owed, undefined)).toBeNull()
})
