import { setTimeout as wait } from 'node:timers/promises'
import type { InteractionCard } from '../contract/cards.ts'
import type { AgentId, ConversationId, DispositionId, Instant } from '../contract/ids.ts'
import { getThread, listInteractions, sendMessage } from '../contract/operations/conversations.ts'
import { listDispositions } from '../contract/operations/dispositions.ts'
import { listUsers } from '../contract/operations/identity.ts'
import { planMessage } from '../contract/operations/later.ts'
import { listReasons, setPresence } from '../contract/operations/presence.ts'
import { acceptOffer, endConversation, finishWrapUp, parkInteraction } from '../contract/operations/routing.ts'
import { present } from '../kernel/assert.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Call, type DemoHouse, demoAdministrator, demoUsers, signedIn, steer } from './demo.ts'
import { returnsNumber } from './demo-business.ts'

const minute = 60
const hour = 60 * minute
/** How long before now the story begins, in milliseconds. */
export const storyMs = 2 * hour * 1_000
const LOOK_EVERY_MS = 15
/** As long as a message is under way to a telephone. */
const ARRIVES_MS = 1_000
/** What has not happened after so many looks is not going to. */
const MAX_LOOKS = 600

/** One customer of the story. Times in seconds from its beginning. */
type Visit = {
  name: string
  number: string
  /** About what was bought before: writes to the second number. */
  isReturn?: true
  says: string
  at: number
  /** Until somebody takes it, and until it is over. */
  waits: number
  takes: number
  answer: string
  /** Null: it stays with its agent, set aside until tomorrow, with an answer that goes by itself. */
  outcome: string | null
}

const visits: readonly Visit[] = [
  {
    name: 'Priya Raman',
    number: '+447700900301',
    at: 3 * minute,
    waits: 9,
    takes: 6 * minute,
    says: 'Hi, where is my order VH-20871?',
    answer: 'Good morning Priya. It left our warehouse today and is with you tomorrow.',
    outcome: 'Status given',
  },
  {
    name: 'Callum Reid',
    number: '+447700900302',
    at: 7 * minute,
    waits: 14,
    takes: 11 * minute,
    says: 'Can I still change the colour of my sofa to moss?',
    answer: 'You can: it goes into the workshop on Thursday. I have changed it to moss.',
    outcome: 'Changed',
  },
  {
    name: 'Hanne Vik',
    number: '+447700900303',
    isReturn: true,
    at: 15 * minute,
    waits: 18,
    takes: 14 * minute,
    says: 'One hinge of my cabinet is loose',
    answer: 'I am sending you a new hinge, with four screws. It takes five minutes.',
    outcome: 'Damaged',
  },
  {
    name: 'Tomasz Zielinski',
    number: '+447700900304',
    at: 24 * minute,
    waits: 7,
    takes: 5 * minute,
    says: 'Do you deliver on Saturdays?',
    answer: 'We do, between nine and one. Shall I move your delivery?',
    outcome: 'New slot',
  },
  {
    name: 'Beatriz Lima',
    number: '+447700900305',
    at: 38 * minute,
    waits: 21,
    takes: 9 * minute,
    says: 'Which lamp goes with the oak table?',
    answer: 'The brass one, in the smaller size. I can send you a quote for both.',
    outcome: 'Quote sent',
  },
  {
    // Everybody is at lunch: this one waits, and the promise is missed.
    name: 'Owen Hughes',
    number: '+447700900306',
    at: 53 * minute,
    waits: 7 * minute + 12,
    takes: 8 * minute,
    says: 'The driver was to be here an hour ago',
    answer: 'I am sorry. He is two streets away and calls you in five minutes.',
    outcome: 'Late, explained',
  },
  {
    name: 'Sabine Krull',
    number: '+447700900307',
    isReturn: true,
    at: 72 * minute,
    waits: 11,
    takes: 13 * minute,
    says: 'The dimmer of my lamp hums',
    answer: 'That is the old transformer. We exchange it: the label is in your mail.',
    outcome: 'Damaged',
  },
  {
    name: 'Dev Patel',
    number: '+447700900308',
    at: 88 * minute,
    waits: 16,
    takes: 7 * minute,
    says: 'Please cancel VH-20902',
    answer: 'Cancelled. The money is back on your card within three days.',
    outcome: 'Cancelled',
  },
  {
    name: 'Noor Haddad',
    number: '+447700900309',
    at: 102 * minute,
    waits: 12,
    takes: 4 * minute,
    says: 'Is the walnut shelf in stock again?',
    answer: 'It comes in tonight. I will write to you in the morning.',
    outcome: null,
  },
]
const inTheMorning = 'Good morning Noor. The walnut shelf is here. Shall I put one aside for you?'
const untilMorningMs = 16 * hour * 1_000

