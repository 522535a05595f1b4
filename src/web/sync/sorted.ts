import type { InteractionCard } from '../../contract/cards.ts'
import type { View } from '../../contract/view.ts'

/** What screens ask of all open interactions, again and again. The lists are in no order. */
export type Sorted = {
  /** What I hold: active and wrapping up. */
  readonly mine: readonly InteractionCard[]
  /** What I hold and have set aside. */
  readonly parked: readonly InteractionCard[]
  readonly offeredToMe: readonly InteractionCard[]
  /** What waits in my queues, offered to somebody or not. */
  readonly waiting: readonly InteractionCard[]
  /** Agents who are wrapping something up. */
  readonly wrappingUp: ReadonlySet<string>
  /** The one interaction to show of a conversation: mine before anybody's. */
  readonly ofConversation: (id: string) => InteractionCard | undefined
}

type Place = 'all' | 'mine' | 'parked' | 'offeredToMe' | 'waiting' | 'wrappingUp'
type Places = Readonly<Record<Place, readonly InteractionCard[]>>
type Known = { agentId: string; places: Places; asked: Asked; sorted: Sorted }
/** Conversations that somebody asked for, and what is shown of them. */
type Asked = Map<string, InteractionCard | undefined>

const known = new WeakMap<View['interactions'], Known>()

/**
 * One pass over the interactions for each state of them, however many screens ask: with ten thousand in the store, a
 * pass for each question and each line of the journal would be felt.
 */
export function sorted({ interactions, me }: Pick<View, 'interactions' | 'me'>): Sorted {
  const before = known.get(interactions)
  if (before?.agentId === me.agentId) return before.sorted
  return keep(interactions, me.agentId, sort(interactions, me.agentId), new Map())
}

/**
 * Some interactions have changed: what was known about the rest stays, without another pass. Nothing is done where
 * nothing was known.
 */
export function sortAgain(before: View['interactions'], after: View['interactions'], changed: Iterable<string>): void {
  const last = known.get(before)
  if (!last || before === after || known.has(after)) return
  const places = { ...last.places }
  const asked = new Map(last.asked)
  for (const id of new Set(changed)) {
    const was = before[id]
    const is = after[id]
    if (was === is) continue
    for (const card of [was, is]) if (card) asked.delete(card.conversation.id)
    const left = was ? placesOf(was, last.agentId) : []
    const entered = is ? placesOf(is, last.agentId) : []
    for (const place of new Set([...left, ...entered])) {
      places[place] = exchanged(
        places[place],
        left.includes(place) ? was : undefined,
        entered.includes(place) ? is : undefined,
      )
    }
  }
  keep(after, last.agentId, places, asked)
}

function exchanged(
  list: readonly InteractionCard[],
  was: InteractionCard | undefined,
  is: InteractionCard | undefined,
): readonly InteractionCard[] {
  const at = was ? list.indexOf(was) : -1
  if (at < 0) return is ? [...list, is] : list
  return is ? list.with(at, is) : list.toSpliced(at, 1)
}

function sort(interactions: View['interactions'], agentId: string): Places {
  const places: Record<Place, InteractionCard[]> = {
    all: [],
    mine: [],
    parked: [],
    offeredToMe: [],
    waiting: [],
    wrappingUp: [],
  }
  for (const card of Object.values(interactions)) for (const place of placesOf(card, agentId)) places[place].push(card)
  return places
}

function placesOf(card: InteractionCard, agentId: string): Place[] {
  const places: Place[] = ['all']
  if (card.state === 'waiting' || card.state === 'offered') places.push('waiting')
  if (card.state === 'offered' && card.offer?.agentIds.some((id) => id === agentId)) places.push('offeredToMe')
  if (card.transfer?.mode === 'consulted' && card.transfer.toAgentId === agentId) places.push('offeredToMe')
  if (card.agentId === agentId && (card.state === 'active' || card.state === 'wrapping_up'))
    places.push(card.parked ? 'parked' : 'mine')
  if (card.state === 'wrapping_up' && card.agentId) places.push('wrappingUp')
  return places
}

function keep(interactions: View['interactions'], agentId: string, places: Places, asked: Asked): Sorted {
  const { all, mine, parked, offeredToMe, waiting } = places
  const find = (id: string) => {
    const isOf = ({ conversation }: InteractionCard) => conversation.id === id
    // Mostly it is one that I hold: no need to look through all of them.
    return mine.findLast(isOf) ?? all.findLast((card) => isOf(card) && card.agentId === agentId) ?? all.find(isOf)
  }
  const made: Sorted = {
    mine,
    parked,
    offeredToMe,
    waiting,
    wrappingUp: new Set(places.wrappingUp.flatMap((card) => card.agentId ?? [])),
    ofConversation(id) {
      if (!asked.has(id)) asked.set(id, find(id))
      return asked.get(id)
    },
  }
  known.set(interactions, { agentId, places, asked, sorted: made })
  return made
}
