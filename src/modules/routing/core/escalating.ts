/** What happens when a clock warns or is broken. */
import type { QueueId } from '../../../contract/ids.ts'
import { type Escalation, maxPriority } from '../../../contract/operations/sla.ts'
import { clockNames, type Promises, wordsOf } from '../../sla/core/clock.ts'
import type { InteractionChange } from './changes.ts'
import type { Command } from './commands.ts'
import type { Interaction } from './interaction.ts'
import { toQueue } from './steering.ts'

/**
 * What the clocks have to tell, each thing once: it is remembered in the clock. What a promise says shall happen then
 * happens with it; a priority is never raised beyond the highest, and of several queues to move to the first counts. What
 * is being wrapped up, asked of one colleague, or comes back to whoever passed it on stays where it is. Where the queue
 * is gone, or not for this channel, supervisors are told instead.
 */
export function clocksDue(
  interaction: Interaction,
  { at, promises, queues }: Command<'clocks_due'>,
): InteractionChange[] {
  if (interaction.state === 'closed') return []
  const mayMove = interaction.state !== 'wrapping_up' && !isOnItsWay(interaction)
  let target: QueueId | undefined
  const changes: InteractionChange[] = []
  let priority = interaction.priority
  for (const name of clockNames) {
    const clock = interaction.clocks[name]
    if (!clock) continue
    const { onWarning, onBreach } = promises[name].promise
    for (const word of wordsOf(clock, at)) {
      const escalations = word === 'warned' ? onWarning : onBreach
      const targets = movedBy(escalations)
      const open = targets.find((queueId) => queues.has(queueId))
      const isStuck = targets.length > 0 && open === undefined
      const alarm = isStuck || escalations.some((one) => one.do === 'tell_supervisors')
      changes.push({ type: `interaction.clock_${word}`, clock: name, alarm })
      const raised = Math.min(maxPriority, priority + raisedBy(escalations))
      if (raised > priority) changes.push({ type: 'interaction.priority_set', priority: raised })
      priority = raised
      target ??= open
    }
  }
  if (!mayMove || target === undefined || target === interaction.queueId) return changes
  return [...changes, ...toQueue(interaction, { queueId: target, by: null, at, why: 'moved' })]
}

/** What was passed to a queue for good waits there like the rest. */
const isOnItsWay = ({ transfer }: Interaction): boolean =>
  transfer !== null && (transfer.toAgentId !== null || transfer.endsAt !== null)

/** The queues that something may be moved to by these promises. */
export const targetsOf = (promises: Promises): QueueId[] =>
  clockNames.flatMap((name) => {
    const { onWarning, onBreach } = promises[name].promise
    return movedBy([...onWarning, ...onBreach])
  })

const movedBy = (escalations: readonly Escalation[]): QueueId[] =>
  escalations.flatMap((one) => (one.do === 'move' ? [one.queueId] : []))

const raisedBy = (escalations: readonly Escalation[]): number =>
  escalations.reduce((sum, one) => sum + (one.do === 'raise_priority' ? one.by : 0), 0)