/** The server's clock, and whether none of its loops has anything in hand. */
export type StoryTime = { readonly clock: Clock; readonly isAtRest: () => boolean }

type Stage = StoryTime & {
  house: DemoHouse
  startedAt: Instant
  administrator: Call
  people: ReadonlyMap<AgentId, Call>
  outcomes: ReadonlyMap<string, DispositionId>
}

/**
 * Two hours of this business, played with its own telephones and its agents' own calls while the clock goes from then to
 * now: boards, histories and the what-if room begin with something that has happened. At its end the clock is level with
 * the computer's, whatever went wrong.
 */
export async function tellStory(house: DemoHouse, time: StoryTime): Promise<void> {
  const startedAt = time.clock.now()
  try {
    await play({ house, ...time, startedAt, ...(await castOf(house)) })
  } finally {
    await steer(house, '/clock', { real: true })
  }
}

async function castOf(house: DemoHouse): Promise<Pick<Stage, 'administrator' | 'people' | 'outcomes'>> {
  const administrator = await signedIn(house, demoAdministrator.email)
  const { users } = await administrator(listUsers, {})
  const { dispositions } = await administrator(listDispositions, {})
  const agents = demoUsers.filter(({ role }) => role === 'agent')
  const people = await Promise.all(
    agents.map(async ({ email }) => {
      const { id } = present(
        users.find((user) => user.email === email),
        email,
      )
      return [id, await signedIn(house, email)] as const
    }),
  )
  return { administrator, people: new Map(people), outcomes: new Map(dispositions.map(({ name, id }) => [name, id])) }
}

async function play(stage: Stage): Promise<void> {
  const [, tomsCall] = [...stage.people.values()]
  const everybody = [...stage.people.values()]
  const { reasons } = await stage.administrator(listReasons, {})
  const lunch = present(
    reasons.find(({ name }) => name === 'Lunch'),
    'the reason Lunch',
  ).id
  const become = (who: readonly Call[], state: 'available' | 'on_break' | 'signed_out') => async () => {
    for (const call of who) await call(setPresence, { state, reasonId: state === 'on_break' ? lunch : null })
  }
  const scenes = [
    { at: 0, run: become(everybody, 'available') },
    { at: 51 * minute, run: become(everybody, 'on_break') },
    { at: 60 * minute, run: become(everybody, 'available') },
    { at: 100 * minute, run: become([present(tomsCall, 'Tom')], 'signed_out') },
    ...visits.flatMap((visit) => scenesOf(stage, visit)),
    { at: 115 * minute, run: become(everybody, 'signed_out') },
  ]
  for (const { at, run } of scenes.sort((a, b) => a.at - b.at)) {
    await until(stage, at)
    await run()
  }
}

async function until(stage: Stage, at: number): Promise<void> {
  const advanceMs = stage.startedAt + at * 1_000 - stage.clock.now()
  if (advanceMs > 0) await pass(stage, advanceMs)
}

/**
 * Nothing is under way when time passes: a message that is being sent for minutes would be given up, and what the router
 * offers by the time at which it began to look would have lapsed.
 */
