import { createContext, useContext } from 'react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import type { Standing } from '../conversation/useOpen.ts'
import type { Quoted } from './items.ts'

/** What the bubbles of one thread share. */
export type ThreadState = {
  card: InteractionCard
  standing: Standing
  onQuote: ((quoted: Quoted) => void) | undefined
  jump: (messageId: string) => void
}

/** Has the thread been painted? What is seen only when a hand comes near is put in then. */
export const PaintedContext = createContext(false)

export const ThreadContext = createContext<ThreadState | null>(null)

export function useThread(): ThreadState {
  const thread = useContext(ThreadContext)
  if (!thread) throw new Error('Bubbles are used only inside <Thread>.')
  return thread
}
