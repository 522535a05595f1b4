import { createContext, useContext } from 'react'
import type { ConversationId } from '../../../contract/ids.ts'
import type { Tab } from './order.ts'

/** What the panes of the desk share: which tab is open, which panes are shown, and how to open a conversation. */
export type DeskState = {
  tab: Tab
  setTab: (tab: Tab) => void
  open: (id: ConversationId | null) => void
  sideShown: boolean
  setSideShown: (shown: boolean) => void
  /** Start an interaction, with somebody known or from nothing. */
  start: (with_: { contactId: string; name: string } | null) => void
  /** Narrower than this the side pane is a drawer, or the desk shows one pane at a time. */
  width: 'wide' | 'drawer' | 'phone'
}

export const DeskContext = createContext<DeskState | null>(null)

/** Which conversation is open: apart, because most of the desk stays as it is when another one is opened. */
export const OpenContext = createContext<ConversationId | null>(null)
export const useOpenId = (): ConversationId | null => useContext(OpenContext)

export function useDesk(): DeskState {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('The panes of the desk are used only inside <Desk>.')
  return desk
}

/** Whose history is wished for, until its side pane is there to show it. */
let wished: ConversationId | null = null
const SHOW_HISTORY = 'switchboard:history'

/** Show what was before in the side pane, which may still have to be opened or fetched. */
export function showHistory(of: ConversationId | null): void {
  wished = of
  window.dispatchEvent(new Event(SHOW_HISTORY))
}

/** Be told when the history of this conversation is wished for, and at once when it was already. Returns how to stop. */
export function onShowHistory(of: ConversationId, show: () => void): () => void {
  const look = () => {
    if (wished !== of) return
    wished = null
    show()
  }
  look()
  window.addEventListener(SHOW_HISTORY, look)
  return () => window.removeEventListener(SHOW_HISTORY, look)
}