async function pass({ house, isAtRest }: Stage, advanceMs: number): Promise<void> {
  await soon('what is in hand is done', async () => isAtRest() || undefined)
  await steer(house, '/clock', { advanceMs })
}

function scenesOf(stage: Stage, visit: Visit) {
  const { at, waits, takes } = visit
  return [
    { at, run: () => comes(stage, visit) },
    { at: at + waits, run: () => takenAndAnswered(stage, visit) },
    { at: at + waits + takes, run: () => ends(stage, visit) },
  ]
}

async function ends(stage: Stage, visit: Visit): Promise<void> {
  const card = await cardOf(stage, visit, ({ state }) => state === 'active')
  const { id: interactionId, agentId, conversation } = card
  const call = callOf(stage, agentId)
  if (visit.outcome === null) return setAside(stage, call, card)
  const dispositionId = present(stage.outcomes.get(visit.outcome), visit.outcome)
  await call(endConversation, { interactionId, dispositionId })
  await call(finishWrapUp, { interactionId, dispositionId })
  await gone(stage, conversation.id, 'buttons')
}

async function setAside({ clock }: Stage, call: Call, { id: interactionId, conversation }: InteractionCard) {
  const goesAt = (clock.now() + untilMorningMs) as Instant
  await call(planMessage, {
    conversationId: conversation.id,
    clientId: crypto.randomUUID(),
    goesAt,
    message: { kind: 'free', contents: [{ kind: 'text', text: inTheMorning }] },
  })
  await call(parkInteraction, { interactionId, until: goesAt })
}

async function comes(stage: Stage, visit: Visit): Promise<void> {
  const { name, number, says, isReturn } = visit
  const { id } = (await steer(stage.house, '/phones', { name, number })) as { id: string }
  const to = isReturn ? returnsNumber.phoneNumberId : stage.house.number.phoneNumberId
  await steer(stage.house, `/phones/${id}/act`, { action: { type: 'text', text: says }, to })
  await cardOf(stage, visit, () => true)
}

async function takenAndAnswered(stage: Stage, visit: Visit): Promise<void> {
  const { id: interactionId, offer, conversation } = await cardOf(stage, visit, (card) => card.offer !== null)
  const { id: offerId, agentIds } = present(offer, 'an offer')
  const call = callOf(stage, agentIds[0] ?? null)
  await call(acceptOffer, { interactionId, offerId })
  await call(sendMessage, {
    conversationId: conversation.id,
    clientId: crypto.randomUUID(),
    content: { kind: 'text', text: visit.answer },
  })
  await gone(stage, conversation.id, 'text')
}

const callOf = ({ people }: Stage, id: AgentId | null): Call =>
  present(id === null ? undefined : people.get(id), 'one of our agents')

/** The interaction of this customer, as soon as it is so. */
async function cardOf(
  { administrator }: Stage,
  { name }: Visit,
  isSo: (card: InteractionCard) => boolean,
): Promise<InteractionCard> {
  return soon(`${name} is there`, async () => {
    const { interactions } = await administrator(listInteractions, { state: 'open' })
    return interactions.find((card) => card.conversation.contact.name === name && isSo(card))
  })
}

/** Our last message is one of this kind, and the provider has all of them; a moment later they are on the telephone. */
async function gone(stage: Stage, conversationId: ConversationId, kind: 'text' | 'buttons'): Promise<void> {
  await soon('what was written goes out', async () => {
    const { messages } = await stage.administrator(getThread, { conversationId })
    const ours = messages.filter(({ direction }) => direction === 'out')
    const isGone = ours.every(({ delivery }) => delivery !== 'queued' && delivery !== 'sending')
    return isGone && ours.at(-1)?.content.kind === kind ? true : undefined
  })
  await pass(stage, ARRIVES_MS)
}

async function soon<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const found = await look()
    if (found !== undefined) return found
    await wait(LOOK_EVERY_MS)
  }
  throw new Error(`the story of the demo stands still: ${what}`)
}
