import { expect, test } from 'vitest'
import { openChecker } from './checker.ts'
import { inventTown } from './town.ts'

test('what a contact’s message wakes has not come back early, and what nobody woke has', () => {
  const town = inventTown(1, { houses: 1, agents: 4 })
  expect(broken(town, ['wrote', 'unparked'])).toEqual([])
  expect(broken(town, ['unparked'])).toEqual(['forgotten'])
})

/** An interaction begins, is taken and set aside until somebody wakes it, and then so. */
function broken({ houses }: ReturnType<typeof inventTown>, then: readonly ('wrote' | 'unparked')[]): string[] {
  const [house] = houses
  const [agent, channel] = [house?.agents[0], house?.channels[0]]
  if (!house || !agent || !channel) throw new Error('a town without people')
  const checker = openChecker(house)
  const waiting = {
    id: 'one',
    number: 1,
    state: 'waiting',
    queueId: channel.queueId,
    conversation: { channelId: channel.id },
    priority: 0,
    waitingSince: 1_000,
    offer: null,
    agentId: null as string | null,
    wrapUp: null,
    awaitingReplySince: 1_000 as number | null,
    preferred: null,
    parked: null as { reason: string; until: number | null } | null,
    transfer: null,
  }
  const active = { ...waiting, state: 'active', agentId: agent.id }
  const parked = { ...active, awaitingReplySince: null, parked: { reason: 'manual', until: null } }
  const lines = [
    { at: 1_000, by: null, event: { type: 'interaction.created', card: waiting } },
    { at: 2_000, by: agent.id, event: { type: 'interaction.assigned', card: active, agentId: agent.id, others: [] } },
    { at: 3_000, by: agent.id, event: { type: 'interaction.parked', card: parked, agentId: agent.id } },
    ...then.map((what) => {
      if (what === 'unparked')
        return { at: 5_000, by: null, event: { type: 'interaction.unparked', card: active, agentId: agent.id } }
      const card = { ...active, awaitingReplySince: 4_000, parked: { reason: 'manual', until: 4_000 } }
      return { at: 4_000, by: null, event: { type: 'message.received', card } }
    }),
  ]
  for (const [place, line] of lines.entries()) checker.read({ ...line, seq: place + 1, tx: `${place}` })
  return [...checker.broken().keys()]
}
