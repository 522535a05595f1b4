import { present } from '../kernel/assert.ts'
import type { Message } from '../modules/conversations/core/message.ts'
import { mayRemind } from '../modules/conversations/core/sending.ts'
import { remindedNow } from '../modules/routing/core/silence.ts'
import { remindedAsSaid, remindedWhoMayBe } from './promises.ts'
import { factsOf, note, open, tell, type World } from './world.ts'

/** The loop that reminds silent contacts. Answers with what is to be sent. */
export function remindSilent(world: World): Message[] {
  return open(world).flatMap((one) => {
    const rule = present(world.queues.get(one.queueId), 'a queue')
    const last = world.reminded.get(one.id) ?? null
    const reminded = remindedNow(one, { rule, last, at: world.now })
    remindedAsSaid(world, one, reminded !== null)
    if (reminded === null) return []
    world.reminded.set(one.id, reminded)
    const isTold = mayRemind(factsOf(world, one), world.now)
    note(world, `${one.id} is ${isTold ? 'reminded' : 'to be reminded, and may not be'}`)
    remindedWhoMayBe(world, one, isTold)
    return isTold ? [tell(world, one, { author: 'house', content: words, templateId: null })] : []
  })
}

const words = { kind: 'text', text: 'Are you still there?' } as const
