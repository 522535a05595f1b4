import { present } from '../kernel/assert.ts'
import type { Interaction, Waiting } from '../modules/routing/core/interaction.ts'
import { takesChannel } from '../modules/routing/core/line.ts'
import { overflows, whenOverflowing } from '../modules/routing/core/overflowing.ts'
import { linesKept } from './promises.ts'
import { carryOut, open, type World } from './world.ts'

/** The loop that looks after lines: who is too many or waits too long, who came last first; each wait once. */
export function tendLines(world: World): void {
  const waiting = open(world).filter((one): one is Waiting => one.state === 'waiting')
  const due = waiting
    .filter((one) => world.overflowedFor.get(one.id) !== one.waitingSince)
    .filter((one) => overflows(lineOf(world, one), before(one, waiting), world.now - one.waitingSince))
    .toSorted((a, b) => b.waitingSince - a.waitingSince)
  for (const one of due) {
    world.overflowedFor.set(one.id, one.waitingSince)
    const { overflow } = lineOf(world, one)
    const to = overflow.queueId === null ? undefined : world.queues.get(overflow.queueId)
    const command = whenOverflowing(overflow, to && takesChannel(to, one.channelId), world.now)
    if (command) carryOut(world, one.id, command)
  }
  linesKept(world, waiting)
}

const lineOf = ({ queues }: World, { queueId }: Pick<Interaction, 'queueId'>) =>
  present(queues.get(queueId), 'a queue').line

/** How many of their queue came before them. */
const before = (one: Waiting, waiting: readonly Waiting[]): number => {
  const line = waiting
    .filter(({ queueId }) => queueId === one.queueId)
    .toSorted((a, b) => a.waitingSince - b.waitingSince || (a.id < b.id ? -1 : 1))
  return line.indexOf(one)
}
