import { useMemo } from 'react'
import type { InteractionCard } from '../../../contract/cards.ts'
import type { AgentId, QueueId, ReasonId } from '../../../contract/ids.ts'
import {
  assignInteractions,
  moveInteractions,
  type Steered,
  setPresenceOf,
  signOutAgent,
  takeBackInteractions,
} from '../../../contract/operations/supervision.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { sentenceOf } from '../../i18n/sentences.ts'
import { toast } from '../../shell/toast.ts'
import { type Answer, call } from '../../sync/call.ts'

/** As the board shows it: if that has changed meanwhile the server leaves it alone and says so. */
const asSeen = ({ id, queueId, agentId }: InteractionCard) => ({ interactionId: id, queueId, agentId })

/** All that a supervisor does from the board. What was not done is said in a toast, with the reason. */
export function useSteering(): Steering {
  const words = useWords(board)
  return useMemo(() => steeringWith(words), [words])
}

export type Steering = ReturnType<typeof steeringWith>

function steeringWith(words: typeof board.en) {
  function say(answer: Answer<Steered>, asked: number, done: (n: number) => string): void {
    if (!answer.ok) {
      toast(sentenceOf(answer.refusal), { tone: 'bad' })
      return
    }
    const [first] = answer.value.refused
    const count = asked - answer.value.refused.length
    if (count > 0) toast(done(count))
    if (first) toast(words.notDone(answer.value.refused.length, sentenceOf(first.refusal)), { tone: 'bad' })
  }

  return {
    move: async (cards: readonly InteractionCard[], toQueueId: QueueId) =>
      say(await call(moveInteractions, { interactions: cards.map(asSeen), toQueueId }), cards.length, words.moved),
    give: async (cards: readonly InteractionCard[], toAgentId: AgentId, aboveCapacity: boolean) =>
      say(
        await call(assignInteractions, { interactions: cards.map(asSeen), toAgentId, aboveCapacity }),
        cards.length,
        words.given,
      ),
    takeBack: async (cards: readonly InteractionCard[]) =>
      say(await call(takeBackInteractions, { interactions: cards.map(asSeen) }), cards.length, words.takenBack),
    async setPresence(
      agentId: AgentId,
      state: 'available' | 'on_break' | 'working_offline',
      reasonId: ReasonId | null,
    ) {
      const answer = await call(setPresenceOf, { agentId, state, reasonId })
      if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
    },
    async signOut(agentId: AgentId, name: string) {
      const answer = await call(signOutAgent, { agentId })
      if (answer.ok) toast(words.signedOut(name))
      else toast(sentenceOf(answer.refusal), { tone: 'bad' })
    },
  }
}
