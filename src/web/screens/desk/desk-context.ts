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
