import { type AgentId, type ConversationId, compareIds } from '../contract/ids.ts'
import type { Doing } from '../contract/stream.ts'

/** What is shown of one agent in a conversation. */
export type Here = { agentId: AgentId; doing: Doing }

/**
 * Who reads or types where in one workspace: passing signals, kept in memory only. `Tab` is one browser tab, which is
 * in one conversation at most. Knows neither sockets nor permissions; the time is handed in.
 */
export type Whereabouts<Tab> = {
  /** This tab is in this conversation and does this. Returns the conversations where what is shown has changed. */
  enter(tab: Tab, at: { agentId: AgentId; conversationId: ConversationId; doing: Doing; now: number }): ConversationId[]
  /** This tab is nowhere any more. */
  leave(tab: Tab): ConversationId[]
  /** Typing that was not renewed is over. */
  expire(now: number): ConversationId[]
  where(tab: Tab): ConversationId | null
  /** Who is in a conversation, each agent once, with the most active of what their tabs do. */
  here(conversationId: ConversationId): Here[]
  tabsIn(conversationId: ConversationId): Iterable<Tab>
}

type Place = { agentId: AgentId; conversationId: ConversationId; doing: Doing; until: number }

/** An empty workspace. Somebody counts as typing for `typingMs` after the last sign of it. */
export function createWhereabouts<Tab>(typingMs: number): Whereabouts<Tab> {
  const places = new Map<Tab, Place>()
  const tabs = new Map<ConversationId, Set<Tab>>()

  /** Make a change and say in which of these conversations it shows. */
  function showing(conversationIds: readonly ConversationId[], change: () => void): ConversationId[] {
    const before = conversationIds.map((id) => JSON.stringify(here(id)))
    change()
    return conversationIds.filter((id, index) => JSON.stringify(here(id)) !== before[index])
  }

  function take(tab: Tab): void {
    const place = places.get(tab)
    if (!place) return
    places.delete(tab)
    const others = tabs.get(place.conversationId)
    others?.delete(tab)
    if (others?.size === 0) tabs.delete(place.conversationId)
  }

  function put(tab: Tab, place: Place): void {
    take(tab)
    places.set(tab, place)
    const others = tabs.get(place.conversationId)
    if (others) others.add(tab)
    else tabs.set(place.conversationId, new Set([tab]))
  }

  function here(conversationId: ConversationId): Here[] {
    const most = new Map<AgentId, Doing>()
    for (const tab of tabs.get(conversationId) ?? []) {
      const place = places.get(tab)
      if (place) most.set(place.agentId, moreActive(most.get(place.agentId), place.doing))
    }
    return [...most].map(([agentId, doing]) => ({ agentId, doing })).sort((a, b) => compareIds(a.agentId, b.agentId))
  }

  return {
    enter(tab, { agentId, conversationId, doing, now }) {
      const until = doing === 'reading' ? Number.POSITIVE_INFINITY : now + typingMs
      const from = places.get(tab)?.conversationId
      const touched = from && from !== conversationId ? [from, conversationId] : [conversationId]
      return showing(touched, () => put(tab, { agentId, conversationId, doing, until }))
    },
    leave(tab) {
      const from = places.get(tab)?.conversationId
      return from ? showing([from], () => take(tab)) : []
    },
    expire(now) {
      const over = [...places.values()].filter((place) => place.until <= now)
      return showing([...new Set(over.map((place) => place.conversationId))], () => {
        for (const place of over) Object.assign(place, { doing: 'reading', until: Number.POSITIVE_INFINITY })
      })
    },
    where: (tab) => places.get(tab)?.conversationId ?? null,
    here,
    tabsIn: (conversationId) => tabs.get(conversationId) ?? [],
  }
}

const activity: readonly Doing[] = ['reading', 'typing_note', 'typing_reply']
const moreActive = (a: Doing | undefined, b: Doing): Doing =>
  a !== undefined && activity.indexOf(a) > activity.indexOf(b) ? a : b
