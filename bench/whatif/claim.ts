/**
 * Claim: a day of 1,000 agents and 200,000 interactions is played in seconds, in one thread, by the product's own router,
 * and what it is asked about a few gives the same pairs as asking it about everybody.
 */
import { type Day, plainDayLine } from '../../src/contract/day.ts'
import { route } from '../../src/modules/routing/core/route.ts'
import { strategyOf } from '../../src/modules/routing/core/strategy.ts'
import { dayFrom } from '../../src/modules/whatif/core/made-up.ts'
import { play } from '../../src/modules/whatif/core/play.ts'
import { type Claim, interleave } from '../claim.ts'

const AGENTS = 1_000
const QUEUES = 20
const INTERACTIONS = 200_000
const ROUNDS = 5
/** Asking about everybody is measured in this many questions of a day. */
const QUESTIONS = 60

export const claim: Claim = {
  name: 'whatif',
  says: 'a simulated day of 1,000 agents, 20 queues and 200,000 interactions, two at once for each agent',
  notes: [
    'Beside it: the router asked about everybody who is there and everybody who waits at each event, as the obvious simulation does; measured in some questions of the same day, and taken for all of them.',
    'Half of the queues weigh three times as much as the others; in a quarter of them points of priority count as waiting, and no more than thirty may wait: the others are sent on to the next queue.',
    'Half of the queues pick who has been idle longest, the others in turn and the best first. Everybody is asked, some offers are missed, people give up.',
  ],
  async measure({ full, log }) {
    const day = bigDay()
    let answered = 0
    const values = await interleave(
      full ? ROUNDS * 2 : ROUNDS,
      [
        [
          'a day',
          async (round) => {
            const began = performance.now()
            answered = play(day, { seed: round + 1 }).all.answered
            return { seconds: (performance.now() - began) / 1_000 }
          },
        ],
        ['everybody', async (round) => ({ naive: naiveSeconds(day, round + 1) })],
      ],
      log,
    )
    return {
      figures: [
        { name: 'seconds for the day', ours: values('seconds'), beside: null, target: { atMost: 10 } },
        {
          name: 'seconds beside asking about everybody',
          ours: values('seconds'),
          beside: values('naive'),
          target: { atMost: 0.1 },
        },
      ],
      notes: [`In the last round ${answered} were answered.`],
    }
  },
}

function bigDay(): Day {
  const day = dayFrom({
    name: 'A large house',
    queues: Array.from({ length: QUEUES }, (_, n) => `Queue ${n + 1}`),
    agents: AGENTS,
    interactions: INTERACTIONS,
    shape: 'office',
    handlingMinutes: 3.5,
    patienceMinutes: 8,
    atOnce: 2,
    strategy: 'longest_idle',
    serviceLevelSeconds: 60,
  })
  const strategies = ['longest_idle', 'round_robin', 'longest_idle', 'proficiency'] as const
  const queues = day.queues.map((queue, n) => {
    const weight = n % 2 === 0 ? 3 : 1
    const to = day.queues[(n + 1) % QUEUES]!.id
    const limited = { priority: 5, pointSeconds: 30, mostWaiting: 30, overflow: { does: 'move' as const, queueId: to } }
    const line = { ...plainDayLine, weight, ...(n % 4 === 1 && limited) }
    return { ...queue, strategy: strategies[n % strategies.length]!, line }
  })
  return { ...day, queues }
}

/** What the questions of one day would cost if each were about everybody; throws where the answers differ. */
function naiveSeconds(day: Day, seed: number): number {
  let asked = 0
  let measured = 0
  let ms = 0
  play(day, {
    seed,
    watch: ({ match, whole }) => {
      asked++
      if (asked % 1_000 !== 0 || measured >= QUESTIONS) return
      const snapshot = whole()
      const began = performance.now()
      const [pair] = route(snapshot, strategyOf)
      ms += performance.now() - began
      measured++
      if (pair?.agentIds[0] !== match?.agentIds[0] || pair?.interactionId !== match?.interactionId)
        throw new Error('asked about everybody, the router says something else')
    },
  })
  return ((ms / measured) * asked) / 1_000
}
